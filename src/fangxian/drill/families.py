"""Families that do not exist: names, identity numbers with a right check digit, phones, addresses, days (M5)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from random import Random

from fangxian.lines.arrivals.rules.id_numbers import WEIGHTS

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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who arrives: ``place`` is building, unit and room."""

    name: str
    id_number: str
    phone: str
    place: tuple[int, int, int]
    community: str
    arrived_on: dt.date


class Families:
    """Invents families from one source of chance: the same chance invents the same people."""

    def __init__(self, random: Random, communities: Sequence[str], begin: dt.date, days: int) -> None:
        self.random, self.communities = random, communities
        self.begin, self.days = begin, days
        self.numbers: set[str] = set()
        self.surnames = list(SURNAMES)
        self.surname_weights = list(accumulate(SURNAMES.values()))
        self.given_weights = list(accumulate(1 / (8 + rank) for rank in range(len(MEN))))

    def people(self, n: int) -> list[Person]:
        """Return ``n`` persons, family by family."""
        people: list[Person] = []
        while len(people) < n:
            people += self._family()
        return people[:n]

    def _family(self) -> list[Person]:
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
        surname, phone, share = self._surname(), self.phone(), self.chance(0.5)
        size = random.choices((1, 2, 3, 4), (5, 3, 2, 1))[0]
        family: dict[str, Person] = {}
        for i in range(size):
            man = self.chance(0.5)
            name = (self._surname() if i == 1 else surname) + self._given_name(man)
            own = phone if share else self.phone()
            family[name] = Person(name, self._id_number(man), own, place, community, day)
        return list(family.values())

    def _surname(self) -> str:
        return self.random.choices(self.surnames, cum_weights=self.surname_weights)[0]

    def _given_name(self, man: bool) -> str:
        length = 1 if self.chance(0.15) else 2
        characters = MEN if man else WOMEN
        weights = self.given_weights[: len(characters)]
        return "".join(self.random.choices(characters[: len(weights)], cum_weights=weights, k=length))

    def phone(self) -> str:
        """Return a mobile number."""
        prefix = self.random.choice(("138439", "139439", "150439", "151439", "186439", "187439", "136046"))
        return f"{prefix}{self.random.randrange(100_000):05d}"

    def _id_number(self, man: bool) -> str:
        random = self.random
        while True:
            born = dt.date(1940, 1, 1) + dt.timedelta(int(random.triangular(0, 27_000, 17_000)))
            area = AREAS[0] if self.chance(0.5) else random.choice(AREAS)
            order = min(499, int(random.expovariate(1 / 60))) * 2 + man
            body = f"{area}{born:%Y%m%d}{order:03d}"
            check = (1 - sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=False))) % 11
            number = body + "0123456789X"[check]
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def chance(self, share: float) -> bool:
        """Tell whether something happens that does so in a share of cases."""
        return self.random.random() < share
