"""Making a form on a page, from a sheet or from an XLSForm, with the liaison's view beside it."""

import datetime
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.forms import queries
from fangxian.command.forms.building import Builder
from fangxian.command.forms.field_input import FieldInput
from fangxian.command.forms.inputs import FormInput, UploadInput, form_code, renewed
from fangxian.command.forms.looks import asked
from fangxian.core.dated import today
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.forms import actions
from fangxian.mechanisms.forms.queries import faults
from fangxian.mechanisms.forms.sheets import Proposed, propose
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.mechanisms.forms.xlsform import read
from fangxian.mechanisms.imports.codes import SheetError
from fangxian.mechanisms.imports.sheets import Sheet, read_workbook
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import response_of

DAY = datetime.timedelta(days=1)
MAKES = ("forms.propose",)


@requires(*MAKES)
def new(request: Request) -> HttpResponse:
    """Make a form from nothing."""
    if request.method == "POST":
        return _sent(request, None)
    head = {"valid_from": today() + DAY, "frequency": "daily", "weekday": "4", "reviews": 1}
    first = [{"type": "integer", "kind": "flow", "required": True, "decimals": 2}]
    return _page(request, Builder(queries.issuers(request.actor), head, first), None)


@requires(*MAKES)
def edit(request: Request, code: str) -> HttpResponse:
    """Change a draft, or make the next version of a form."""
    sheet = queries.sheet(request.actor, code)
    _own(request, sheet)
    if request.method == "POST":
        return _sent(request, sheet)
    form = renewed(sheet.open_form or sheet.form)
    builder = Builder.of(queries.issuers(request.actor), form, fixed=True)
    if sheet.is_draft:
        builder.warn(form, faults(form))
    return _page(request, builder, sheet)


@requires(*MAKES)
def from_file(request: Request) -> HttpResponse:
    """Read a sheet that people use, or an XLSForm, and show what was understood, to be corrected."""
    form = UploadInput(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            sent = form.cleaned_data["file"]
            return _understood(request, _sheets(sent.read(), sent.name or ""))
    return render(request, "forms/from_file.html", {"form": form}, status=422 if form.errors else 200)


@requires(*MAKES)
@require_POST
def preview(request: Request) -> HttpResponse:
    """Show a form under construction as the liaison will see it, with what it costs; nothing is kept."""
    builder = Builder.sent(queries.issuers(request.actor), request.POST)
    return render(request, "forms/preview.html", _beside(request, builder.form(), None))


def _sheets(content: bytes, name: str) -> list[Sheet]:
    try:
        return read_workbook(content, name)
    except SheetError as error:
        raise Invalid({"file": str(error.problem.sentence)}) from error


def _understood(request: Request, sheets: list[Sheet]) -> HttpResponse:
    """Show the builder with what a file asks: an XLSForm as it says, another sheet as it is understood."""
    issuers = queries.issuers(request.actor)
    if "survey" in {sheet.name for sheet in sheets}:
        form = _dated(read({sheet.name: sheet.rows for sheet in sheets}))
        return _page(request, Builder.of(issuers, form), None)
    found = propose(sheets)
    rows = [
        FieldInput.of(proposal.field) | {"leave_out": bool(proposal.why_not)} for proposal in found.proposals
    ]
    builder = Builder(issuers, FormInput.of(_dated(found.form)), rows)
    return _page(request, builder, None, found=found)


def _dated(form: Form) -> Form:
    """Return a form that begins tomorrow at the earliest, with a code."""
    day = max(form.valid_from, today() + DAY)
    return replace(form, valid_from=day, code=form.code or form_code(str(form.title), day))


def _sent(request: Request, sheet: queries.Sheet | None) -> HttpResponse:
    """Rearrange, keep or propose what was sent."""
    issuers, do = queries.issuers(request.actor), request.POST.get("do", "")
    fixed = sheet is not None
    if do not in ("draft", "propose"):
        builder, at = Builder.rearranged(issuers, request.POST, do, fixed=fixed)
        return _page(request, builder, sheet, at=at)
    builder, draft = Builder.sent(issuers, request.POST, fixed=fixed), do == "draft"
    form = builder.form(draft=draft)
    if form is None:
        return _page(request, builder, sheet)
    if sheet:
        form = replace(form, code=sheet.form.code, issued_by=sheet.form.issued_by)
    try:
        made = actions.propose(request.actor, form, draft=draft, remark=request.POST.get("remark", ""))
    except Invalid as refusal:
        builder.refuse(form, refusal.errors)
        return _page(request, builder, sheet)
    messages.success(request, SAID[made.state]())
    if labels := builder.unread if draft else []:
        messages.warning(
            request, _("Left out, since it cannot be read: %(labels)s") % {"labels": _(", ").join(labels)}
        )
    return redirect("forms:edit" if draft and faults(form) else "forms:form", made.form_id)


SAID = {
    "draft": lambda: _("The draft is kept; nobody is asked yet."),
    "proposed": lambda: _("Proposed: it is asked as soon as it is approved."),
    "approved": lambda: _("It asks for nothing more than before, so it holds without approval."),
}


def _page(
    request: Request,
    builder: Builder,
    sheet: queries.Sheet | None,
    *,
    at: int | None = None,
    found: Proposed | None = None,
) -> HttpResponse:
    context: dict[str, object] = {
        "builder": builder,
        "sheet": sheet,
        "at": at,
        "found": found,
        "rows": [
            (field, found.proposals[number] if found else None) for number, field in enumerate(builder.fields)
        ],
    }
    form = sheet.open_form or sheet.form if sheet else found.form if found else None
    context |= _beside(request, form, sheet)
    return render(request, "forms/builder.html", context, status=422 if builder.wrong else 200)


def _beside(request: Request, form: Form | None, sheet: queries.Sheet | None) -> dict[str, object]:
    """Return what stands beside the builder: the form as it will be asked, and its weight."""
    if form is None or not form.fields:
        return {"form": None}
    before = sheet.approved_before(sheet.open_form or form) if sheet else None
    weight = queries.weight(request.actor, response_of(request), form, before)
    return {"form": form, "asked": asked(form), "weight": weight}


def _own(request: Request, sheet: queries.Sheet) -> None:
    """Refuse to change what comes with the system, or what another body issues."""
    if sheet.form.is_built_in or not queries.may_make(request.actor, sheet.form):
        raise Missing(_("There is no such form, or another body issues it."))
