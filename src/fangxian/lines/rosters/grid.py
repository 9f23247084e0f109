"""The dispatcher's grid: a part of a roster by posts or by people, changed by drag, keyboard or plain buttons (M10)."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid
from fangxian.lines.rosters import actions, changing
from fangxian.lines.rosters.forms import ChangeForm
from fangxian.lines.rosters.ledgers import PLAN, VIEW
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.queries import named
from fangxian.lines.rosters.reviewing import shift_words
from fangxian.lines.rosters.solving.checking import HARD, Breach
from fangxian.lines.rosters.solving.problem import Problem
from fangxian.lines.rosters.tabling import PERSON, POST, WEEK, Move, Part, Table, hours, moves
from fangxian.lines.rosters.wording import breach_words
from fangxian.trees.people.access import Request, requires

FOUND = 12
WORDS = ("by", "at", "from", "page")
"""What of the address says which part is looked at."""


@requires(VIEW)
def grid(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show a part of a roster, with somebody picked up if the address says so; ``?print=1`` for the wall."""
    roster = actions.at_hand(request.actor, key, VIEW)
    printed = bool(request.GET.get("print"))
    table = Table(roster, _part(request, roster.days, printed))
    may_change = request.actor.may(PLAN) and roster.state in changing.SHOWN and not printed
    context = {"roster": roster, "table": table, "part": table.part, "may_change": may_change, **_ways(table)}
    if may_change:
        context |= _picked(request, table) | {"found": _sought(request, table)}
    return render(request, "rosters/printed.html" if printed else "rosters/grid.html", context)


@requires(PLAN)
def verdicts(request: Request, key: uuid.UUID) -> JsonResponse:
    """Say which rules would break where, if whoever is held were put there."""
    roster = actions.at_hand(request.actor, key)
    table = Table(roster, _part(request, roster.days))
    return JsonResponse({"breaks": _verdicts(_held(request, table), table)})


@requires(PLAN)
@require_POST
def change(request: Request, key: uuid.UUID) -> HttpResponse:
    """Put somebody on a shift, take him away, move or replace him: first it is said what breaks, then it is done."""
    roster = actions.at_hand(request.actor, key)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        raise Invalid({name: str(told[0]) for name, told in form.errors.items()})
    sent = form.cleaned_data
    person, _space, away = sent["held"].partition(" ")
    move = Move(person, away, sent["to"], sent["other"])
    told = changing.told_by(roster, move.added, move.removed)
    found = told[1]
    broken = [one for one in found if one.rule in HARD]
    back = _back(request, roster, move.other or person, move.to or away)
    if (broken and not sent["reason"].strip()) or (found and not sent["sure"]):
        form.fields["reason"].required = bool(broken)
        context = {"roster": roster, "sent": sent, "hard": bool(broken), "form": form, "back": back,
                   "found": _said(roster, *told)}  # fmt: skip
        return render(request, "rosters/change.html", context, status=422)
    changing.change_shift(request.actor, roster, move.added, move.removed, sent["reason"], told)
    messages.success(request, _("Changed."))
    return redirect(back)


@requires(PLAN)
@require_POST
def undo(request: Request, key: uuid.UUID) -> HttpResponse:
    """Take the last change by hand back."""
    roster = actions.at_hand(request.actor, key)
    person, slot = changing.undo(request.actor, roster)
    messages.success(request, _("Undone."))
    return redirect(_back(request, roster, person, slot))


def _said(roster: Roster, problem: Problem, found: Sequence[Breach]) -> list[tuple[str, str]]:
    """Return each thing that breaks in words: whose rule, and at which shift."""
    names = named(roster.response, "persons", {one.person for one in found if one.person})
    slots = {one.slot: problem.slot[one.slot] for one in found if one.slot}
    posts = named(roster.response, "posts", {slot.post for slot in slots.values()})
    return [
        (breach_words(one, names), shift_words(roster, slots[one.slot], posts) if one.slot else "")
        for one in found
    ]


def _back(request: Request, roster: Roster, person: str, slot: str) -> str:
    """Return the address of the part that was looked at, at the person or the shift that changed."""
    where = person if request.GET.get("by") == PERSON else slot
    return f"{reverse('rosters:grid', args=[roster.pk])}?{_address(request)}#{where}"


