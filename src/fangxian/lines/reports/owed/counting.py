"""Counting owed reports one by one: what the counts mean, and how the few of single bodies are counted (M8)."""

import datetime
import uuid
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fangxian.lines.reports.slots import Due, Filed, Held, Slot, dues_of, filed_reports, held_by
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question


@dataclass(slots=True)
class Counted:
    """How many reports of a group were due, and what became of them."""

    due: int = 0
    filed: int = 0
    zero: int = 0
    late: int = 0
    missing: int = 0

    @property
    def on_time(self) -> int:
        """How many were filed within the grace."""
        return self.filed - self.late

    def add(self, other: "Counted") -> None:
        """Add those of another part of the group."""
        self.due += other.due
        self.filed += other.filed
        self.zero += other.zero
        self.late += other.late
        self.missing += other.missing


def counted(
    question: Question, form: str, bodies: Collection[str] = (), slices: Mapping[str, Slice] | None = None
) -> dict[str, Counted]:
    """Return the counts of each group; each day of a breakdown as it stood at that day's end.

    ``bodies`` are the paths of the only bodies that count, none of them means all. ``slices`` are other windows than
    the question's: by name in a breakdown by day, else "" for each group's own.
    """
    if question.by is By.DAY:
        return _running(question, form, bodies, slices or question.slices())
    if slices is None:
        return _standing(question, form, bodies, question.now)
    own = slices[""]
    return _standing(question.at(start=own.start, end=own.end), form, bodies, own.now)


def key_of(question: Question, line: str, body_path: str, path: str) -> str | None:
    """Return the group of what is owed at a place of both trees, None where it is no node's."""
    if question.widths:
        own = path if question.by is By.PLACE else body_path
        nodes = (question.node_of(own[:width]) for width in question.widths)
        return next((node for node in nodes if node is not None), None)
    return line if question.by is By.LINE else ""


def _standing(
    question: Question, form: str, bodies: Collection[str], now: datetime.datetime
) -> dict[str, Counted]:
    """Count each group as it stands at an instant."""
    dues = dues_of(question, form)
    past = {code: bisect_left(due.late, now) for code, due in dues.items()}
    groups: dict[str, Counted] = {}
    owing: dict[Slot, list[tuple[Counted, Sequence[int]]]] = {}
    for held in held_by(question, dues, bodies):
        key = _key(question, held)
        if key is None:
            continue
        group = groups.setdefault(key, Counted())
        group.due += len(held.at)
        group.missing += _before(held.at, past[held.slot[0]])
        owing.setdefault(held.slot, []).append((group, held.at))
    where = {code: {day: place for place, day in enumerate(due.days)} for code, due in dues.items()}
    for row in filed_reports(question, dues, _bodies(owing) if bodies else ()) if owing else ():
        place = where[row.slot[0]].get(row.day, -1)
        for group, at in owing.get(row.slot, ()):
            if place in at and row.filed_at <= now:
                group.filed += 1
                group.zero += row.is_zero
                group.late += row.filed_at > dues[row.slot[0]].late[place]
                group.missing -= place < past[row.slot[0]]
    return groups


def _key(question: Question, held: Held) -> str | None:
    if question.by is By.BODY and not question.widths:
        return str(held.slot[2])
    return key_of(question, held.slot[1], held.body_path, held.path)


def _bodies(owing: Collection[Slot]) -> set[uuid.UUID]:
    return {slot[2] for slot in owing}


def _before(at: Sequence[int], end: int) -> int:
    """Tell how many places lie before one."""
    if isinstance(at, range):
        return max(0, min(at.stop, end) - at.start)
    return sum(place < end for place in at)


def _running(
    question: Question, form: str, bodies: Collection[str], slices: Mapping[str, Slice]
) -> dict[str, Counted]:
    """Count each window of a breakdown: what was due in it, as it stood at its end."""
    dues = dues_of(question, form)
    due_count: Counter[tuple[str, int]] = Counter()
    owing: dict[Slot, Counter[int]] = {}
    for held in held_by(question, dues, bodies):
        owing.setdefault(held.slot, Counter()).update(held.at)
        due_count.update((held.slot[0], place) for place in held.at)
    filings = _by_place(question, dues, owing, bodies)
    groups: dict[str, Counted] = {}
    for day, at in slices.items():
        group = groups.setdefault(day, Counted())
        for code, due in dues.items():
            for place in range(bisect_left(due.due, at.start), bisect_right(due.due, at.end)):
                key = code, place
                _add(group, due_count[key], filings.get(key, ()), due.late[place], at.now)
    return groups


def _by_place(
    question: Question, dues: dict[str, Due], owing: dict[Slot, Counter[int]], bodies: Collection[str]
) -> dict[tuple[str, int], list[Filed]]:
    where = {code: {day: place for place, day in enumerate(due.days)} for code, due in dues.items()}
    found: dict[tuple[str, int], list[Filed]] = {}
    for row in filed_reports(question, dues, _bodies(owing) if bodies else ()) if owing else ():
        place = where[row.slot[0]].get(row.day, -1)
        times = owing[row.slot][place] if row.slot in owing else 0
        found.setdefault((row.slot[0], place), []).extend([row] * times)
    return found


def _add(
    group: Counted, due: int, filings: Sequence[Filed], late_at: datetime.datetime, now: datetime.datetime
) -> None:
    known = [row for row in filings if row.filed_at <= now]
    group.due += due
    group.filed += len(known)
    group.zero += sum(row.is_zero for row in known)
    group.late += sum(row.filed_at > late_at for row in known)
    group.missing += due - len(known) if late_at < now else 0
