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
from fangxian.core.errors import Invalid
from fangxian.lines.rosters import actions, queries
from fangxian.lines.rosters import links as linking
from fangxian.lines.rosters.forms import ChangeForm, RosterForm
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.ledgers import PLAN, VIEW
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.solving.checking import HARD, Rule, breaches
from fangxian.lines.rosters.solving.problem import Problem
from fangxian.lines.rosters.wording import breach_words, clash_words
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of
from fangxian.trees.responses.models import Response

STATUS = {
    "waiting": "neutral", "solving": "due", "solved": "due", "published": "ok", "cancelled": "zero", "broken": "late",
}  # fmt: skip
SHOWN, OPEN_SHOWN, WEEK = 50, 20, 7


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the rosters of one's part, the latest first."""
    response = response_of(request)
    rows = [_row(one) for one in queries.visible(request.actor, response)[:SHOWN]]
    return render(request, "rosters/list.html", {"rows": rows, "may_plan": request.actor.may(PLAN)})


@requires(PLAN)
def new(request: Request) -> HttpResponse:
    """Ask for a roster; the worker solves it."""
    response = response_of(request)
    places = Place.objects.filter(path__in=request.actor.places(PLAN)).order_by("path")
    tomorrow = timezone.localdate(clock.now()) + datetime.timedelta(days=1)
    form = RosterForm(places, request.POST or None, initial={"first_day": tomorrow, "place": places.first()})
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
    if roster.state in actions.SHOWN:
        context |= _told(roster)
    return render(request, "rosters/detail.html", context)


@requires(VIEW)
def grid(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show a roster as a grid: posts or people down, days across; ``?print=1`` for the wall."""
    roster = actions.at_hand(request.actor, key, VIEW)
    problem = gather(roster)
    names = _names(roster, problem)
    whole = bool(request.GET.get("whole") or request.GET.get("print"))
    start = 0 if whole else _day(request.GET.get("from", "0"), roster.days)
    days = range(start, roster.days if whole else min(start + WEEK, roster.days))
    by = "person" if request.GET.get("by") == "person" else "post"
    duties = _own(roster, problem)
    make = queries.by_person if by == "person" else queries.by_post
    context = _row(roster) | {
        "by": by,
        "lines": make(problem, duties, days, names["posts"], names["persons"]),
        "dates": [roster.first_day + datetime.timedelta(days=number) for number in days],
        "former": start - WEEK if start >= WEEK else None,
        "later": start + WEEK if not whole and start + WEEK < roster.days else None,
        "whole": whole,
        "printed": bool(request.GET.get("print")),
        "may_change": request.actor.may(PLAN) and roster.state in actions.SHOWN,
        "people": sorted((name, key) for key, name in names["persons"].items()),
    }
    template = "rosters/printed.html" if context["printed"] else "rosters/grid.html"
    return render(request, template, context)


@requires(PLAN)
@require_POST
def change(request: Request, key: uuid.UUID) -> HttpResponse:
    """Put somebody on a shift, take him away or move him: first it is said what breaks, then it is done."""
    roster = actions.at_hand(request.actor, key)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: str(told[0]) for name, told in form.errors.items()})
    sent = form.cleaned_data
    added = [(sent["person"], sent["to"])] if sent["to"] else []
    removed = [(sent["person"], sent["away"])] if sent["away"] else []
    problem, found = actions.told_by(roster, added, removed)
    broken = [one for one in found if one.rule in HARD]
    if (broken and not sent["reason"].strip()) or (found and not sent["sure"]):
        names = _names(roster, problem)
        context = {"roster": roster, "sent": sent, "hard": bool(broken), "form": form,
                   "found": [breach_words(one, names["persons"]) for one in found]}  # fmt: skip
        return render(request, "rosters/change.html", context, status=422)
    actions.change_shift(request.actor, roster, added, removed, sent["reason"])
    messages.success(request, _("Changed."))
    return redirect(f"{reverse('rosters:grid', args=[roster.pk])}?{request.GET.urlencode()}")


@requires(PLAN)
@require_POST
def cancel(request: Request, key: uuid.UUID) -> HttpResponse:
    """Cancel a roster that waits or is being solved."""
    actions.cancel(request.actor, actions.at_hand(request.actor, key))
    messages.success(request, _("It stops within seconds; what was found so far is kept."))
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


def _row(roster: Roster) -> dict[str, Any]:
    return {"roster": roster, "status": STATUS[roster.state], "cost": roster.cost,
            "gap": round(100 * float(roster.result.get("gap", 0)), 1)}  # fmt: skip


def _told(roster: Roster) -> dict[str, Any]:
    """Return what stays open and why, and which published shifts moved."""
    problem = gather(roster)
    names = _names(roster, problem)
    found = breaches(problem, _own(roster, problem))
    short = [one for one in found if one.rule in (Rule.STAFF, Rule.SKILL)]

    def shift(slot: str) -> str:
        one = problem.slot[slot]
        day = roster.first_day + datetime.timedelta(days=one.day)
        return f"{day:%m-%d} {queries.hours(one)} {names['posts'][one.post]}"

    def moves(kind: str) -> list[str]:
        pairs = [(person, slot) for person, slot in roster.result.get(kind, []) if slot in problem.slot]
        return [f"{names['persons'].get(person, '—')} · {shift(slot)}" for person, slot in pairs]

    return {
        "open": [(shift(one.slot), breach_words(one, {}), one.missing) for one in short[:OPEN_SHOWN]],
        "open_count": len(short),
        "broken": [breach_words(one, names["persons"]) for one in found if one.rule in HARD][:OPEN_SHOWN],
        "clashes": [
            clash_words(roster, problem, one, names["posts"], names["persons"])
            for one in roster.result.get("clashes", [])
        ],
        "gone": moves("gone"),
        "new": moves("new"),
    }


def _own(roster: Roster, problem: Problem) -> frozenset[tuple[str, str]]:
    return frozenset(one for one in roster.duties if one[0] in problem.person and one[1] in problem.slot)


def _names(roster: Roster, problem: Problem) -> dict[str, dict[str, str]]:
    people = {one.id for one in problem.people} | set(roster.placed)
    return {
        "posts": queries.named(roster.response, "posts", [one.id for one in problem.posts]),
        "persons": queries.named(roster.response, "persons", people),
    }


def _day(text: str, days: int) -> int:
    return min(int(text), max(days - 1, 0)) if text.isdigit() else 0


def _chosen(request: Request, response: Response) -> Roster | None:
    """Return the roster that the address names, else the latest of one's part."""
    if key := read_id(request.GET.get("roster", "")):
        return actions.at_hand(request.actor, key)
    latest = queries.visible(request.actor, response).filter(state__in=actions.SHOWN).first()
    return actions.at_hand(request.actor, latest.pk) if latest else None


def _address(request: Request, link: Any) -> str:
    return request.build_absolute_uri(reverse("rosters:own", args=[linking.token(link)])) if link else ""
