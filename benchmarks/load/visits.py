"""What is asked under load: each page or entry of ours, and the plain view that it is measured against."""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat

from benchmarks.load.browsing import Browser, api_post
from benchmarks.load.town import MOST_CLIENTS, Town
from fangxian.core import clock
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.reports.ledger import zeros
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Version
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place

Stream = Callable[[int], Iterator[bytes]]
"""Makes the requests of the client with a number, who is signed in by then."""


@dataclass
class Visit:
    """One thing to ask for: its requests, the status that answers them, what it is held against, what it writes."""

    name: str
    ours: Stream
    expected: int
    plain: Stream | None = None
    plain_expected: int = 200
    least: float | None = None
    writes: type[Version] | None = None
    bare: Stream | None = None


@dataclass
class Visitors:
    """Everybody who asks: browsers of members and secretaries, signed in when first needed, and the machine."""

    town: Town
    port: int
    signed_in: dict[str, Browser] = field(default_factory=dict)

    def member(self, number: int) -> Browser:
        """Return a committee member's browser."""
        return self._browser(f"member-{number % MOST_CLIENTS}")

    def secretary(self, number: int) -> Browser:
        """Return a secretary's browser."""
        return self._browser(f"secretary-{number % MOST_CLIENTS}")

    def pages(self, path: str) -> Stream:
        """Return streams of one page, asked for by members."""

        return lambda number: repeat(self.member(number).get(path))

    def registrations(self) -> Stream:
        """Return streams of the form by which a community registers somebody."""

        def stream(number: int) -> Iterator[bytes]:
            browser = self.secretary(number)
            return (browser.post("/arrivals/register/", _person()) for _each in repeat(None))

        return stream

    def registered(self) -> Stream:
        """Return streams of registrations by the machine."""
        return self._machine("/api/v1/arrivals", lambda number: _registration(self.town.homes[number]))

    def reports(self, path: str = "/reports/mine/?") -> Stream:
        """Return streams of the form by which a unit files its day."""

        def stream(number: int) -> Iterator[bytes]:
            browser = self.secretary(number)
            return (
                browser.post(
                    f"{path}body={body.id}&line={line}&day={day.isoformat()}",
                    {"id": new_id(), "version": 0, **zeros()},
                )
                for body, line, day in self.town.slots
            )

        return stream

    def filed(self, path: str = "/api/v1/reports") -> Stream:
        """Return streams of reports by the machine."""
        return self._machine(path, lambda _number: _report(*next(self.town.slots)))

    def inserted(self, path: str) -> Stream:
        """Return streams of what looks like a report and is only inserted, as often as one likes."""
        slot = next(self.town.slots)
        return self._machine(path, lambda _number: _report(*slot))

    def _machine(self, path: str, made: Callable[[int], dict[str, object]]) -> Stream:
        def stream(number: int) -> Iterator[bytes]:
            while True:
                yield api_post(self.port, path, self.town.token, json.dumps(made(number)).encode())

        return stream

    def _browser(self, name: str) -> Browser:
        if name not in self.signed_in:
            self.signed_in[name] = Browser(self.port, name)
        return self.signed_in[name]


def visits(visitors: Visitors) -> list[Visit]:
    """Return everything that is measured, in the order of the table."""
    response = visitors.town.world.response.id
    see, plain, of_it = visitors.pages, "/api/plain", f"response={response}"
    bare = visitors.inserted(f"{plain}/bare?{of_it}")
    by_form, by_machine = (
        visitors.reports(f"{plain}/form?{of_it}&"),
        visitors.filed(f"{plain}/reports?{of_it}"),
    )
    return [
        Visit("home", see("/"), 200),
        Visit("list", see("/arrivals/"), 200, see(f"{plain}/list?{of_it}"), least=0.5),
        Visit("figures", see("/figures/"), 200, see(f"{plain}/figures?{of_it}"), least=0.3),
        Visit("register-form", visitors.registrations(), 302, writes=ArrivalReport, bare=bare),
        Visit("register-api", visitors.registered(), 201, writes=ArrivalReport, bare=bare),
        Visit("report-form", visitors.reports(), 302, by_form, 302, 0.7, DailyReport, bare),
        Visit("report-api", visitors.filed(), 201, by_machine, 201, 0.7, DailyReport, bare),
    ]


def _person() -> dict[str, object]:
    number = new_id().int % 10**10
    return {
        "id": new_id(), "name": f"测{number % 9973}", "phone": f"199{number % 10**8:08d}", "origin": "湖北武汉",
        "arrived_on": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "address": f"{number % 31}号楼{number % 7}单元", "transport": "rail", "trip": "G1278",
    }  # fmt: skip


def _registration(place: Place) -> dict[str, object]:
    told = _person()
    person = {name: told[name] for name in ("name", "phone", "address")}
    arrived = (clock.now() - datetime.timedelta(hours=20)).isoformat()
    return {
        "id": str(told["id"]), "side": "community", "person": person, "place": place.code, "arrived_at": arrived,
        "origin": "湖北武汉", "transport": "rail", "trip": "G1278",
    }  # fmt: skip


def _report(body: Body, line: str, day: datetime.date) -> dict[str, object]:
    return {
        "id": str(new_id()), "body": body.code, "line": line, "day": day.isoformat(), "numbers": zeros()
    }  # fmt: skip
