"""How papers go wrong: each quirk is given to a few persons for whom both sides can still be matched."""

import random
from collections.abc import Callable
from datetime import date

from opencc import OpenCC

from tools.scenario.baishan.layouts import community_layouts, unit_layouts
from tools.scenario.baishan.people import Person
from tools.scenario.clock import moment
from tools.scenario.sheets import Layout

UNMARKED = {
    "id-wrong-unit": 4,
    "id-wrong-community": 3,
    "phone-wrong-unit": 3,
    "phone-wrong-community": 3,
    "no-id-unit": 10,
    "no-id-community": 8,
    "no-id": 5,
    "bare-unit": 5,
    "bare-community": 4,
    "other-building": 2,
    "other-date": 2,
}
"""Quirks that exclude each other, and how many persons have each; "bare" is without ID number and phone."""

FROM_DAY = date(2020, 2, 2)
SYMPTOMS = ("发热37.8℃", "咳嗽", "发热37.5℃", "乏力、干咳", "低热")
TRADITIONAL = OpenCC("s2t")


def give(people: list[Person]) -> None:
    """Mark persons with quirks, symptoms, traditional names and a pair of namesakes."""
    rng = random.Random("quirks")
    sheets = _Sheets()
    free = [person for person in people if person.body and sheets.complete(person)]
    rng.shuffle(free)
    for quirk, count in UNMARKED.items():
        for _ in range(count):
            free.pop(_index(free, _EXTRA.get(quirk, _anyone))).quirks.add(quirk)
    _namesakes(free)
    _symptoms(rng, [person for person in free if sheets.shows_symptoms(person)])
    _traditional(rng, people)
    _duplicates(rng, [person for person in free if person.body])
    _others_without_id(rng, [person for person in people if not person.body])


class _Sheets:
    """Looks up what the sheets on both sides of a person have columns for."""

    def __init__(self) -> None:
        self._units = unit_layouts()
        self._communities = community_layouts()

    def _both(self, person: Person) -> tuple[Layout, Layout]:
        code = person.body.code if person.body else ""
        return self._units[code], self._communities[person.home.place_code]

    def complete(self, person: Person) -> bool:
        """Both sides ask for ID number and phone and write the building as "2号楼" or "2栋"."""
        unit, community = self._both(person)
        return unit.has("id") and unit.has("phone") and community.address != 9

    def shows_symptoms(self, person: Person) -> bool:
        """Both sides ask for symptoms, and they began late enough to be under observation to the end."""
        late = person.arrived >= moment(FROM_DAY, 0)
        return late and all(layout.has("symptoms") for layout in self._both(person))


def _anyone(person: Person) -> bool:
    return True


def _room_for_other_date(person: Person) -> bool:
    """A date written two days too early must still lie in the period."""
    return person.arrived >= moment(FROM_DAY, 0)


def _index(people: list[Person], fits: Callable[[Person], bool]) -> int:
    return next(index for index, person in enumerate(people) if fits(person))


def _namesakes(people: list[Person]) -> None:
    """Give two persons of different communities, far apart in time, one name."""
    first = people.pop()
    second = people.pop(_index(people, lambda other: _strangers(first, other)))
    second.name = first.name
    second.quirks.add("namesake")
    first.quirks.add("namesake")


def _strangers(one: Person, other: Person) -> bool:
    apart = abs((one.arrived - other.arrived).days) >= 3 and one.sex == other.sex
    return apart and one.home.place_code != other.home.place_code and one.home.building != other.home.building


def _symptoms(rng: random.Random, people: list[Person]) -> None:
    for person, symptom in zip(rng.sample(people, len(SYMPTOMS)), SYMPTOMS, strict=True):
        person.symptom = symptom


def _traditional(rng: random.Random, people: list[Person]) -> None:
    """Write fourteen names in traditional characters on one side, also of people without ID number."""
    employed = [p for p in people if p.body and "namesake" not in p.quirks]
    changed = [p for p in employed if TRADITIONAL.convert(p.name) != p.name]
    without_id = [p for p in changed if p.quirks & {"no-id-unit", "no-id-community", "no-id"}]
    others = [p for p in changed if not p.quirks]
    for person in without_id[:3] + rng.sample(others, 11):
        person.quirks.add(rng.choice(["traditional-unit", "traditional-community"]))


def _duplicates(rng: random.Random, people: list[Person]) -> None:
    """Let three units list a person twice, one of them with another remark."""
    chosen: dict[str, Person] = {}
    for person in rng.sample(people, len(people)):
        if person.body and not person.quirks:
            chosen.setdefault(person.body.code, person)
    for person, quirk in zip(list(chosen.values())[:3], ["twice", "twice", "twice-remark"], strict=True):
        person.quirks.add(quirk)


def _others_without_id(rng: random.Random, people: list[Person]) -> None:
    for person in rng.sample(people, 5):
        person.quirks.add("no-id")


_EXTRA: dict[str, Callable[[Person], bool]] = {"other-date": _room_for_other_date}
