"""The small world that tests share: a county, two lines of bodies, a response, accounts; everybody is invented.

``world`` is made through the actions that users use, at eight o'clock on 1 February 2020 by the simulated clock
``time``, which stays in use for the test: once a run, and put back inside each other test's own transaction.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from typing import Any

import pytest
from django.test import Client

from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, Side
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.ledger import ledger, zeros
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response

BEGAN = datetime.fromisoformat("2020-02-01T08:00+08:00")
FIRST_DAY = date(2020, 2, 1)
LONG_AGO = date(2020, 1, 1)
ORGANS, INDUSTRY = "organs", "industry"
BACKEND = "fangxian.trees.people.backends.NameOrPhoneBackend"
FAMILIES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安宁平和清明远山长河新晴"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACES = (
    ("province", "吉林省", "22", Kind.PROVINCE),
    ("city", "白山市", "2206", Kind.CITY),
    ("county", "浑江区", "220602", Kind.COUNTY),
    ("east", "东街道", "220602001", Kind.STREET),
    ("west", "西街道", "220602002", Kind.STREET),
    ("spring", "春晖社区", "220602001001", Kind.COMMUNITY),
    ("summer", "夏荫社区", "220602001002", Kind.COMMUNITY),
    ("autumn", "秋实社区", "220602002001", Kind.COMMUNITY),
    ("grid", "春晖一网格", "220602001001001", Kind.GRID),
)
BODIES = (
    ("committee", "直属机关工委", Body.Kind.COMMITTEE, "county", "", (ORGANS, INDUSTRY)),
    ("audit-office", "审计局", Body.Kind.DEPARTMENT, "east", "committee", (ORGANS,)),
    ("archives", "档案馆", Body.Kind.DEPARTMENT, "east", "committee", (ORGANS,)),
    ("statistics", "统计局", Body.Kind.DEPARTMENT, "west", "committee", (ORGANS,)),
    ("meteorology", "气象局", Body.Kind.DEPARTMENT, "west", "committee", (ORGANS,)),
    ("regulator", "金融办", Body.Kind.DEPARTMENT, "county", "committee", (INDUSTRY,)),
    ("north-bank", "北方银行", Body.Kind.ENTERPRISE, "east", "regulator", (INDUSTRY,)),
    ("south-bank", "南方银行", Body.Kind.ENTERPRISE, "west", "regulator", (INDUSTRY,)),
)
OVERSEERS = (
    ("command", Role.COMMAND),
    ("supervisor", Role.SUPERVISOR),
    ("administrator", Role.ADMINISTRATOR),
    ("auditor", Role.AUDITOR),
)


def id_number(number: int) -> str:
    """Return the valid ID number of invented person ``number``; nobody is born in area 830000 (GB 11643)."""
    born = date(1960, 1, 1) + timedelta(days=number * 37 % 14000)
    body = f"830000{born:%Y%m%d}{900 + number % 100}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def invent(number: int, *, symptoms: str = "", **other: str) -> Person:
    """Return invented person ``number``, always the same; ``other`` replaces name, id_number, phone or address."""
    told = {
        "name": FAMILIES[number % 16] + GIVEN[number // 16 % 12] + GIVEN[number % 11],
        "id_number": id_number(number),
        "phone": f"199{number * 7919 % 10**8:08d}",
        "address": f"{number % 30 + 1}号楼{number % 4 + 1}单元{number % 6 + 1}0{number % 3 + 1}室",
    } | other
    return Person(
        Identity(told["name"], told["id_number"]),
        ContactDetails(told["phone"], told["address"]),
        Health(symptoms=symptoms),
    )


@dataclass
class World:
    """The small world: places, bodies and accounts by name; ``token`` is the service account's secret."""

    time: SimulatedClock
    places: dict[str, Place] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    line_of: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    token: str = ""
    response: Response = field(init=False)

    def actor(self, name: str) -> Actor:
        """Return an account as it acts: by a body's or community's name, or committee, command, …"""
        return Actor(self.accounts[name])

    def declaration(
        self, number: int, body: str = "audit-office", place: str = "spring", **other: Any
    ) -> Arrival:
        """Return what a body would declare about invented person ``number``, who arrived an hour ago."""
        return self._arrival(Side.UNIT, number, place, body, other)

    def registration(self, number: int, place: str = "spring", employer: str = "", **other: Any) -> Arrival:
        """Return what a community would register about invented person ``number``, who arrived an hour ago."""
        return self._arrival(Side.COMMUNITY, number, place, employer, other)

    def declare(
        self, number: int, body: str = "audit-office", place: str = "spring", **other: Any
    ) -> ArrivalReport:
        """Declare an invented person as the body's liaison."""
        arrival = self.declaration(number, body, place, **other)
        return arrivals.report(self.actor(body), self.response, [arrival])[0]

    def register(self, number: int, place: str = "spring", employer: str = "", **other: Any) -> ArrivalReport:
        """Register an invented person as the community's worker."""
        arrival = self.registration(number, place, employer, **other)
        return arrivals.report(self.actor(place), self.response, [arrival])[0]

    def filing(self, body: str = "audit-office", day: date = FIRST_DAY, **other: Any) -> Filing:
        """Return a body's report of a day with the ledgers' numbers, or others given as ``numbers``."""
        own = self.bodies[body]
        known = ledger(self.response, day, self.line_of[body], own.id).get(own.id, {})
        return Filing(own, self.line_of[body], day, **{"numbers": zeros() | known} | other)

    def file(self, body: str = "audit-office", day: date = FIRST_DAY, **other: Any) -> DailyReport:
        """File a body's report of a day as its liaison."""
        return reports.file(self.actor(body), self.response, [self.filing(body, day, **other)])[0]

    def _arrival(self, side: Side, number: int, place: str, body: str, other: dict[str, Any]) -> Arrival:
        identity = {key: other.pop(key) for key in ("name", "id_number", "phone", "address") if key in other}
        told: dict[str, Any] = {
            "person": invent(number, **identity),
            "arrived_at": clock.now().replace(microsecond=0) - timedelta(hours=1),
            "place": self.places[place],
            "body": self.bodies[body] if body else None,
            "line": self.line_of.get(body, ""),
            "employer": str(self.bodies[body]) if body and side is Side.COMMUNITY else "",
        }
        return Arrival(side, **told | other)


