"""Home: what I owe, most overdue first, each with the one action that settles it; then my place's figures."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from fangxian.command import people_tiles
from fangxian.command.overview import COURSE, bar, tiles
from fangxian.core import clock, words
from fangxian.core.errors import Missing
from fangxian.lines.reports import queries as reports
from fangxian.lines.reports.deadlines import cut_off
from fangxian.lines.reports.standing import standing_of
from fangxian.mechanisms.duties.board import Duty, duties
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.people.access import Request, requires, signed_in
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

SILENT = 8
MOST = 40
OVERSEES = "bulletins.view"
"""Who reads bulletins looks after people of others; whoever reports has duties instead."""


@signed_in
def home(request: Request) -> HttpResponse:
    """Show duties, tiles and who has not reported, as far as the reader's roles go."""
    try:
        response = response_of(request)
    except Missing as refusal:
        return render(request, "command/start.html", {"refusal": refusal})
    as_of = as_of_of(request)
    place = _place(request)
    owed = [] if as_of else duties(request.actor, response)
    glance = _glance(request, response, as_of, place)
    may_see = request.actor.may("figures.view")
    context: dict[str, Any] = {
        "duties": [shown(duty, first=number == 0) for number, duty in enumerate(owed[:MOST])],
        "total": len(owed),
        "overdue": sum(1 for duty in owed if duty.overdue),
        "place": place,
        "tiles": tiles(request.actor, response, as_of, place, glance) if may_see else [],
        "people": _people(request, response, as_of, place),
    }
    if glance and glance.due > 1:
        context |= _silence(response, glance, as_of)
    return render(request, "command/home.html", context)


def _people(
    request: Request, response: Response, as_of: datetime.datetime | None, place: Place | None
) -> list[dict[str, Any]]:
    """Return the tiles of people, for those who oversee."""
    if not request.actor.may(OVERSEES):
        return []
    return people_tiles.tiles(
        ask(response, as_of=as_of, place=place, scope=request.actor.scope("figures.view"))
    )


@requires("figures.view")
def wall(request: Request) -> HttpResponse:
    """Lead to the home page as a wall screen: the same, larger, renewed by itself, nothing to click."""
    return redirect("/?wall=1")


def shown(duty: Duty, *, first: bool = False) -> dict[str, Any]:
    """Return a duty as its partial shows it: how late or by when, in colour, shape and words."""
    overdue = duty.overdue
    status = "late" if overdue else "due" if duty.due_at else "neutral"
    when = words.late(overdue) if overdue else words.by_when(duty.due_at) if duty.due_at else ""
    return {
        "status": status, "when": when or words.undated(), "title": duty.title, "detail": duty.detail,
        "line": duty.line, "url": duty.url, "action": duty.action, "primary": first,
    }  # fmt: skip


def _place(request: Request) -> Place | None:
    code = request.GET.get("place", "")
    return place_for(request.actor, code) if code else None


def _glance(
    request: Request, response: Response, as_of: datetime.datetime | None, place: Place | None
) -> reports.Glance | None:
    """Return how today's reports stand where the reader may see them."""
    if not request.actor.may("reports.view"):
        return None
    day, path = reports.open_day(response, as_of), place.path if place else ""
    return reports.glance(request.actor, response, day, as_of, place=path, days=COURSE, limit=SILENT)


def _silence(response: Response, found: reports.Glance, as_of: datetime.datetime | None) -> dict[str, Any]:
    """Return who has not filed today, for a reader of several reports."""
    day = reports.open_day(response, as_of)
    return {
        "glance": found,
        "bar": bar(found),
        "silent": [(row, standing_of(row.before).value) for row in found.silent[:SILENT]],
        "report_due": cut_off(response, day),
        "report_open": cut_off(response, day) > (as_of or clock.now()),
    }
