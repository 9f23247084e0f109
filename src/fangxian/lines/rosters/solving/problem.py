"""What is to be solved: people, posts, the shifts that each post needs filled, and the rules (M10).

Times are whole minutes since midnight of the first day; days are counted from 0.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

DAY = 24 * 60
LEAD = "lead"


@dataclass(frozen=True)
class Rules:
    """What no roster breaks: minutes of rest, shifts in any seven days, nights in a row."""

    rest: int = 11 * 60
    week: int = 5
    nights: int = 3
    days_of_week: int = 7


@dataclass(frozen=True)
class Weights:
    """What one unit of each part of the objective costs; see docs/rosters.md."""

    uncovered: int = 10_000
    moved: int = 1_000
    unequal: int = 100
    wish: int = 20
    travel: int = 1


@dataclass(frozen=True)
class Spell:
    """A time of duty: when it begins and ends, and whether it is a night or on a weekend."""

    begin: int
    end: int
    night: bool = False
    weekend: bool = False

    @property
    def day(self) -> int:
        """The day on which it begins."""
        return self.begin // DAY

    @property
    def days(self) -> range:
        """The days that it touches."""
        return range(self.day, (self.end - 1) // DAY + 1)


@dataclass(frozen=True)
class Slot(Spell):
    """A shift of a post on a day: ``staff`` people, among them so many with each skill (a lead is one)."""

    id: str = ""
    post: str = ""
    staff: int = 1
    skills: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who may be put on duty; ``posts`` are those where he may stand (None: any), ``off`` his days of leave.

    ``anchors`` are the paths of places that his unit is paired with or kept together in;
    ``past`` are shifts before the first day (negative minutes) and others that stand fast.
    """

    id: str
    skills: frozenset[str] = frozenset()
    days_only: bool = False
    off: frozenset[int] = frozenset()
    posts: frozenset[str] | None = None
    household: str = ""
    unit: str = ""
    path: str = ""
    at: tuple[int, int] | None = None
    anchors: tuple[str, ...] = ()
    past: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Post:
    """Where people stand: its path in the tree and, where known, its coordinates in units of 100 m."""

    id: str
    path: str = ""
    at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Wish:
    """Somebody would rather stand on a day (``wants``) or not; ``begin``/``end`` narrow it to a part of the day."""

    person: str
    begin: int
    end: int
    wants: bool = False


Duty = tuple[str, str]
"""A person's id and a slot's id: he stands there then."""


@dataclass(frozen=True)
class Problem:
    """People to be put on duty at posts for ``days`` days; ``published`` is what people were told already."""

    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    slots: tuple[Slot, ...]
    days: int
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    wishes: tuple[Wish, ...] = ()
    published: frozenset[Duty] = frozenset()
    shares: Mapping[str, "Share"] | None = None
    """Equal shares where the problem is a part of a larger one; else they follow from it."""

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by id."""
        return {one.id: one for one in self.people}

    @cached_property
    def post(self) -> dict[str, Post]:
        """Posts by id."""
        return {one.id: one for one in self.posts}

    @cached_property
    def slot(self) -> dict[str, Slot]:
        """Slots by id."""
        return {one.id: one for one in self.slots}

    @cached_property
    def slots_of(self) -> dict[str, list[Slot]]:
        """Each post's slots by their beginning."""
        found: dict[str, list[Slot]] = defaultdict(list)
        for slot in sorted(self.slots, key=lambda one: (one.begin, one.end, one.id)):
            found[slot.post].append(slot)
        return found

    @cached_property
    def wishes_of(self) -> dict[str, list[Wish]]:
        """Each person's wishes."""
        found: dict[str, list[Wish]] = defaultdict(list)
        for wish in self.wishes:
            found[wish.person].append(wish)
        return found

    @cached_property
    def equal(self) -> Mapping[str, "Share"]:
        """Everybody's equal share."""
        return self.shares if self.shares is not None else equal_shares(self)


@dataclass(frozen=True)
class Share:
    """Between how many nights and weekend shifts somebody's equal share lies, both ends included."""

    nights: tuple[int, int]
    weekends: tuple[int, int]


def equal_shares(problem: Problem) -> dict[str, Share]:
    """Return everybody's share of nights and weekend shifts, by the days on which he may stand; rounded both ways."""
    here = {one.id: problem.days - len(one.off & frozenset(range(problem.days))) for one in problem.people}
    fit = {one.id: 0 if one.days_only else here[one.id] for one in problem.people}
    nights = sum(slot.staff for slot in problem.slots if slot.night)
    weekends = sum(slot.staff for slot in problem.slots if slot.weekend)
    by_night, by_weekend = _bands(nights, fit), _bands(weekends, here)
    return {one.id: Share(by_night[one.id], by_weekend[one.id]) for one in problem.people}


def _bands(total: int, parts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    whole = sum(parts.values()) or 1
    return {key: (total * part // whole, -(-total * part // whole)) for key, part in parts.items()}


def may_stand(person: Person, slot: Slot) -> bool:
    """Tell whether place, leave and health let somebody stand in a slot."""
    if person.posts is not None and slot.post not in person.posts:
        return False
    return not (slot.night and person.days_only) and person.off.isdisjoint(slot.days)
