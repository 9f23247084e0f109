"""A part of a roster as a table: the shifts of some posts, or some people, by day; never the whole at once (M10)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.queries import named
from fangxian.lines.rosters.solving.checking import HARD, of_person, of_slot
from fangxian.lines.rosters.solving.problem import DAY, Duty, Problem, Slot
from fangxian.mechanisms.ledgers.names import Names
from fangxian.trees.places.models import WIDTHS, Kind

WEEK, POSTS, PEOPLE = 7, 16, 50
PARTS = (Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)
POST, PERSON = "post", "person"


@dataclass(frozen=True)
class Part:
    """What of a roster is looked at: by posts or people, below which place, from which day, which page of it.

    ``whole`` has all of them on one page, as it is printed.
    """

    by: str = POST
    at: str = ""
    start: int = 0
    days: int = WEEK
    page: int = 0
    whole: bool = False


@dataclass
class Cell:
    """A shift of a post on a day, or a person's day: who stands, how many are missing, what is broken.

    ``held`` are marks with what somebody picks up by them: a person's and a slot's id.
    """

    to: str = ""
    held: list[tuple[str, str]] = field(default_factory=list)
    missing: int = 0
    broken: bool = False


@dataclass
class Row:
    """A line of the table: a post's shift, or a person; ``to`` is the person."""

    title: str
    detail: str
    cells: list[Cell]
    to: str = ""


class Table:
    """A roster with the part of it that is looked at; a fixed number of queries, whatever its size."""

    def __init__(self, roster: Roster, part: Part, problem: Problem | None = None) -> None:
        self.roster, self.part = roster, part
        self.problem = problem or gather(roster)
        known = self.problem
        self.duties = {one for one in roster.duties if one[0] in known.person and one[1] in known.slot}
        self.slots_of_person: dict[str, list[str]] = defaultdict(list)
        self.people_of_slot: dict[str, list[str]] = defaultdict(list)
        for person, slot in sorted(self.duties):
            self.slots_of_person[person].append(slot)
            self.people_of_slot[slot].append(person)

    @property
    def days(self) -> range:
        """The days that are shown."""
        return range(self.part.start, min(self.part.start + self.part.days, self.roster.days))

    @property
    def dates(self) -> list[datetime.date]:
        """The days as dates."""
        return [self.roster.first_day + datetime.timedelta(days=number) for number in self.days]

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """The places into which the posts fall, one level below where they part: path and name."""
        paths = {post.path for post in self.problem.posts}
        for kind in PARTS:
            width = WIDTHS[kind]
            found = sorted({path[:width] for path in paths if len(path) >= width})
            if width > len(self.roster.path) and len(found) > 1:
                names = Names(self.roster.response)
                for path in found:
                    names.want_place(path)
                names.read()
                return [(path, names.place_name(path) or path) for path in found]
        return []

    @cached_property
    def posts(self) -> dict[str, str]:
        """The names of the posts below the place, in their order."""
        held = self.post_names
        here = [one.id for one in self.problem.posts if one.path.startswith(self.part.at)]
        return {key: held[key] for key in sorted(here, key=lambda key: (held[key], key))}

    @cached_property
    def post_names(self) -> dict[str, str]:
        """The names of all posts."""
        return named(self.roster.response, "posts", [one.id for one in self.problem.posts])

    @cached_property
    def people(self) -> dict[str, str]:
        """The names of the people who belong to the posts below the place, in their order."""
        placed, posts = self.roster.placed, self.posts
        here = {person for person in self.problem.person if placed.get(person, "") in posts}
        if not self.part.at:
            here = set(self.problem.person)
        held = named(self.roster.response, "persons", here)
        return dict(sorted(held.items(), key=lambda one: (one[1], one[0])))

    @property
    def total(self) -> int:
        """How many posts or people there are below the place."""
        return len(self.posts if self.part.by == POST else self.people)

    @property
    def size(self) -> int:
        """How many of them a page holds."""
        if self.part.whole:
            return max(self.total, 1)
        return POSTS if self.part.by == POST else PEOPLE

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of this page."""
        whole = list(self.posts if self.part.by == POST else self.people)
        first = self.part.page * self.size
        return (self._by_post if self.part.by == POST else self._by_person)(whole[first : first + self.size])

    @property
    def targets(self) -> list[str]:
        """Where somebody who is held may be put: the slots, or the people of this page."""
        if self.part.by == PERSON:
            return [row.to for row in self.rows]
        return [cell.to for row in self.rows for cell in row.cells if cell.to]

    def _by_post(self, posts: Sequence[str]) -> list[Row]:
        slots = [one for key in posts for one in self.problem.slots_of[key] if one.day in self.days]
        who = {person for one in slots for person in self.people_of_slot[one.id]}
        names = named(self.roster.response, "persons", who)
        wrong = self._wrong(who, slots)
        lines: dict[tuple[str, int, str], Row] = {}
        for slot in sorted(slots, key=lambda one: (self.posts[one.post], one.post, one.begin % DAY, one.id)):
            own = (slot.post, slot.begin % DAY, slot.id.rpartition(":")[0])
            row = lines.setdefault(own, Row(self.posts[slot.post], hours(slot), [Cell() for _ in self.days]))
            cell, people = row.cells[slot.day - self.days.start], self.people_of_slot[slot.id]
            cell.to = slot.id
            cell.held = [(f"{person} {slot.id}", names[person]) for person in people]
            cell.missing = slot.staff - len(people)
            cell.broken = slot.id in wrong
        return list(lines.values())

    def _by_person(self, people: Sequence[str]) -> list[Row]:
        wrong = self._wrong(people, ())
        rows = []
        for person in people:
            own = [self.problem.slot[key] for key in self.slots_of_person[person]]
            cells = [Cell() for _ in self.days]
            for slot in sorted(own, key=lambda one: one.begin):
                if slot.day in self.days:
                    cell = cells[slot.day - self.days.start]
                    cell.held.append((f"{person} {slot.id}", f"{hours(slot)} {self.post_names[slot.post]}"))
                    cell.broken = cell.broken or (person, slot.id) in wrong
            rows.append(Row(self.people[person], str(len(own)), cells, person))
        return rows

    def _wrong(self, people: Iterable[str], slots: Iterable[Slot]) -> set[object]:
        """Return the slots, and the people's slots, at which a hard rule is broken."""
        found = [one for key in people for one in of_person(self.problem, key, self.slots_of_person[key])]
        found += [one for slot in slots for one in of_slot(self.problem, slot, self.people_of_slot[slot.id])]
        hard = [one for one in found if one.rule in HARD]
        return {one.slot for one in hard} | {(one.person, one.slot) for one in hard}


