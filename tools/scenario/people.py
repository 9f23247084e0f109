"""Invented persons who came back: identities, homes, journeys, and the quirks of their paperwork."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stdnum.cn import ric

from tools.scenario.bodies import Body
from tools.scenario.vocabulary import (
    BIRTH_COUNTIES,
    FEMALE_GIVEN,
    MALE_GIVEN,
    PHONE_PREFIXES,
    SINGLE_GIVEN,
    SURNAMES,
    Origin,
)

BIRTH_YEARS = {
    "employee": (1962, 1997),
    "student": (1998, 2003),
    "retired": (1943, 1959),
    "worker": (1964, 1999),
}


@dataclass(frozen=True)
class Home:
    """Where a person lives; ``building``, ``unit`` and ``room`` are numbers on the doors."""

    place_code: str
    street: str
    community: str
    compound: str
    building: int
    unit: int
    room: int


@dataclass
class Person:
    """One invented returnee and what both sides will know; ``quirks`` say how their papers go wrong."""

    name: str
    sex: str
    kind: str
    id_number: str
    phone: str
    home: Home
    origin: Origin
    trip: str
    arrived: datetime
    registered_at: datetime
    community_file: int
    body: Body | None = None
    declared_at: datetime | None = None
    symptom: str = ""
    companions: str = "无"
    quirks: set[str] = field(default_factory=set)


class Registry:
    """Hands out names, ID numbers and phone numbers that no two persons share or nearly share."""

    def __init__(self, rng: random.Random, taken: Iterable[str] = ()) -> None:
        self._rng = rng
        self._names = set(taken)
        self._numbers: list[str] = []

    def keep(self, *numbers: str) -> None:
        """Hand out nothing near these numbers, which others have already."""
        self._numbers += numbers

    def name(self, sex: str) -> str:
        """Return a name that nobody has yet; one in six has a single given character."""
        first, second = MALE_GIVEN if sex == "男" else FEMALE_GIVEN
        single = SINGLE_GIVEN[0 if sex == "男" else 1].split()
        given = self._rng.choice(first.split()) + self._rng.choice(second.split())
        given = self._rng.choice(single) if self._rng.random() < 1 / 6 else given
        name = self._rng.choice(SURNAMES) + given
        if name in self._names:
            return self.name(sex)
        self._names.add(name)
        return name

    def id_number(self, sex: str, kind: str) -> str:
        """Return an ID number with a valid checksum and a sequence number from 900 (GB 11643)."""
        years = BIRTH_YEARS[kind]
        born = date(self._rng.randint(*years), 1, 1) + timedelta(days=self._rng.randrange(365))
        sequence = 900 + 2 * self._rng.randrange(48) + (sex == "男")
        number = f"{self._rng.choice(BIRTH_COUNTIES)}{born:%Y%m%d}{sequence}"
        return self._apart(number + ric.calc_check_digit(number + "0"), lambda: self.id_number(sex, kind))

    def phone(self) -> str:
        """Return a mobile number of a series that was not in service."""
        number = self._rng.choice(PHONE_PREFIXES) + f"{self._rng.randrange(10**8):08d}"
        return self._apart(number, self.phone)

    def _apart(self, number: str, again: Callable[[], str]) -> str:
        """Accept a number that differs from all others in three digits or more; else draw again."""
        if any(near(number, other, 2) for other in self._numbers):
            return again()
        self._numbers.append(number)
        return number


def near(one: str, other: str, digits: int) -> bool:
    """Tell whether two numbers of one length differ in no more than so many digits."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= digits
