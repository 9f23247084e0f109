"""Names, ID numbers and phone numbers of invented persons: none can be a real person's."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from stdnum.cn import ric

from tools.scenario.vocabulary import (
    BIRTH_COUNTIES,
    FEMALE_GIVEN,
    MALE_GIVEN,
    PHONE_PREFIXES,
    SINGLE_GIVEN,
    SURNAMES,
)

BIRTH_YEARS = {
    "employee": (1962, 1997),
    "student": (1998, 2003),
    "retired": (1943, 1959),
    "worker": (1964, 1999),
}


class Registry:
    """Hands out names, ID numbers and phone numbers that no two persons share or nearly share."""

    def __init__(
        self, rng: random.Random, taken: Iterable[str] = (), born_in: Sequence[str] = BIRTH_COUNTIES
    ) -> None:
        self._rng = rng
        self._names = set(taken)
        self._numbers: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        self._born_in = born_in

    def keep(self, *numbers: str) -> None:
        """Hand out nothing near these numbers, which others have already."""
        for number in numbers:
            for part in _parts(number):
                self._numbers[part].append(number)

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
        number = f"{self._rng.choice(self._born_in)}{born:%Y%m%d}{sequence}"
        return self._apart(number + ric.calc_check_digit(number + "0"), lambda: self.id_number(sex, kind))

    def phone(self) -> str:
        """Return a mobile number of a series that was not in service."""
        number = self._rng.choice(PHONE_PREFIXES) + f"{self._rng.randrange(10**8):08d}"
        return self._apart(number, self.phone)

    def _apart(self, number: str, again: Callable[[], str]) -> str:
        """Accept a number that differs from all others in three digits or more; else draw again."""
        if any(near(number, other, 2) for part in _parts(number) for other in self._numbers[part]):
            return again()
        self.keep(number)
        return number


def _parts(number: str) -> list[tuple[int, int, str]]:
    """Return three parts of a number: two numbers that differ in two digits have one of them in common."""
    third = len(number) // 3 + 1
    return [(len(number), start, number[start : start + third]) for start in range(0, len(number), third)]


def near(one: str, other: str, digits: int) -> bool:
    """Tell whether two numbers of one length differ in no more than so many digits."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= digits
