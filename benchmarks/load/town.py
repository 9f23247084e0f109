"""The city that is put under load: communities, units, a fortnight of arrivals and reports, and who asks for them."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from benchmarks.people import START, Entry, generate
from benchmarks.world import CITY, LINES, World, build
from fangxian.command.adding import add_up
from fangxian.core import clock
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.ledger import zeros
from fangxian.trees.bodies.models import Body
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places.models import Place

SEED = 2020
MOST_CLIENTS = 64
COUNTIES, STREETS, COMMUNITIES = 6, 4, 6
UNITS, EMPLOYERS = 300, 100
"""Units of a line, and how many of them employ somebody who arrived: the others have nothing but zeros to report."""
FILED, OPEN = 14, 120
"""Days that are filed already, and the days before them, which are left to be filed."""
DAY = datetime.timedelta(days=1)
PASSWORD = "measured and thrown away"  # noqa: S105


@dataclass
class Town:
    """The city, a committee member and a secretary for each client, a machine's token, and reports to be filed."""

    world: World
    members: list[Account]
    secretaries: list[Account]
    homes: list[Place]
    token: str
    slots: Iterator[tuple[Body, str, datetime.date]]


def found(n: int) -> Town:
    """Create the city with `n` arrivals in the last fortnight, added up as the worker does every minute."""
    today = clock.now().date()
    began = datetime.datetime.combine(today - DAY * (FILED + OPEN + 2), datetime.time(8), START.tzinfo)
    world = build(_codes(), units=UNITS, started_at=began)
    _arrive(world, n, today)
    last = [today - DAY * (number + 1) for number in range(FILED + OPEN)]
    _report(world, last[:FILED])
    homes = list(world.communities.values())[:MOST_CLIENTS]
    hashed = _hashed(world.account)
    members = [_member(world, number, hashed) for number in range(MOST_CLIENTS)]
    secretaries = [_secretary(world, number, place, hashed) for number, place in enumerate(homes)]
    add_up()
    return Town(world, members, secretaries, homes, _token(world, homes), iter(_slots(world, last[FILED:])))


def _codes() -> list[str]:
    return [
        f"{CITY}{county + 2:02d}{street + 1:03d}{community + 1:03d}"
        for county, street, community in product(range(COUNTIES), range(STREETS), range(COMMUNITIES))
    ]


def _arrive(world: World, n: int, today: datetime.date) -> None:
    declarations, registrations, truth = generate(n // 2, SEED)
    latest = max(entry.arrived_on for entry in (*declarations, *registrations))
    known = sorted({entry.community for entry in (*declarations, *registrations)})
    places = list(world.communities.values())
    spread = {code: places[number % len(places)] for number, code in enumerate(known)}
    employing = {line: held[:EMPLOYERS] for line, held in world.bodies.items()}
    there = replace(world, communities=spread, bodies=employing)
    for entries in (declarations, registrations):
        moved = [_moved(entry, today - DAY - latest) for entry in entries]
        arrivals.report(there.actor, there.response, there.arrivals(moved, truth))


def _moved(entry: Entry, by: datetime.timedelta) -> Entry:
    return replace(entry, arrived_on=entry.arrived_on + by)


def _report(world: World, days: list[datetime.date]) -> None:
    bodies = [(body, line) for line, held in world.bodies.items() for body in held]
    owed = [(body, line, world.response.started_at.date() + DAY, None) for body, line in bodies]
    reports.oblige(world.actor, world.response, owed)
    for day in days:
        filings = [Filing(body, line, day, zeros()) for body, line in bodies]
        reports.file(world.actor, world.response, filings)


def _slots(world: World, days: list[datetime.date]) -> Iterator[tuple[Body, str, datetime.date]]:
    for day, line in product(days, LINES):
        for body in world.bodies[line][EMPLOYERS:]:
            yield body, line, day


def _hashed(account: Account) -> str:
    account.set_password(PASSWORD)
    return account.password


def _account(name: str, hashed: str) -> Account:
    account = people.create_account(SYSTEM, name=name)
    Account.objects.filter(pk=account.pk).update(password=hashed)
    return account


def _member(world: World, number: int, hashed: str) -> Account:
    """Somebody of the work committee, who sees everything of the city."""
    account = _account(f"member-{number}", hashed)
    people.grant_role(SYSTEM, account, Role.WORK_COMMITTEE, place=world.city)
    return account


def _secretary(world: World, number: int, place: Place, hashed: str) -> Account:
    """Somebody who registers for one community, and files for the units."""
    account = _account(f"secretary-{number}", hashed)
    people.grant_role(SYSTEM, account, Role.COMMUNITY_WORKER, place=place)
    _file_for_all(account)
    return account


def _file_for_all(account: Account) -> None:
    committee = Body.objects.get(code="committee")
    for position in committee.positions.all():
        people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, body=committee, line=position.line)


def _token(world: World, homes: list[Place]) -> str:
    robot = people.create_account(SYSTEM, name="robot", is_service=True)
    _file_for_all(robot)
    people.grant_role(SYSTEM, robot, Role.COMMUNITY_WORKER, place=world.city)
    return people.issue_token(SYSTEM, robot, "measured", ["reports.file", "arrivals.register"])
