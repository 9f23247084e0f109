"""Every scoped read of rosters: the list, the grid, one person's shifts, the links (M10)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from fangxian.core import clock
from fangxian.lines.rosters.ledgers import VIEW
from fangxian.lines.rosters.models import Link, Roster, Shift, Swap
from fangxian.lines.rosters.solving.checking import HARD, Breach, breaches
from fangxian.lines.rosters.solving.problem import DAY, Problem, Slot
from fangxian.mechanisms.ledgers.names import Names
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

AHEAD = datetime.timedelta(days=60)
BACK = datetime.timedelta(days=3)


def visible(actor: Actor, response: Response) -> QuerySet[Roster]:
    """Return the rosters of the places in which the actor may see them, the latest first."""
    rows = Roster.objects.filter(actor.scope(VIEW).place_q(), response=response)
    return rows.select_related("place").defer("plan", "marks")


def named(response: Response, ledger: str, keys: Iterable[str]) -> dict[str, str]:
    """Return how people call entries of a ledger, by id: a few queries."""
    wanted = sorted(set(keys))
    names = Names(response)
    for key in wanted:
        names.want_entry(ledger, uuid.UUID(key))
    names.read()
    return {key: names.label(ledger, uuid.UUID(key)).partition(" · ")[0] or "—" for key in wanted}


@dataclass
class Cell:
    """A slot in the grid of posts, or a person's day: who stands, how many are missing, what is broken."""

    slots: list[Slot] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)
    missing: int = 0
    broken: bool = False


@dataclass
class Row:
    """A line of the grid: a post's shift, or a person."""

    key: str
    title: str
    detail: str
    cells: list[Cell]


def by_post(problem: Problem, duties: Iterable[tuple[str, str]], days: range, posts: Mapping[str, str],
            people: Mapping[str, str]) -> list[Row]:  # fmt: skip
    """Return a line for each post and hour, with a cell for each day."""
    standing: dict[str, list[str]] = defaultdict(list)
    for person, key in sorted(duties):
        standing[key].append(person)
    wrong = _wrong(breaches(problem, duties))
    lines: dict[tuple[str, str], Row] = {}
    for slot in sorted(problem.slots, key=lambda one: (posts[one.post], one.post, one.begin % DAY, one.id)):
        if slot.day not in days:
            continue
        own = (slot.post, slot.id.rpartition(":")[0])
        if own not in lines:
            lines[own] = Row(slot.post, posts[slot.post], hours(slot), [Cell() for _ in days])
        cell = lines[own].cells[slot.day - days.start]
        cell.slots.append(slot)
        cell.people += [(person, people.get(person, "—")) for person in standing[slot.id]]
        cell.missing += slot.staff - len(standing[slot.id])
        cell.broken = cell.broken or slot.id in wrong
    return list(lines.values())


def by_person(problem: Problem, duties: Iterable[tuple[str, str]], days: range, posts: Mapping[str, str],
              people: Mapping[str, str]) -> list[Row]:  # fmt: skip
    """Return a line for each person, with a cell for each day."""
    own: dict[str, list[Slot]] = defaultdict(list)
    for person, slot in duties:
        own[person].append(problem.slot[slot])
    wrong = _wrong(breaches(problem, duties))
    rows = []
    for one in sorted(problem.people, key=lambda one: (people.get(one.id, ""), one.id)):
        cells = [Cell() for _ in days]
        for shift in sorted(own[one.id], key=lambda slot: slot.begin):
            if shift.day in days:
                cell = cells[shift.day - days.start]
                cell.slots.append(shift)
                cell.people.append((shift.post, f"{hours(shift)} {posts[shift.post]}"))
                cell.broken = cell.broken or (one.id, shift.id) in wrong
        rows.append(Row(one.id, people.get(one.id, "—"), f"{len(own[one.id])}", cells))
    return rows


def hours(slot: Slot) -> str:
    """Return a slot's hours as people say them: 08:00–16:00."""
    begin, end = slot.begin % DAY, slot.end % DAY or DAY
    return f"{begin // 60:02d}:{begin % 60:02d}–{end // 60:02d}:{end % 60:02d}"


def _wrong(found: Sequence[Breach]) -> set[object]:
    """Return slots, and persons' slots, at which a hard rule is broken."""
    hard = [one for one in found if one.rule in HARD]
    return {one.slot for one in hard} | {(one.person, one.slot) for one in hard}


def own_shifts(response: Response, person: uuid.UUID) -> list[Shift]:
    """Return a person's published shifts from a few days ago on."""
    now = clock.now()
    rows = Shift.objects.at().filter(response=response, person=person)
    return list(rows.filter(happened_at__range=(now - BACK, now + AHEAD)).order_by("happened_at"))


def offered_to(response: Response, person: uuid.UUID) -> list[Swap]:
    """Return the swaps that others offer to somebody."""
    return list(Swap.objects.filter(response=response, asked_of=person, state=Swap.State.OFFERED))


def links_of(response: Response, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, Link]:
    """Return the links that hold, by person."""
    rows = Link.objects.filter(response=response, person__in=list(people), revoked_at=None)
    return {row.person: row for row in rows}
