"""Who owes reports and who is excused: lists, adding, ending and withdrawing (M8)."""

import datetime
import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.dated import today
from fangxian.core.errors import Invalid
from fangxian.core.folding import equals
from fangxian.lines.reports import actions, queries
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import EndForm, ExcuseForm, ObligationForm, into
from fangxian.lines.reports.models import Excuse, Obligation
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100
OFFERED = 300


@requires("reports.view", "reports.manage")
def excuses(request: Request) -> HttpResponse:
    """List excuses, and add one."""
    response, as_of = response_of(request), as_of_of(request)
    may_manage = as_of is None and request.actor.may("reports.manage")
    form = ExcuseForm(request.POST or None, initial={"valid_from": today()})
    if _changing(request, as_of) and form.is_valid():
        data = form.cleaned_data
        with into(form):
            body = _body(request.actor, data["body"])
            actions.excuse(
                request.actor, response, body, data["valid_from"], data["valid_to"], data["reason"]
            )
            messages.success(request, _("%(body)s is excused.") % {"body": body})
            return redirect("reports:excuses")
    rows = queries.excuses(request.actor, response, as_of)
    context = {"form": form, "may_manage": may_manage, "today": today()} | _page(request, rows)
    return render(
        request, "reports/excuses.html", context | _offered(request, may_manage), status=_status(form)
    )


@requires("reports.manage")
@require_POST
def withdraw(request: Request, entry: uuid.UUID) -> HttpResponse:
    """Take an excuse back: the unit owes its reports again, those of the past too."""
    actions.withdraw_excuse(request.actor, entry, request.POST.get("reason", ""))
    messages.success(request, _("The excuse is withdrawn."))
    return redirect("reports:excuses")


@requires("reports.view", "reports.manage")
def obligations(request: Request) -> HttpResponse:
    """List who owes the daily report, and add a unit."""
    response, as_of = response_of(request), as_of_of(request)
    may_manage = as_of is None and request.actor.may("reports.manage")
    lines = [(line.code, str(line)) for line in Line.objects.filter(reports_returnees=True)]
    form = ObligationForm(lines, request.POST or None, initial={"valid_from": today()})
    if _changing(request, as_of) and form.is_valid():
        data = form.cleaned_data
        with into(form):
            body = _body(request.actor, data["body"])
            actions.oblige(request.actor, response, [(body, data["line"], data["valid_from"], None)])
            messages.success(request, _("%(body)s owes the report.") % {"body": body})
            return redirect("reports:obligations")
    rows = queries.obligations(request.actor, response, as_of).filter(form=RETURNEES.code)
    line = request.GET.get("line", "")
    context = {
        "total": rows.count(),
        "form": form,
        "lines": lines,
        "line": line,
        "may_manage": may_manage,
        "today": today(),
    } | _page(request, rows.filter(line=line) if line else rows)
    return render(
        request, "reports/obligations.html", context | _offered(request, may_manage), status=_status(form)
    )


@requires("reports.manage")
@require_POST
def end(request: Request, entry: uuid.UUID) -> HttpResponse:
    """End an obligation from a day on."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: str(found[0]) for name, found in form.errors.items()})
    actions.end_obligation(request.actor, entry, form.cleaned_data["valid_to"], form.cleaned_data["reason"])
    messages.success(request, _("It owes no report from that day on."))
    return redirect("reports:obligations")


def _changing(request: Request, as_of: datetime.datetime | None) -> bool:
    """Tell whether something is to be written; nothing is while looking at the past. Raises ``Forbidden``."""
    if request.method != "POST" or as_of is not None:
        return False
    request.actor.must("reports.manage")
    return True


def _body(actor: Actor, text: str) -> Body:
    """Return the one body of the actor's area that a code or name means; raises ``Invalid``."""
    text = text.strip()
    own = in_scope(actor.scope("reports.manage"))
    found = (
        own.filter(code=text).first()
        or own.filter(equals("name", text)).first()
        or own.filter(equals("short_name", text)).first()
    )
    if found is None:
        raise Invalid({"body": _("No unit of your area has this code or name.")})
    return found


def _offered(request: Request, may_manage: bool) -> dict[str, object]:
    own = in_scope(request.actor.scope("reports.manage")).filter(closed_on=None)
    return {"bodies": list(own.select_related(None)[:OFFERED]) if may_manage else []}


def _page(request: Request, rows: "QuerySet[Excuse] | QuerySet[Obligation]") -> dict[str, object]:
    """Return a page of a register and the number of the next row; registers are as long as units are many."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdigit() else 0
    found = list(rows[start : start + PAGE + 1])
    return {"rows": found[:PAGE], "next": start + PAGE if len(found) > PAGE else None}


def _status(form: ExcuseForm | ObligationForm) -> int:
    return 422 if form.errors else 200
