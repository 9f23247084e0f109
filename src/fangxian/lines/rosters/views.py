"""Pages of rosters: the list, a new one, how it goes, the grid, one change, the links (M10)."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.lines.rosters import actions, queries
from fangxian.lines.rosters import links as linking
from fangxian.lines.rosters.changing import SHOWN
from fangxian.lines.rosters.forms import RosterForm
from fangxian.lines.rosters.ledgers import PLAN, VIEW
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.reviewing import reviewed
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of
from fangxian.trees.responses.models import Response

STATUS = {
    "waiting": "neutral", "solving": "due", "solved": "due", "published": "ok", "cancelled": "zero", "broken": "late",
}  # fmt: skip
LISTED = 50


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the rosters of one's part, the latest first."""
    response = response_of(request)
    rows = [_row(one) for one in queries.visible(request.actor, response)[:LISTED]]
    plans = request.actor.may(PLAN)
    swaps = queries.requested(request.actor, response).count() if plans else 0
    return render(request, "rosters/list.html", {"rows": rows, "may_plan": plans, "swaps": swaps})


@requires(PLAN)
def new(request: Request) -> HttpResponse:
    """Ask for a roster; the worker solves it."""
    response = response_of(request)
    places = Place.objects.filter(path__in=request.actor.places(PLAN)).order_by("path")
    tomorrow = timezone.localdate(clock.now()) + datetime.timedelta(days=1)
    initial = {"first_day": tomorrow, "place": places.first()} | _like(request)
    form = RosterForm(places, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with into(form):
            roster = actions.ask(request.actor, response, form.wanted)
            return redirect("rosters:detail", roster.pk)
    return render(request, "rosters/new.html", {"form": form}, status=422 if form.errors else 200)


@requires(VIEW)
def detail(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show how a roster goes, and when it is solved what stays open and why."""
    roster = actions.at_hand(request.actor, key, VIEW)
    context = _row(roster) | {"may_plan": request.actor.may(PLAN)}
    if request.htmx:
        return render(request, "rosters/progress.html", context)
    if roster.state in SHOWN:
        context |= reviewed(roster)
    return render(request, "rosters/detail.html", context)


@requires(PLAN)
@require_POST
def cancel(request: Request, key: uuid.UUID) -> HttpResponse:
    """Cancel a roster that waits or is being solved."""
    actions.cancel(request.actor, actions.at_hand(request.actor, key))
    messages.success(request, _("It stops within seconds; the best found so far is kept."))
    return redirect("rosters:detail", key)


@requires(PLAN)
@require_POST
def publish(request: Request, key: uuid.UUID) -> HttpResponse:
    """Publish a roster: people see it on their pages and in their calendars."""
    count = actions.publish(request.actor, actions.at_hand(request.actor, key))
    said = ngettext("%(n)s shift written.", "%(n)s shifts written.", count) % {"n": count}
    messages.success(request, said)
    return redirect("rosters:detail", key)


@requires(PLAN)
@require_POST
def again(request: Request, key: uuid.UUID) -> HttpResponse:
    """Solve a published roster again after a change, moving as few shifts as can be."""
    made = actions.ask_again(request.actor, actions.at_hand(request.actor, key))
    return redirect("rosters:detail", made.pk)


@requires(PLAN)
def links(request: Request) -> HttpResponse:
    """List the addresses of people's own shifts (GET); make those that are missing for a roster's people (POST)."""
    response = response_of(request)
    roster = _chosen(request, response)
    if roster is None:
        return redirect("rosters:list")
    people = [uuid.UUID(one) for one in roster.placed]
    if request.method == "POST":
        made = linking.make(request.actor, response, people)
        said = ngettext("%(n)s address made.", "%(n)s addresses made.", len(made)) % {"n": len(made)}
        messages.success(request, said)
        return redirect(f"{reverse('rosters:links')}?roster={roster.pk}")
    names = queries.named(response, "persons", [str(one) for one in people])
    have = queries.links_of(response, people)
    rows = [
        {"name": names[str(one)], "link": have.get(one), "url": _address(request, have.get(one))}
        for one in people
    ]
    rows.sort(key=lambda row: str(row["name"]))
    return render(
        request, "rosters/links.html", {"rows": rows, "roster": roster, "lacking": len(people) - len(have)}
    )


@requires(PLAN)
@require_POST
def revoke(request: Request, link_id: uuid.UUID) -> HttpResponse:
    """Revoke somebody's address."""
    linking.revoke(request.actor, link_id)
    messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect("rosters:list")


def _like(request: Request) -> dict[str, Any]:
    """Return what a roster was asked for with, so that it is asked for with other rules."""
    key = read_id(request.GET.get("like", ""))
    if key is None:
        return {}
    like = actions.at_hand(request.actor, key)
    told = {"place": like.place, "first_day": like.first_day, "days": like.days, "limit": like.limit}
    return told | {**like.rules, "rest": like.rules["rest"] // 60}


def _row(roster: Roster) -> dict[str, Any]:
    gap = roster.result.get("gap")
    return {"roster": roster, "status": STATUS[roster.state], "cost": roster.cost,
            "gap": None if gap is None else round(100 * float(gap), 1)}  # fmt: skip


def _chosen(request: Request, response: Response) -> Roster | None:
    """Return the roster that the address names, else the latest of one's part."""
    if key := read_id(request.GET.get("roster", "")):
        return actions.at_hand(request.actor, key)
    latest = queries.visible(request.actor, response).filter(state__in=SHOWN).first()
    return actions.at_hand(request.actor, latest.pk) if latest else None


def _address(request: Request, link: Any) -> str:
    return request.build_absolute_uri(reverse("rosters:own", args=[linking.token(link)])) if link else ""
