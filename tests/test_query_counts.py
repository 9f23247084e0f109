"""What a page costs does not grow with what it shows: the same number of queries over few rows and over many."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.command.api.tests.caller import liaison
from fangxian.conftest import BODIES, FIRST_DAY, World
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.lines.arrivals.selfreg import actions as selfreg
from fangxian.lines.arrivals.selfreg import links
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.ledger import zeros
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.trees.people.models import Account

UNITS = [code for code, *_rest in BODIES if code not in ("committee", "regulator")]
PAGES = (
    ("committee", "/"),
    ("audit-office", "/"),
    ("spring", "/"),
    ("command", "/"),
    ("committee", "/arrivals/"),
    ("spring", "/arrivals/"),
    ("audit-office", "/arrivals/"),
    ("committee", "/passengers/"),
    ("spring", "/passengers/"),
    ("spring", "/passengers/waiting/"),
    ("committee", "/passengers/waiting/?view=unplaced"),
    ("committee", "/passengers/entries/?measure=passengers.listed"),
    ("committee", "/api/v1/passenger-lists"),
    ("spring", "/imports/mappings/"),
    ("committee", "/arrivals/inbox/"),
    ("committee", "/arrivals/gaps/"),
    ("committee", "/arrivals/gaps/?by=body"),
    ("committee", "/arrivals/gaps/?by=place"),
    ("committee", "/reports/"),
    ("committee", "/filling/"),
    ("committee", "/reports/missing/"),
    ("committee", "/reports/review/"),
    ("committee", "/reports/chat/"),
    ("committee", "/reports/locks/"),
    ("committee", "/forms/"),
    ("committee", "/forms/daily-returnees/"),
    ("committee", "/reports/burden/"),
    ("committee", "/reports/burden/?by=issuer"),
    ("committee", "/api/v1/burden"),
    ("spring", "/cases/"),
    ("spring", "/arrivals/gaps/?view=to_register"),
    ("spring", "/arrivals/self/"),
    ("spring", "/arrivals/self/links/"),
    ("spring", "/api/v1/self-registrations"),
    ("committee", "/contacts/entries/?measure=contacts.made"),
    ("audit-office", "/messages/"),
    ("committee", "/messages/rules/"),
    ("committee", "/messages/log/"),
    ("committee", "/messages/groups/"),
    ("committee", "/api/v1/deliveries"),
    ("committee", "/api/v1/reminder-rules"),
    ("committee", "/api/v1/channels/shared"),
    ("committee", "/figures/?measure=arrivals.declared&by=body"),
    ("committee", "/figures/?measure=arrivals.dual_report_rate&by=place"),
    ("committee", "/api/v1/figures?measure=arrivals.declared&by=body"),
    ("committee", "/api/v1/gaps"),
    ("committee", "/api/v1/arrivals"),
    ("committee", "/api/v1/reports"),
)
FEW, MANY = 6, 36


def fill(world: World, start: int, end: int) -> None:
    """Let units and communities report people of whom a third is matched, and units their days."""
    for unit in UNITS:
        numbers = [number for number in range(start, end) if UNITS[number % len(UNITS)] == unit]
        listed = [world.declaration(number, unit, ("spring", "autumn")[number % 2]) for number in numbers]
        arrivals.report(world.actor(unit), world.response, listed)
    _register_themselves(world, start, end)
    for number in range(start, end, 6):
        rows = [passenger(number + 100 + step, ("春晖社区", "某地")[step % 2]) for step in range(6)]
        send(world, *rows, trip=f"K{number}")
    for place in ("spring", "summer"):
        numbers = [number for number in range(start, end) if number % 3 == (place == "summer")]
        listed = [
            world.registration(number, place, UNITS[number % len(UNITS)], has_symptoms=True, cohabitants=1)
            for number in numbers
        ]
        arrivals.report(world.actor(place), world.response, listed)


def _register_themselves(world: World, start: int, end: int) -> None:
    """Let people come by a link of their own, some of whom the community knows already, and some be called."""
    owner = f"place:{world.places['spring'].code}"
    link = links.make(world.actor("spring"), world.response, owner, "", 14)
    for number in range(start, end):
        entered = selfreg.submit(link, [world.registration(number)], f"192.0.2.{number}")
        if number % 2:
            contacts.log(world.actor("spring"), "self_registration", entered.entry_id, "phone", "reached")


def file(world: World, days: int) -> None:
    """Let half of the units file their days."""
    for unit in UNITS[::2]:
        for number in range(days):
            day = FIRST_DAY + timedelta(days=number)
            reports.file(world.actor(unit), world.response, [world.filing(unit, day)])


AROUND = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_advisory")
"""What a transaction consists of beside what is asked and written in it."""


def asked(ask: Callable[[], HttpResponse], status: int = 200) -> int:
    """Return how many statements an answer takes."""
    with (
        CaptureQueriesContext(connections["default"]) as main,
        CaptureQueriesContext(connections["audit"]) as audit,
    ):
        answer = ask()
    assert answer.status_code == status, answer.content
    found = (*main.captured_queries, *audit.captured_queries)
    return sum(1 for query in found if not query["sql"].startswith(AROUND))


def queries(client: Client, url: str) -> int:
    return asked(lambda: client.get(url))


@pytest.fixture
def growing(world: World, client_for: Callable[[Account], Client]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many queries each page took over few rows and over many."""
    clients = {name: client_for(world.accounts[name]) for name, _url in PAGES}
    fill(world, 0, FEW)
    world.time.advance(timedelta(days=1, hours=4))
    file(world, 1)
    for client in clients.values():
        client.get("/")
    few = {(name, url): queries(clients[name], url) for name, url in PAGES}
    fill(world, FEW, MANY)
    world.time.advance(timedelta(days=1))
    for unit in UNITS[1::2]:
        world.file(unit)
    many = {(name, url): queries(clients[name], url) for name, url in PAGES}
    return {page: (few[page], many[page]) for page in few}


def test_no_page_asks_more_as_rows_grow_or_much(growing: dict[tuple[str, str], tuple[int, int]]) -> None:
    grown = {page: counts for page, counts in growing.items() if counts[1] > counts[0]}
    assert not grown
    dear = {page: counts for page, counts in growing.items() if max(counts) > 52}
    assert not dear


def test_a_report_by_its_form_takes_twelve_statements(
    world: World, client_for: Callable[[Account], Client]
) -> None:
    """Session, account, roles, response, forms, what is owed, position; ledgers, entry, report, locks; audit."""
    client = client_for(world.accounts["audit-office"])
    world.time.advance(timedelta(days=2))
    for day in (FIRST_DAY, FIRST_DAY + timedelta(days=1)):
        address = f"/reports/mine/?body={world.bodies['audit-office'].id}&line=organs&day={day.isoformat()}"
        client.get(address)
        send = partial(client.post, address, {"id": str(new_id()), "version": 0, **zeros()})
        assert asked(send, 302) <= 12


def test_a_report_over_the_api_takes_nine_statements(world: World) -> None:
    """Token, roles, position, response; ledgers, entry, report, locks; audit."""
    system = liaison(world)
    world.time.advance(timedelta(days=2))
    for day in (FIRST_DAY, FIRST_DAY + timedelta(days=1)):
        told = {"id": str(new_id()), "body": "audit-office", "line": "organs", "day": day.isoformat()}
        assert asked(partial(system.post, "/reports", {**told, "numbers": zeros()}), 201) <= 9
