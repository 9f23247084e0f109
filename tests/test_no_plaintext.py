"""After a day with uploads, mistakes and failures, no name or number lies open anywhere on the disk (decision 8).

The day ends in committed transactions; then the database files (or every column of PostgreSQL), the logs and the
data folder are searched for each invented person's name, ID number, phone and address, in every encoding that
a spreadsheet, a log or a database may write.
"""

import io
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from fangxian.conftest import BEGAN, World, id_number, invent, make_world
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.core.ids import new_id
from fangxian.core.logs import JsonLines
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.passengers import actions as passengers
from fangxian.lines.arrivals.passengers import queries as passenger_queries
from fangxian.lines.arrivals.passengers.tests.samples import passenger
from fangxian.lines.arrivals.passengers.tests.samples import send as passenger_list
from fangxian.lines.arrivals.passengers.tests.samples import workbook as station_sheet
from fangxian.lines.arrivals.selfreg import links
from fangxian.lines.arrivals.selfreg.confirming import confirm
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.secrets import link_token, opened
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.imports import actions as imports
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from tests.test_malformed_files import row, workbook

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])
PEOPLE = range(1, 11)
ADDRESS = "203.0.113.77"
PHONE = "19912340077"
SYMPTOMS = "低热三十七度六"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Catch what the log handlers of production would print, whatever the level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    former = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(former)


@pytest.fixture
def day(transactional_db: None, log: io.StringIO, client_for: Callable[..., Client]) -> World:
    """Live through a day: entries, a list with errors, decisions, a reading, an export, refusals and a failure."""
    time = SimulatedClock(BEGAN.astimezone(UTC))
    with clock.use(time):
        world = make_world(time)
        people.set_phone(SYSTEM, world.accounts["spring"], PHONE)
        for number in (1, 2, 3):
            world.declare(number, has_symptoms=True)
        world.register(1, "spring", "audit-office", cohabitants=1)
        other = world.register(4, id_number="", phone=invent(2).contact.phone, name=invent(2).identity.name)
        committee = world.actor("committee")
        arrivals.decide(committee, other.entry_id, world.declare(5).entry_id, same=True)
        contacts.log(committee, "arrival", other.entry_id, "phone", "reached", invent(4).contact.address)
        queries.disclose(committee, other.entry_id, "核对住址")
        _a_list_with_errors(world)
        _registers_himself(world)
        _comes_by_train(world)
        time.advance(timedelta(hours=1))
        world.file("audit-office")
        _requests(world, client_for)
    return world


def _registers_himself(world: World) -> None:
    """Somebody comes by a poster with his family, mistypes, corrects, and is confirmed."""
    owner = f"place:{world.places['spring'].code}"
    link = links.make(world.actor("spring"), world.response, owner, "南出站口", 14)
    visitor, person = Client(REMOTE_ADDR=ADDRESS), invent(9)
    told = {
        "id": str(new_id()), "opened": opened(link), "name": person.identity.name, "phone": "?",
        "id_number": id_number(9), "place": "春晖社区", "address": person.contact.address, "symptoms": "yes",
        "symptoms_named": SYMPTOMS, "member_1": invent(10).identity.name, "member_id_1": id_number(10),
    }  # fmt: skip
    world.time.advance(timedelta(seconds=10))
    url = f"/self/{link_token(link)}/"
    assert visitor.post(url, told).status_code == 422
    sent = visitor.post(url, told | {"phone": person.contact.phone, "arrived_on": "2020-02-01"})
    assert visitor.get(sent["Location"]).status_code == 200
    assert visitor.get("/self/receipt/", {"key": person.identity.name}).status_code == 404
    entered = SelfRegistration.objects.at().filter(by_proxy=False).get()
    contacts.log(world.actor("spring"), "self_registration", entered.entry_id, "phone", "reached", SYMPTOMS)
    confirm(world.actor("spring"), [entered.entry_id])


def _comes_by_train(world: World) -> None:
    """A station sends a list, corrects it, and a community calls, answers and registers from it."""
    listed = passenger_list(world, *[passenger(number) for number in (6, 7, 8)])
    spring, row_id = world.actor("spring"), listed.rows[0].entry_id
    changed = passenger(8, phone=invent(7).contact.phone, id=listed.rows[2].entry_id)
    passengers.correct_rows(SYSTEM, listed.list.entry_id, [changed], "更正")
    passenger_queries.disclose(spring, row_id, "打电话核实")
    passengers.answer(spring, row_id, "not_found")
    content = station_sheet(passenger(1), passenger(2), trip="G402")
    run = imports.upload(
        SYSTEM, world.response, "arrivals.passengers", "旅客.xlsx", content, place=world.places["east"]
    )
    imports.commit(SYSTEM, run)


