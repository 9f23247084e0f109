"""Fictitious people reported by two sides, with the errors that people make, and the truth beside them.

Nobody in it exists: names, numbers and families are drawn at random from a seed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from opencc import OpenCC

from fangxian.lines.arrivals.rules.compare import Report, Side
from fangxian.lines.arrivals.rules.id_numbers import WEIGHTS
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2020, 1, 24, tzinfo=SHANGHAI)
FIRST_DAY = START.date()
PERSONS_PER_COMMUNITY = 750
# Surnames with their share of the population, in hundredths of a per cent; the rest is left out.
SURNAMES = dict(
    zip(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
        "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤",
        chain(
            (721, 718, 678, 538, 453, 308, 223, 223, 211, 195, 142, 138, 127, 126, 116, 115, 113, 108, 103),
            (90, 88, 85, 76, 75, 70, 68, 67, 64, 61, 60, 55, 54, 53, 52, 51, 50, 48, 47, 46, 45, 44, 43),
            (40,) * 20,
            (28,) * 20,
            (20,) * 30,
        ),
        strict=False,
    )
)
MEN = (
    "伟强磊军勇杰涛明超平刚辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙林欢阳"
    "建国文志海东德永成庆春荣金立学新世家玉振泽子天一"
)
WOMEN = (
    "芳娜敏静丽艳娟霞燕玲婷雪慧颖红丹梅莉倩玉英琳洁萍云莹璐秀兰桂珍淑晓佳欣雅思梦怡诗琪涵子美凤春海文金爱小"
)
AREAS = ("220602", "220605", "220621", "220622", "220623", "220681", "220102", "220502", "210102", "230102")
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


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    id_number: str
    phone: str
    place: tuple[int, int, int]
    community: str
    arrived_on: dt.date


class _Generator:
    def __init__(
        self, seed: int, corruption: Corruption, n: int, communities: Sequence[str], begin: dt.date, days: int
    ) -> None:
        self.random = Random(seed)  # noqa: S311 - the same seed is to invent the same people
        self.corruption = corruption
        self.n = n
        self.begin, self.days = begin, days
        self.numbers: set[str] = set()
        self.communities = list(communities) or [
            f"220602{1 + i // 40:03d}{1 + i % 40:03d}" for i in range(max(1, n // PERSONS_PER_COMMUNITY))
        ]
        self.surnames = list(SURNAMES)
        self.surname_weights = list(accumulate(SURNAMES.values()))
        self.given_weights = list(accumulate(1 / (8 + rank) for rank in range(len(MEN))))

    def run(self) -> tuple[list[Entry], list[Entry], dict[UUID, int]]:
        entries: dict[Side, list[Entry]] = {Side.UNIT: [], Side.COMMUNITY: []}
        truth: dict[UUID, int] = {}
        for number, person in enumerate(self._people()):
            for side in self._sides():
                for entry in self._entries(person, side):
                    entries[side].append(entry)
                    truth[entry.id] = number
        return entries[Side.UNIT], entries[Side.COMMUNITY], truth

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _sides(self) -> tuple[Side, ...]:
        both = (Side.UNIT, Side.COMMUNITY)
        return (self.random.choice(both),) if self._chance(self.corruption.one_sided) else both

    def _people(self) -> Iterable[_Person]:
        people: list[_Person] = []
        while len(people) < self.n:
            people += self._family()
        return people[: self.n]

    def _family(self) -> list[_Person]:
        """Return one to four relatives at one address; half of the families share one phone."""
        random = self.random
        community, day = (
            random.choice(self.communities),
            self.begin + dt.timedelta(random.randrange(self.days)),
        )
        place = (
            random.randint(1, 20),
            random.randint(1, 4),
            random.randint(1, 6) * 100 + random.randint(1, 4),
        )
        surname, phone, share = self._surname(), self._phone(), self._chance(0.5)
        size = random.choices((1, 2, 3, 4), (5, 3, 2, 1))[0]
        family: dict[str, _Person] = {}
        for i in range(size):
            man = self._chance(0.5)
            name = (self._surname() if i == 1 else surname) + self._given_name(man)
            own = phone if share else self._phone()
            family[name] = _Person(name, self._id_number(man), own, place, community, day)
        return list(family.values())

    def _surname(self) -> str:
        return self.random.choices(self.surnames, cum_weights=self.surname_weights)[0]

    def _given_name(self, man: bool) -> str:
        length = 1 if self._chance(0.15) else 2
        characters = MEN if man else WOMEN
        weights = self.given_weights[: len(characters)]
        return "".join(self.random.choices(characters[: len(weights)], cum_weights=weights, k=length))

    def _phone(self) -> str:
        prefix = self.random.choice(("138439", "139439", "150439", "151439", "186439", "187439", "136046"))
        return f"{prefix}{self.random.randrange(100_000):05d}"

    def _id_number(self, man: bool) -> str:
        random = self.random
        while True:
            born = dt.date(1940, 1, 1) + dt.timedelta(int(random.triangular(0, 27_000, 17_000)))
            area = AREAS[0] if self._chance(0.5) else random.choice(AREAS)
            order = min(499, int(random.expovariate(1 / 60))) * 2 + man
            body = f"{area}{born:%Y%m%d}{order:03d}"
            check = (1 - sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=False))) % 11
            number = body + "0123456789X"[check]
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def _entries(self, person: _Person, side: Side) -> list[Entry]:
        first = self._entry(person, side, self.random.choice(("organs", "industry")))
        again = self._chance(self.corruption.duplicate)
        return [first, self._entry(person, side, first.line)] if again else [first]

    def _entry(self, person: _Person, side: Side, line: str) -> Entry:
        corruption, random = self.corruption, self.random
        number = "" if self._chance(corruption.no_id_number) else self._slip(person.id_number)
        own = self._phone() if self._chance(corruption.other_phone) else person.phone
        phone = "" if self._chance(corruption.no_phone) else self._slip(own)
        late = dt.timedelta(hours=random.randrange(1, 120))
        entry = Entry(
            id=UUID(int=random.getrandbits(128), version=4),
            side=side,
            line=line if side is Side.UNIT else "",
            name=person.name,
            id_number=number,
            phone=phone,
            address=self._address(person.place),
            community=self._community(person),
            arrived_on=person.arrived_on + dt.timedelta(self._chance(corruption.other_day)),
            recorded_at=dt.datetime.combine(person.arrived_on, dt.time(), SHANGHAI) + late,
        )
        return self._respelled(entry)

    def _community(self, person: _Person) -> str:
        moved = self._chance(self.corruption.other_community)
        return self.random.choice(self.communities) if moved else person.community

    def _slip(self, digits: str) -> str:
        """Get one digit wrong, or two neighbours swapped, as often as told."""
        if not self._chance(self.corruption.wrong_digit):
            return digits
        at = self.random.randrange(len(digits) - 1)
        if self._chance(0.25):
            return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        wrong = self.random.choice([d for d in "0123456789" if d != digits[at]])
        return digits[:at] + wrong + digits[at + 1 :]

    def _address(self, place: tuple[int, int, int]) -> str:
        building, unit, room = place
        plain = f"{building}号楼{unit}单元{room}室"
        if not self._chance(self.corruption.address_variant):
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
        if self._chance(self.corruption.traditional):
            name, address = (TO_TRADITIONAL.convert(text) for text in (entry.name, entry.address))
            entry = replace(entry, name=name, address=address)
        if self._chance(self.corruption.full_width):
            number, phone = (text.translate(FULL_WIDTH) for text in (entry.id_number, entry.phone))
            entry = replace(entry, id_number=number, phone=phone)
        return entry
