"""A roster's plan as shifts: what stands stays, what differs is corrected, so that history says who moved (M10)."""

import copy
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.lines.rosters.gathering import instant
from fangxian.lines.rosters.models import Roster, Shift
from fangxian.lines.rosters.notifying import Hours, News, tell
from fangxian.lines.rosters.solving.problem import Problem
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.trees.people.actor import Actor


class Seat(NamedTuple):
    """Where and when somebody stands."""

    post: str
    demand: str
    begins: datetime.datetime
    ends: datetime.datetime


def publish_shifts(
    actor: Actor, roster: Roster, problem: Problem, reason: str, touched: Collection[str] | None = None
) -> int:
    """Bring the shifts of a roster's place and days to its plan, tell whom it concerns; return how many were written.

    Whoever keeps his shift keeps its entry; a shift whose person changed is corrected; what is no longer wanted is
    taken back. ``touched`` are the slots that changed, if only those are looked at.
    """
    wanted = _wanted(roster, problem, touched)
    standing: dict[Seat, list[Shift]] = defaultdict(list)
    for row in _standing(roster, None if touched is None else wanted):
        standing[_seat(row)].append(row)
    with entries.writing():
        changes, fresh, spare = [], [], []
        for seat, people in wanted.items():
            left, free = _matched(standing.pop(seat, []), people)
            changes += [
                (row, _successor(row, roster, person)) for row, person in zip(free, left, strict=False)
            ]
            fresh += [_row(roster, problem, seat, person) for person in left[len(free) :]]
            spare += free[len(left) :]
        spare += [row for rows in standing.values() for row in rows]
        entries.replace_all(changes, actor, [reason] * len(changes))
        entries.replace_all([(row, _voided(row)) for row in spare], actor, [reason] * len(spare))
        contents = {row.entry_id: f"{row.post} {row.happened_at} {row.person}" for row in fresh}
        entries.open_entries("shifts", fresh, contents, actor)
        tell(roster, _news(changes, fresh, spare))
    return len(changes) + len(fresh) + len(spare)


def _news(
    changes: Sequence[tuple[Shift, Shift]], fresh: Sequence[Shift], spare: Sequence[Shift]
) -> dict[uuid.UUID, News]:
    """Return who has got which shifts, and who has lost which."""
    found: dict[uuid.UUID, News] = defaultdict(News)
    for row in [*(after for _before, after in changes), *fresh]:
        if row.person:
            found[row.person].new.append(_hours(row))
            found[row.person].path = row.path
    for row in [*(before for before, _after in changes), *spare]:
        if row.person:
            found[row.person].gone.append(_hours(row))
            found[row.person].path = found[row.person].path or row.path
    return found


def _hours(row: Shift) -> Hours:
    return row.happened_at, row.ended_at or row.happened_at, str(row.post)


def _wanted(roster: Roster, problem: Problem, touched: Collection[str] | None) -> dict[Seat, list[str]]:
    """Return who is to stand on each seat; "" is an open one."""
    by_slot: dict[str, list[str]] = defaultdict(list)
    for person, key in sorted(roster.duties):
        by_slot[key].append(person)
    found = {}
    for slot in problem.slots if touched is None else [problem.slot[key] for key in touched]:
        people = by_slot[slot.id]
        seat = Seat(
            slot.post, slot.id.rpartition(":")[0], instant(roster, slot.begin), instant(roster, slot.end)
        )
        found[seat] = people + [""] * (slot.staff - len(people))
    return found


def _standing(roster: Roster, seats: Iterable[Seat] | None) -> list[Shift]:
    """Return the shifts that stand for the roster's place and days, and came from rosters; or those of some seats."""
    begins, ends = midnight(roster.first_day), midnight(roster.last_day) + datetime.timedelta(days=1)
    rows = Shift.objects.at().filter(
        under("path", roster.path), response=roster.response, roster__isnull=False
    )
    rows = rows.filter(happened_at__gte=begins, happened_at__lt=ends).order_by("entry")
    if seats is None:
        return list(rows)
    wanted = set(seats)
    return [row for row in rows.filter(post__in={one.post for one in wanted}) if _seat(row) in wanted]


def _seat(row: Shift) -> Seat:
    return Seat(str(row.post), str(row.demand or ""), row.happened_at, row.ended_at or row.happened_at)


def _matched(rows: list[Shift], people: list[str]) -> tuple[list[str], list[Shift]]:
    """Return the people who have no row yet, and the rows whose person is no longer wanted."""
    left, free = list(people), []
    for row in rows:
        key = str(row.person or "")
        if key in left:
            left.remove(key)
        else:
            free.append(row)
    return left, free


def _row(roster: Roster, problem: Problem, seat: Seat, person: str) -> Shift:
    return Shift(
        entry_id=new_id(), response=roster.response, path=problem.post[seat.post].path, happened_at=seat.begins,
        ended_at=seat.ends, person=uuid.UUID(person) if person else None, post=uuid.UUID(seat.post),
        demand=uuid.UUID(seat.demand), roster=roster.id, round=roster.round + 1, breach=_breach(roster, seat, person),
    )  # fmt: skip


def _successor(row: Shift, roster: Roster, person: str) -> Shift:
    made = copy.copy(row)
    made.person, made.roster = uuid.UUID(person) if person else None, roster.id
    made.round, made.breach = row.round + 1, _breach(roster, _seat(row), person)
    return made


def _voided(row: Shift) -> Shift:
    made = copy.copy(row)
    made.voided = True
    return made


def _breach(roster: Roster, seat: Seat, person: str) -> str:
    number = (seat.begins - midnight(roster.first_day)).days
    broken, reason = roster.marks.get(f"{person} {seat.demand}:{number}", ([], ""))
    return f"{', '.join(broken)}: {reason}"[:120] if broken else ""