def _part(request: Request, days: int, printed: bool = False) -> Part:
    """Return which part the address asks for; the first week of posts, if it does not say."""
    asked = request.GET
    start = 0 if printed else min(_number(asked.get("from", "")), max(days - 1, 0))
    by = PERSON if asked.get("by") == PERSON else POST
    return Part(
        by,
        asked.get("at", "")[:48],
        start,
        days if printed else WEEK,
        _number(asked.get("page", "")),
        printed,
    )


def _number(text: str) -> int:
    return int(text[:4]) if text.isascii() and text[:4].isdigit() else 0


def _address(request: Request) -> str:
    return urlencode({name: request.GET[name] for name in WORDS if request.GET.get(name)})


def _ways(table: Table) -> dict[str, Any]:
    """Return where one can go from a part: to another place, other days, the next page."""
    part, last = table.part, table.roster.days
    filters = [{"label": _("everywhere"), "url": _to(part, at="", page=0), "active": not part.at}]
    filters += [
        {"label": name, "url": _to(part, at=path, page=0), "active": part.at == path}
        for path, name in table.parts
    ]
    return {
        "filters": filters if len(filters) > 1 else [],
        "earlier": _to(part, start=max(part.start - WEEK, 0)) if part.start else "",
        "later": _to(part, start=part.start + WEEK) if part.start + WEEK < last else "",
        "first_url": _to(part, page=0) if part.page else "",
        "next_url": _to(part, page=part.page + 1) if (part.page + 1) * table.size < table.total else "",
        "shown": max(0, min(table.size, table.total - part.page * table.size)),
        "by_post": _to(part, by=POST, page=0),
        "by_person": _to(part, by=PERSON, page=0),
        "here": [(name, value) for name, value in _words(part).items() if value not in ("", "0")],
    }


def _words(part: Part, **changed: Any) -> dict[str, str]:
    told: dict[str, Any] = {"by": part.by, "at": part.at, "from": part.start, "page": part.page}
    if "start" in changed:
        changed["from"] = changed.pop("start")
    return {name: str(value) for name, value in (told | changed).items()}


def _to(part: Part, **changed: Any) -> str:
    words = _words(part, **changed)
    return "?" + urlencode({name: value for name, value in words.items() if value not in ("", "0")})


def _held(request: Request, table: Table) -> str:
    """Return who is picked up, and from which shift; "" for what the roster does not know."""
    person, _space, slot = request.GET.get("held", "").partition(" ")
    known = person in table.problem.person and (not slot or slot in table.problem.slot)
    return f"{person} {slot}" if known else ""


def _picked(request: Request, table: Table) -> dict[str, Any]:
    """Return who is picked up, in words, and what putting him where would break."""
    held = _held(request, table)
    if not held:
        return {"held": "", "breaks": {}}
    person, _space, key = held.partition(" ")
    slot = table.problem.slot.get(key)
    name = named(table.roster.response, "persons", [person])[person]
    told = {"held": held, "held_name": name, "breaks": _verdicts(held, table), "may_end": bool(slot)}
    if slot:
        day = table.roster.first_day + datetime.timedelta(days=slot.day)
        told["held_shift"] = f"{day:%m-%d} {hours(slot)} {table.post_names[slot.post]}"
    return told


def _verdicts(held: str, table: Table) -> dict[str, str]:
    if not held:
        return {}
    ways = moves(held, table)
    found = changing.verdicts(table.problem, table.duties, ways)
    names = named(table.roster.response, "persons", _others(found, held))
    told = {
        to: "；".join(dict.fromkeys(breach_words(one, names) for one in broken))
        for to, broken in found.items()
    }
    there = _("stands there already")
    return told | {to: there for to, move in ways.items() if table.duties & set(move.added)}


def _others(found: Mapping[str, list[Breach]], held: str) -> set[str]:
    """Return whose names a verdict takes: everybody's but that of who is held, which is said already."""
    return {one.person for broken in found.values() for one in broken if one.person} - {
        held.partition(" ")[0]
    }


def _sought(request: Request, table: Table) -> list[tuple[str, str, int]]:
    """Return people found by a part of their name, with how many shifts each has; for a part, those who are free."""
    text = request.GET.get("q", "").strip()[:20]
    if not text:
        return []
    held = named(table.roster.response, "persons", table.problem.person)
    rows = [
        (f"{key} ", name, len(table.slots_of_person.get(key, ())))
        for key, name in held.items()
        if text in name
    ]
    return sorted(rows, key=lambda one: (one[2], one[1]))[:FOUND]