def _a_list_with_errors(world: World) -> None:
    rows = [row(number) for number in (6, 7)] + [row(8, arrived="昨天下午")]
    sender = world.actor("spring")
    name = f"{invent(6).identity.name}等三人.xlsx"
    run = imports.upload(
        sender, world.response, "arrivals.community", name, workbook(*rows), place=world.places["spring"]
    )
    with pytest.raises(Refusal):
        imports.commit(sender, run)
    imports.commit(sender, run, partial=True)
    imports.errors_workbook(run)


def _requests(world: World, client_for: Callable[..., Client]) -> None:
    """Search, mistype, sign in with a phone that fails, post nonsense, and meet a failure inside a view."""
    person = invent(1)
    community, committee = (client_for(world.accounts[name]) for name in ("spring", "committee"))
    for client in (community, committee):
        client.raise_request_exception = False
    told = {
        "name": person.identity.name,
        "id_number": person.identity.id_number,
        "phone": person.contact.phone,
    }
    assert community.post("/arrivals/register/", told).status_code < 500
    assert (
        committee.get("/arrivals/", {"search": person.identity.name, "q": person.contact.phone}).status_code
        == 200
    )
    assert committee.get("/arrivals/nobody/", {"search": person.identity.id_number}).status_code == 404
    Client().post("/sign-in/", {"username": PHONE, "password": person.identity.name})
    community.post("/api/v1/arrivals", {"person": told}, content_type="application/json")
    body = {"id": str(new_id()), "side": "community", "place": "220602001001", "person": told}
    body["arrived_at"] = "2020-02-01T07:00:00+08:00"
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("fangxian.lines.arrivals.actions.reporting.check", _fails)
        assert community.post("/api/v1/arrivals", body, content_type="application/json").status_code == 500


def _fails(arrival: object, response: object) -> None:
    raise ValueError(f"cannot read {arrival}")


def secrets() -> set[str]:
    found = {PHONE, PHONE[:3] + PHONE[-8:], SYMPTOMS, ADDRESS}
    for number in PEOPLE:
        person = invent(number)
        found |= {person.identity.name, id_number(number), person.contact.phone, person.contact.address}
    return found


def needles() -> dict[bytes, str]:
    """Return the secrets as bytes in each encoding, JSON's escapes and the hexadecimal of a log too."""
    found = {}
    for secret in secrets():
        for encoding in ("utf-8", "utf-16-le", "gb18030", "unicode_escape"):
            found[secret.encode(encoding)] = f"{secret} ({encoding})"
        found[secret.encode().hex().encode()] = f"{secret} (hexadecimal)"
    return found


def search(haystack: bytes, where: str) -> None:
    lain_open = [f"{secret} in {where}" for needle, secret in needles().items() if needle in haystack]
    assert not lain_open


def database_bytes(alias: str) -> Iterator[tuple[str, bytes]]:
    """Yield all that a database holds: pages of a SQLite file with its log, or each row of PostgreSQL as text."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        yield "the database's pages", connection.connection.serialize()
        name = str(connection.settings_dict["NAME"])
        for path in (Path(f"{name}{suffix}") for suffix in ("", "-wal")):
            if path.is_file():
                yield path.name, path.read_bytes()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            yield table, "\n".join(line for (line,) in cursor.fetchall()).encode()


def test_the_search_finds_what_lies_open(transactional_db: None) -> None:
    """A search that finds nothing proves something only if it would find it."""
    for needle in needles():
        with pytest.raises(AssertionError):
            search(b"before " + needle + b" after", "a file")
    people.create_account(SYSTEM, name="opened", title=invent(1).identity.name)
    everything = b"".join(content for _where, content in database_bytes("default"))
    with pytest.raises(AssertionError):
        search(everything, "the database")


def test_no_database_holds_a_name_or_number(day: World) -> None:
    for alias in ("default", "audit"):
        pages = list(database_bytes(alias))
        assert sum(len(content) for _where, content in pages) > 10_000
        for where, content in pages:
            search(content, f"{alias}: {where}")


def test_no_log_line_holds_a_name_or_number(day: World, log: io.StringIO) -> None:
    lines = log.getvalue()
    assert "ValueError" in lines
    assert '"status": 404' in lines
    search(lines.encode(), "the log")


def test_no_file_of_the_installation_holds_a_name_or_number(day: World) -> None:
    folders = {Path(settings.DATA_DIR), Path(settings.FANGXIAN_KEYS_DIR), Path(settings.STATIC_ROOT)}
    files = [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".key" for path in files)
    for path in files:
        search(path.read_bytes(), path.name)
