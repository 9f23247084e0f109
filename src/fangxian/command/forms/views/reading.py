"""Forms in a list, and one of them: what it asks, since when, of whom, at what cost; approving, retiring, export."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.exporting import XLSX
from fangxian.command.forms import queries
from fangxian.command.forms.inputs import RetireInput, renewed
from fangxian.command.forms.looks import LOOKS, asked
from fangxian.core.dated import today
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.mechanisms.forms import actions
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.queries import faults
from fangxian.mechanisms.forms.xlsform import written
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

VIEW = "forms.view"
STATES = ("in_use", "proposed", "draft", "retired")


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List every form: who issues it, since when, how many fields, owed by how many, how it stands."""
    rows = queries.listing(request.actor, response_of(request))
    state = request.GET.get("state", "")
    shown = [row for row in rows if not state or state in (row.state, row.open.state if row.open else "")]
    context = {
        "rows": shown,
        "total": len(rows),
        "fields": sum(len(row.form.asked) * row.owed_by for row in rows),
        "state": state,
        "states": [(code, LOOKS[code][1]) for code in STATES],
        "may_make": request.actor.may("forms.propose"),
        "may_weigh": request.actor.may("reports.view"),
    }
    return render(request, "forms/all.html", context)


@requires(VIEW)
def detail(request: Request, code: str) -> HttpResponse:
    """Show a form at a version, what changed between versions, its cost, and the decision that it awaits."""
    return _page(request, code, request.GET.get("version", ""))


def _page(request: Request, code: str, number: str, errors: dict[str, str] | None = None) -> HttpResponse:
    actor, response = request.actor, response_of(request)
    sheet = queries.sheet(actor, code, number)
    shown = sheet.version
    awaits = bool(shown and shown.state == FormVersion.State.PROPOSED)
    own = shown is not None and awaits and actions.is_own(actor, shown)
    makes = queries.may_make(actor, sheet.form) and not sheet.form.is_built_in
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "asked": asked(sheet.form),
        "issuer": queries.name_of(sheet.form.issued_by),
        "weight": queries.weight(actor, response, sheet.form, sheet.approved_before(sheet.form)),
        "may_make": makes and not sheet.ended,
        "may_decide": awaits and not own and queries.may_approve(actor, sheet.form),
        "is_own": own,
        "may_oblige": actor.may("reports.manage") and sheet.is_approved and not sheet.ended,
        "retire": RetireInput(initial={"day": today()}),
        "errors": errors,
        "lacks": faults(renewed(sheet.form))
        if makes and shown and shown.state == FormVersion.State.DRAFT
        else {},
    }
    return render(request, "forms/form.html", context, status=422 if errors else 200)


@requires("forms.approve")
@require_POST
def decide(request: Request, code: str) -> HttpResponse:
    """Approve or refuse the version that awaits a decision."""
    sheet = queries.sheet(request.actor, code)
    if sheet.open is None or sheet.open.state != FormVersion.State.PROPOSED:
        raise Conflict(_("Nothing of this form awaits a decision."))
    if request.POST.get("seen", made := sheet.open.made_at.isoformat()) != made:
        raise Conflict(_("The proposal was changed meanwhile: look at it again before you decide."))
    remark = request.POST.get("remark", "")
    try:
        if request.POST.get("do") == "approve":
            actions.approve(request.actor, sheet.open, remark)
            messages.success(request, _("Approved: it is asked from its day on."))
        else:
            actions.refuse(request.actor, sheet.open, remark)
            messages.success(request, _("Refused; whoever made it reads your remark."))
    except Invalid as refusal:
        errors = {name: str(text) for name, text in refusal.errors.items()}
        return _page(request, code, str(sheet.open.number), errors)
    return redirect("forms:form", code)


@requires("forms.propose")
@require_POST
def retire(request: Request, code: str) -> HttpResponse:
    """Say that nobody owes a form from a day on."""
    sheet = queries.sheet(request.actor, code)
    if sheet.form.is_built_in:
        raise Missing(_("This form comes with the system."))
    form = RetireInput(request.POST)
    errors = {name: str(found[0]) for name, found in form.errors.items()}
    if not errors:
        try:
            actions.retire(request.actor, code, form.cleaned_data["day"], form.cleaned_data["reason"])
        except Invalid as refusal:
            errors = {name: str(text) for name, text in refusal.errors.items()}
    if errors:
        return _page(request, code, "", errors)
    messages.success(request, _("Nobody owes this form from that day on; its reports stay readable."))
    return redirect("forms:form", code)


@requires(VIEW)
def export(request: Request, code: str) -> HttpResponse:
    """Send a form as XLSForm."""
    sheet = queries.sheet(request.actor, code, request.GET.get("version", ""))
    response = HttpResponse(written(sheet.form), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{sheet.form.code}-{sheet.form.number}.xlsx"'
    return response