def hours(slot: Slot) -> str:
    """Return a slot's hours as people say them: 08:00–16:00."""
    return span(slot.begin, slot.end)


def span(begin: int, end: int) -> str:
    """Return the hours from one minute to another: 08:00–16:00."""
    begin, end = begin % DAY, end % DAY or DAY
    return f"{begin // 60:02d}:{begin % 60:02d}–{end // 60:02d}:{end % 60:02d}"


@dataclass(frozen=True)
class Move:
    """Somebody who is picked up (``person``), from a shift (``away``) or from none, and put somewhere.

    ``to`` is another shift for him, ``other`` another person for the shift; with both the two exchange.
    """

    person: str
    away: str = ""
    to: str = ""
    other: str = ""

    @property
    def added(self) -> list[Duty]:
        """The duties that come by it."""
        his = [(self.person, self.to)] if self.to else []
        return his + ([(self.other, self.away)] if self.other else [])

    @property
    def removed(self) -> list[Duty]:
        """The duties that fall away by it."""
        his = [(self.person, self.away)] if self.away else []
        return his + ([(self.other, self.to)] if self.other and self.to else [])


def moves(held: str, table: Table) -> Mapping[str, Move]:
    """Return what putting somebody who is held (a person's and a slot's id) on each target of a table means."""
    person, _space, away = held.partition(" ")
    if table.part.by == PERSON:
        return {to: Move(person, away, other=to) for to in table.targets if away and to != person}
    return {to: Move(person, away, to=to) for to in table.targets if to != away}
