"""Who came back, where they live and when they arrived: 271 + 194 employed persons and 60 others."""

import random
from datetime import date, datetime, timedelta

from tools.scenario.baishan.bodies import Body, with_arrivals
from tools.scenario.baishan.clock import CommunityFile, Timetable
from tools.scenario.baishan.journeys import COMPOUNDS, ORIGINS, Origin
from tools.scenario.baishan.people import Home, Person
from tools.scenario.baishan.places import communities, street_name
from tools.scenario.clock import moment
from tools.scenario.persons import Registry

ARRIVALS = {"organs": 271, "industry": 194}
WITHOUT_EMPLOYER = 60
FIRST_ARRIVAL = moment(date(2020, 1, 24), 6)
LAST_ARRIVAL = moment(date(2020, 2, 9), 23)


def population(times: Timetable) -> list[Person]:
    """Invent everybody; nobody arrives less than two hours before the first file that names him."""
    rng = random.Random("population")
    makers = _Makers(rng, times)
    people = []
    for body, count in headcounts(rng).items():
        people += [makers.person("employee", body) for _ in range(count)]
    for _ in range(WITHOUT_EMPLOYER):
        people.append(makers.person(rng.choice(["student", "student", "retired", "worker"]), None))
    return people


def headcounts(rng: random.Random) -> dict[Body, int]:
    """Divide each line's arrivals among the bodies that have some; each has at least one."""
    counts: dict[Body, int] = {}
    for line, total in ARRIVALS.items():
        bodies = [body for body in with_arrivals() if body.line == line]
        weights = [min(rng.paretovariate(1.6), 5) for _ in bodies]
        counts.update(dict.fromkeys(bodies, 1))
        for body in rng.choices(bodies, weights, k=total - len(bodies)):
            counts[body] += 1
    return counts


class _Makers:
    """Draws persons one after another against one timetable."""

    def __init__(self, rng: random.Random, times: Timetable) -> None:
        self._rng = rng
        self._times = times
        self._registry = Registry(rng)
        self._names = {place.code: place.name for place in communities()}
        self._weights = {code: rng.uniform(0.7, 1.5) for code in self._names}

    def person(self, kind: str, body: Body | None) -> Person:
        """Invent one person with an employer or without."""
        rng = self._rng
        sex = rng.choice("男女")
        file = self._file()
        declared_at = self._times.units[body.code] if body else None
        origin = rng.choices(ORIGINS, [origin.weight for origin in ORIGINS])[0]
        return Person(
            name=self._registry.name(sex), sex=sex, kind=kind, body=body,
            id_number=self._registry.id_number(sex, kind), phone=self._registry.phone(),
            home=self._home(file.place_code), origin=origin, trip=self._trip(origin),
            arrived=self._arrival(min(file.received_at, declared_at or file.received_at)),
            registered_at=file.received_at, community_file=file.number, declared_at=declared_at,
            companions=rng.choice(["无", "无", "1人", "2人", "父母", "配偶", "配偶及子女", "3"]),
        )  # fmt: skip

    def _file(self) -> CommunityFile:
        """Choose a community and which of its workbooks names the person; mostly the first."""
        code = self._rng.choices(list(self._weights), list(self._weights.values()))[0]
        files = [file for file in self._times.communities if file.place_code == code]
        return files[0] if self._rng.random() < 0.7 else files[-1]

    def _home(self, code: str) -> Home:
        rng = self._rng
        room = rng.randint(1, 7) * 100 + rng.randint(1, 3)
        where = street_name(code), self._names[code], rng.choice(COMPOUNDS)
        return Home(code, *where, rng.randint(1, 28), rng.randint(1, 6), room)

    def _trip(self, origin: Origin) -> str:
        train, flight = self._rng.randrange(7000, 7400), self._rng.randrange(6100, 6900)
        return {"火车": f"K{train}", "飞机": f"CZ{flight}"}.get(origin.transport, "")

    def _arrival(self, first_file: datetime) -> datetime:
        """Draw an arrival some hours or days before the first file, not in the small hours."""
        latest = min(first_file - timedelta(hours=2), LAST_ARRIVAL)
        at = latest - timedelta(minutes=5 * round(self._rng.expovariate(1 / 50) * 12))
        at = at - timedelta(hours=6) if at.hour < 5 else at
        if at < FIRST_ARRIVAL:
            at = FIRST_ARRIVAL + timedelta(minutes=5 * self._rng.randrange(1100))
        return at.replace(minute=at.minute // 5 * 5)