def make_world(time: SimulatedClock) -> World:
    """Make the small world through actions."""
    world = World(time)
    for name, title, code, kind in PLACES:
        world.places[name] = places.create_place(
            SYSTEM, name=title, kind=kind, code=code, valid_from=LONG_AGO
        )
    _make_lines(world)
    world.response = responses.start_response(
        SYSTEM, name="疫情防控（虚构）", level=1, jurisdiction=world.places["city"], started_at=BEGAN,
        committee=world.bodies["committee"], registration_hours=24, declaration_hours=12,
        report_cut_off=hour(10), report_grace_minutes=30, key_places=["湖北", "武汉"],
    )  # fmt: skip
    _make_accounts(world)
    owing = [world.bodies[name] for name in world.bodies if name not in ("committee", "regulator")]
    rows = [(body, world.line_of[body.code], FIRST_DAY, None) for body in owing]
    reports.oblige(SYSTEM, world.response, rows)
    return world


def _make_lines(world: World) -> None:
    natures = {ORGANS: Line.Nature.PARTY, INDUSTRY: Line.Nature.INDUSTRY}
    lines = {code: bodies.create_line(SYSTEM, code=code, name=code, nature=natures[code]) for code in natures}
    for code, title, kind, place, parent, own_lines in BODIES:
        body = bodies.create_body(SYSTEM, code=code, name=title, kind=kind, place=world.places[place])
        world.bodies[code], world.line_of[code] = body, own_lines[0]
        for line in own_lines:
            bodies.place_in_line(SYSTEM, body, lines[line], world.bodies.get(parent), LONG_AGO)


def _make_accounts(world: World) -> None:
    county = world.places["county"]
    for code, _title, _kind, _place, parent, own_lines in BODIES:
        role = Role.UNIT_LIAISON if parent else Role.WORK_COMMITTEE
        _account(
            world, code, *[(role, {"body": world.bodies[code], "line": Line(line)}) for line in own_lines]
        )
    people.grant_role(SYSTEM, world.accounts["committee"], Role.WORK_COMMITTEE, place=county)
    for name in ("spring", "summer", "autumn"):
        _account(world, name, (Role.COMMUNITY_WORKER, {"place": world.places[name]}))
        people.name_responsible(SYSTEM, world.accounts[name], "社区书记", place=world.places[name])
    for name, role in OVERSEERS:
        _account(world, name, (role, {"place": county}))
    service = _account(world, "service", (Role.WORK_COMMITTEE, {"place": county}), is_service=True)
    world.token = people.issue_token(SYSTEM, service, "test", ["figures.view", "arrivals.view_community"])


def _account(
    world: World, name: str, *grants: tuple[Role, dict[str, Any]], is_service: bool = False
) -> Account:
    account = people.create_account(SYSTEM, name=name, title=f"{name}（虚构）", is_service=is_service)
    for role, on in grants:
        people.grant_role(SYSTEM, account, role, **on)
    world.accounts[name] = account
    return account


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    """Put a clock in use that stands at eight o'clock on 1 February 2020 until the test moves it."""
    simulated = SimulatedClock(BEGAN.astimezone(UTC))
    with clock.use(simulated):
        yield simulated


@pytest.fixture
def world(db: None, time: SimulatedClock, remembered: Callable[..., Any]) -> World:
    """Return the small world."""
    made: World = remembered(make_world, time)
    return made


@pytest.fixture
def client_for() -> Callable[[Account], Client]:
    """Return a function that makes a browser in which an account is signed in."""

    def sign_in(account: Account) -> Client:
        client = Client()
        client.force_login(account, backend=BACKEND)
        return client

    return sign_in
