"""Fictitious people reported by two sides, with the errors that people make, and the truth beside them.

Nobody in it exists: names, numbers and families are drawn at random from a seed.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from opencc import OpenCC

from fangxian.core.ids import id_made_at
from fangxian.drill.families import Families, Person
from fangxian.lines.arrivals.rules.compare import Report, Side
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2020, 1, 24, tzinfo=SHANGHAI)
FIRST_DAY = START.date()
PERSONS_PER_COMMUNITY = 750
TO_TRADITIONAL = OpenCC("s2t")
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@dataclass(frozen=True, slots=True)
class Corruption:
    """How often (0–1) which error is made: for each report, or (one_sided) for each person."""

    no_id_number: float = 0.20
    wrong_digit: float = 0.05  # in the identity number, and again in the phone; a quarter are swaps
    traditional: float = 0.10
    address_variant: float = 0.05
    duplicate: float = 0.03
    one_sided: float = 0.10
    full_width: float = 0.05
    no_phone: float = 0.0
    other_phone: float = 0.0
    other_day: float = 0.0
    other_community: float = 0.0


HARSH = Corruption(no_phone=0.05, other_phone=0.05, other_day=0.05, other_community=0.03)


@dataclass(frozen=True, slots=True)
class Entry:
    """One side's entry about a person, as typed."""

    id: UUID
    side: Side
    line: str
    name: str
    id_number: str
    phone: str
    address: str
    community: str
    arrived_on: dt.date
    recorded_at: dt.datetime

    def as_report(self, sealer: Callable[[str], bytes]) -> Report:
        """Return what the rules may know of this entry."""
        identifiers = Identifiers.of(
            name=self.name,
            id_number=self.id_number,
            phone=self.phone,
            address=self.address,
            community=self.community,
            arrived_on=self.arrived_on,
        )
        sealed = seal(identifiers, sealer)
        return Report(
            id=self.id,
            side=self.side,
            recorded_at=self.recorded_at,
            fields=sealed.fields,
            keys=sealed.keys,
            line=self.line,
            place=self.community,
            arrived_on=self.arrived_on,
            id_valid=identifiers.id_valid,
        )


def generate(
    n: int,
    seed: int,
    corruption: Corruption | None = None,
    *,
    communities: Sequence[str] = (),
    begin: dt.date = FIRST_DAY,
    days: int = 15,
) -> tuple[list[Entry], list[Entry], dict[UUID, int]]:
    """Return (declarations, registrations, truth) of ``n`` persons; truth gives each entry its person.

    They live in ``communities`` (division codes; default: as many of one district as so many people need) and
    arrive on one of ``days`` from ``begin``.
    """
    return _Generator(seed, corruption or Corruption(), n, communities, begin, days).run()


class _Generator:
    def __init__(
        self, seed: int, corruption: Corruption, n: int, communities: Sequence[str], begin: dt.date, days: int
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - the same seed is to invent the same people
        self.corruption = corruption
        self.n = n
        self.communities = list(communities) or [
            f"220602{1 + i // 40:03d}{1 + i % 40:03d}" for i in range(max(1, n // PERSONS_PER_COMMUNITY))
        ]
        self.families = Families(self.random, self.communities, begin, days)

    def run(self) -> tuple[list[Entry], list[Entry], dict[UUID, int]]:
        entries: dict[Side, list[Entry]] = {Side.UNIT: [], Side.COMMUNITY: []}
        truth: dict[UUID, int] = {}
        for number, person in enumerate(self.families.people(self.n)):
            for side in self._sides():
                for entry in self._entries(person, side):
                    entries[side].append(entry)
                    truth[entry.id] = number
        return entries[Side.UNIT], entries[Side.COMMUNITY], truth

    def _sides(self) -> tuple[Side, ...]:
        both = (Side.UNIT, Side.COMMUNITY)
        return (self.random.choice(both),) if self.families.chance(self.corruption.one_sided) else both

    def _entries(self, person: Person, side: Side) -> list[Entry]:
        first = self._entry(person, side, self.random.choice(("organs", "industry")))
        again = self.families.chance(self.corruption.duplicate)
        return [first, self._entry(person, side, first.line)] if again else [first]

    def _entry(self, person: Person, side: Side, line: str) -> Entry:
        corruption, random = self.corruption, self.random
        number = "" if self.families.chance(corruption.no_id_number) else self._slip(person.id_number)
        own = self.families.phone() if self.families.chance(corruption.other_phone) else person.phone
        phone = "" if self.families.chance(corruption.no_phone) else self._slip(own)
        recorded_at = dt.datetime.combine(person.arrived_on, dt.time(), SHANGHAI)
        recorded_at += dt.timedelta(hours=random.randrange(1, 120))
        entry = Entry(
            id=id_made_at(recorded_at, random.getrandbits(128)),
            side=side,
            line=line if side is Side.UNIT else "",
            name=person.name,
            id_number=number,
            phone=phone,
            address=self._address(person.place),
            community=self._community(person),
            arrived_on=person.arrived_on + dt.timedelta(self.families.chance(corruption.other_day)),
            recorded_at=recorded_at,
        )
        return self._respelled(entry)

    def _community(self, person: Person) -> str:
        moved = self.families.chance(self.corruption.other_community)
        return self.random.choice(self.communities) if moved else person.community

    def _slip(self, digits: str) -> str:
        """Get one digit wrong, or two neighbours swapped, as often as told."""
        if not self.families.chance(self.corruption.wrong_digit):
            return digits
        at = self.random.randrange(len(digits) - 1)
        if self.families.chance(0.25):
            return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        wrong = self.random.choice([d for d in "0123456789" if d != digits[at]])
        return digits[:at] + wrong + digits[at + 1 :]

    def _address(self, place: tuple[int, int, int]) -> str:
        building, unit, room = place
        plain = f"{building}号楼{unit}单元{room}室"
        if not self.families.chance(self.corruption.address_variant):
            return plain
        variants = (
            f"{building}-{unit}-{room}",
            f"{building}栋{unit}单元{room}",
            f"浑江大街{self.random.randint(1, 200)}号{plain}",
            f"{building}#楼{unit}单元{room}",
            f"{building}号楼",
            f"{building}号楼{room}室",
            "",
        )
        return self.random.choice(variants)

    def _respelled(self, entry: Entry) -> Entry:
        if self.families.chance(self.corruption.traditional):
            name, address = (TO_TRADITIONAL.convert(text) for text in (entry.name, entry.address))
            entry = replace(entry, name=name, address=address)
        if self.families.chance(self.corruption.full_width):
            number, phone = (text.translate(FULL_WIDTH) for text in (entry.id_number, entry.phone))
            entry = replace(entry, id_number=number, phone=phone)
        return entry
