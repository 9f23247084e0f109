"""Locked periods: which days are closed where, by whom and why; closing more, opening again (M8)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.dated import today
from fangxian.core.errors import Invalid
from fangxian.lines.reports import actions, locks
from fangxian.lines.reports.deadlines import DAY
from fangxian.lines.reports.forms import into
from fangxian.lines.reports.lock_form import LockForm
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.forms.catalogue import forms_on
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.access import Request, requires
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of

OFFERED = 300


@requires("reports.lock")
def periods(request: Request) -> HttpResponse:
    """List what is locked in one's area and what was, and lock a period."""
    response, as_of = response_of(request), as_of_of(request)
    own = in_scope(request.actor.scope("reports.lock")).filter(closed_on=None)
    form = LockForm(
        [(line.code, str(line)) for line in Line.objects.all()],
        [(each.code, str(each.title)) for each in forms_on(today())],
        request.POST or None,
        initial={
            "first_day": today() - DAY,
            "last_day": today() - DAY,
            "place": response.jurisdiction.code,
        },
    )
    if request.method == "POST" and as_of is None and form.is_valid():
        with into(form):
            _lock(request, form)
            messages.success(request, _("The period is locked."))
            return redirect("reports:locks")
    held, opened = locks.listed(request.actor, response, as_of)
    context = {
        "form": form,
        "held": held,
        "opened": opened,
        "may_lock": as_of is None,
        "bodies": list(own.select_related(None)[:OFFERED]),
    }
    return render(request, "reports/locks.html", context, status=422 if form.errors else 200)


@requires("reports.lock")
@require_POST
def unlock(request: Request, lock: uuid.UUID) -> HttpResponse:
    """Open a period again, with a reason."""
    actions.unlock(request.actor, lock, request.POST.get("reason", ""))
    messages.success(request, _("The period is open again."))
    return redirect("reports:locks")


def _lock(request: Request, form: LockForm) -> None:
    data = form.cleaned_data
    body = _body(request, data["body"]) if data["body"] else None
    place = None if body else _place(request, data["place"])
    actions.lock(
        request.actor, response_of(request), data["first_day"], data["last_day"], data["reason"],
        form=data["form"], body=body, line=data["line"], place=place,
    )  # fmt: skip


def _body(request: Request, text: str) -> Body:
    own = in_scope(request.actor.scope("reports.lock"))
    for wanted in ({"code": text.strip()}, {"name": text.strip()}, {"short_name": text.strip()}):
        if found := own.filter(**wanted).first():
            return found
    raise Invalid({"body": _("No unit of your area has this code or name.")})


def _place(request: Request, code: str) -> Place | None:
    return place_for(request.actor, code.strip(), "reports.lock") if code.strip() else None
