"""A fictitious city to measure in: places, bodies in two lines, a response, and somebody who may enter everything."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from benchmarks import tables
from benchmarks.people import START, Entry
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.sealing import ContactDetails, Identity, Person
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import EXCEL, SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import WIDTHS, Kind, Place
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response

CITY = "2206"
LINES = ("organs", "industry")
DAY = datetime.timedelta(days=1)
LEVELS = [kind for kind, width in WIDTHS.items() if width <= WIDTHS[Kind.COMMUNITY]]


@dataclass
class World:
    """The city with everything that an entry names."""

    response: Response
    city: Place
    communities: dict[str, Place]
    bodies: dict[str, list[Body]]
    account: Account

    @property
    def actor(self) -> Actor:
        """Somebody with a real account who may declare, register and file in the whole city, by sheet."""
        return Actor(self.account, EXCEL)

    def arrivals(self, entries: Iterable[Entry], truth: dict[UUID, int]) -> list[Arrival]:
        """Return what the sides enter; a registration states the unit that the person works in."""
        return [self._arrival(entry, truth[entry.id]) for entry in entries]

    def _arrival(self, entry: Entry, person: int) -> Arrival:
        line = entry.line or LINES[person % 2]
        employers = self.bodies[line]
        return Arrival(
            side=Side(entry.side.value),
            person=Person(Identity(entry.name, entry.id_number), ContactDetails(entry.phone, entry.address)),
            arrived_at=datetime.datetime.combine(entry.arrived_on, datetime.time(12), START.tzinfo),
            place=self.communities[entry.community],
            body=employers[person % len(employers)],
            line=line,
            id=entry.id,
            origin="湖北武汉",
            transport="rail",
            trip="G1278",
        )


def build(communities: Sequence[str], units: int = 60, started_at: datetime.datetime = START - DAY) -> World:
    """Create the tables and a world through the actions that an administrator uses.

    ``communities`` are 12-digit codes; every place above them is made too. Each line gets ``units`` bodies
    below its committee.
    """
    tables.create()
    made = _places(communities)
    city = made[CITY]
    response = responses.start_response(
        SYSTEM, name="测量", level=1, jurisdiction=city, started_at=started_at, key_places=["湖北"]
    )
    committee = bodies.create_body(
        SYSTEM, code="committee", name="测量工委", kind=Body.Kind.COMMITTEE, place=city
    )
    account = people.create_account(SYSTEM, name="measurer", title="测量员")
    people.grant_role(SYSTEM, account, Role.COMMUNITY_WORKER, place=city, valid_from=started_at.date())
    people.grant_role(SYSTEM, account, Role.WORK_COMMITTEE, place=city, valid_from=started_at.date())
    held = {code: _line(code, committee, units, city, account, started_at.date()) for code in LINES}
    chosen = {code: made[code] for code in communities}
    return World(response, city, chosen, held, account)


def at_the_end_of_the_fortnight() -> None:
    """Set the clock after the last arrival of ``people.generate``, so that each lies in the past."""
    clock.install(SimulatedClock(START + 22 * DAY))


def _places(communities: Sequence[str]) -> dict[str, Place]:
    made: dict[str, Place] = {}
    for kind in LEVELS:
        for code in sorted({community[: WIDTHS[kind]] for community in communities}):
            made[code] = places.create_place(SYSTEM, name=f"测{code}", kind=kind, code=code)
    return made


def _line(
    code: str, committee: Body, units: int, city: Place, account: Account, day: datetime.date
) -> list[Body]:
    line = bodies.create_line(SYSTEM, code=code, name=code, nature=Line.Nature.ADMINISTRATIVE)
    bodies.place_in_line(SYSTEM, committee, line, valid_from=day)
    people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, body=committee, line=line, valid_from=day)
    held = []
    for number in range(units):
        unit = bodies.create_body(
            SYSTEM, code=f"{code}-{number}", name=f"{code} {number}", kind=Body.Kind.DEPARTMENT, place=city
        )
        bodies.place_in_line(SYSTEM, unit, line, committee, valid_from=day)
        held.append(unit)
    return held
