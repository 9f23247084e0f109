"""Pages of the drills: the list, a new one, how it goes, its truth beside the figures, its end (M1)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Conflict, Missing, Text
from fangxian.drill import actions, queries, removing
from fangxian.drill.actions import RUN
from fangxian.drill.forms import SHARE_TITLES, DrillForm, RemoveForm
from fangxian.drill.models import Drill
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import choose

SHOWN = 50
STATUS = {"waiting": "neutral", "playing": "due", "played": "ok", "broken": "late", "removed": "zero"}


@requires(RUN)
def listing(request: Request) -> HttpResponse:
    """List the drills of one's part, the latest first."""
    rows = [_row(drill) for drill in queries.visible(request.actor)[:SHOWN]]
    return render(request, "drill/list.html", {"rows": rows})


@requires(RUN)
def new(request: Request) -> HttpResponse:
    """Ask for a drill; the worker plays it."""
    form = DrillForm(request.POST or None, initial=DrillForm.defaults(_own_place(request)))
    if request.method == "POST" and form.is_valid():
        with into(form):
            drill = actions.ask(request.actor, form.parameters)
            messages.success(request, _("The drill will begin within a minute."))
            return redirect("drill:detail", drill.id)
    return render(request, "drill/new.html", {"form": form}, status=422 if form.errors else 200)


@requires(RUN)
def detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show how a drill goes, and at its end what it entered beside what the figures say."""
    return _page(request, queries.one(request.actor, key), RemoveForm())


@requires(RUN)
@require_POST
def look(request: Request, key: uuid.UUID) -> HttpResponse:
    """Work in the drill's response from now on, to look at its figures and lists."""
    drill = queries.one(request.actor, key)
    if drill.response is None:
        raise Conflict(_("This drill has no response: it has not begun, or was removed."))
    choose(request, drill.response)
    messages.success(request, _("You now work in: %(name)s") % {"name": drill.response.name})
    return redirect("command:figures")


@requires(RUN)
@require_POST
def remove(request: Request, key: uuid.UUID) -> HttpResponse:
    """Remove a drill with everything that it entered."""
    drill = queries.one(request.actor, key)
    form = RemoveForm(request.POST)
    if form.is_valid():
        with into(form):
            counts = removing.remove(request.actor, drill)
            messages.success(
                request, _("%(count)s rows of the drill were destroyed.") % {"count": sum(counts.values())}
            )
            return redirect("drill:detail", drill.id)
    return _page(request, drill, form, 422)


def _page(request: Request, drill: Drill, form: RemoveForm, status: int = 200) -> HttpResponse:
    context = _row(drill) | {
        "form": form,
        "form_title": _form_title(drill.asked.form),
        "figures": _figures(drill), "sent": _sent(drill), "asked": drill.asked,
        "shares": [(SHARE_TITLES[name], round(getattr(drill.asked, name) * 100)) for name in SHARE_TITLES],
    }  # fmt: skip
    template = "drill/progress.html" if request.htmx else "drill/detail.html"
    return render(request, template, context, status=status)


def _row(drill: Drill) -> dict[str, Any]:
    """Return a drill with its state as a chip, how far it is, and how many figures differ."""
    share = min(99, 100 * drill.played // max(1, drill.steps))
    return {
        "drill": drill, "status": STATUS[drill.state], "share": 100 if drill.truth else share,
        "differing": len(drill.differences) if drill.truth else None,
        "runs": drill.state in (Drill.State.WAITING, Drill.State.PLAYING),
    }  # fmt: skip


def _figures(drill: Drill) -> list[dict[str, Any]]:
    """Return each measure with what was entered and what the figure says."""
    rows = []
    for code, entered in drill.truth.items():
        found = drill.found.get(code)
        rows.append(
            {
                "room": _room(code),
                "title": _title(code),
                "entered": entered,
                "found": found,
                "differs": found != entered,
            }
        )
    return rows


def _room(code: str) -> str:
    return _("Arrivals and dual reporting") if code.startswith("arrivals.") else _("Daily reports")


def _form_title(code: str) -> Text:
    try:
        return form_of(code).title
    except Missing:
        return code


def _title(code: str) -> Text:
    try:
        return registry.measure(code).title
    except Missing:
        return code


def _sent(drill: Drill) -> list[tuple[str, int]]:
    titles = {
        "reports_owed": _("reports due"), "reports_filed": _("reports filed"), "reports_late": _("filed late"),
        "reports_missing": _("missing"), "persons": _("people"), "workbooks": _("workbooks"),
        "corrected": _("corrected"), "duplicated": _("sent twice"),
    }  # fmt: skip
    return [(titles[name], number) for name, number in drill.summary.items() if name in titles]


def _own_place(request: Request) -> str:
    """Return the code of the topmost place of one's part."""
    scope = request.actor.scope(RUN)
    path = min(scope.places, key=len, default="")
    return Place.objects.filter(path=path).values_list("code", flat=True).first() or ""
