"""The auditor's viewer: only for the auditor, narrowed by filters, paged, exported, and without personal data."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.command.auditing import queries
from fangxian.conftest import World
from fangxian.core.audit.models import Event
from fangxian.lines.arrivals.queries import disclose
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]


@pytest.fixture
def auditor(world: World, client_for: SignIn) -> Client:
    """Return the browser of an auditor of the whole city."""
    account = people.create_account(SYSTEM, name="city-auditor", title="审计员（虚构）")
    people.grant_role(SYSTEM, account, Role.AUDITOR, place=world.places["city"])
    return client_for(account)


def listed(client: Client, **filters: str) -> str:
    """Return the page."""
    answer = client.get(reverse("auditing:events"), filters)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "who", ["command", "committee", "administrator", "supervisor", "audit-office", "spring"]
)
def test_nobody_but_the_auditor_sees_the_trail(world: World, client_for: SignIn, who: str) -> None:
    client = client_for(world.accounts[who])
    for name in ("events", "export"):
        assert client.get(reverse(f"auditing:{name}")).status_code == 403


def test_who_read_a_person_and_why_is_there_and_the_person_is_not(world: World, auditor: Client) -> None:
    report = world.declare(1, name="虚构丁")
    disclose(world.actor("audit-office"), report.entry_id, "电话核实")
    page = listed(auditor, kind="read")
    assert "arrivals.disclose" in page
    assert "电话核实" in page
    assert "虚构丁" not in page


def test_filters_narrow(world: World, auditor: Client) -> None:
    first, second = world.declare(1), world.declare(2, "archives")
    for filters, shown, hidden in (
        ({"actor": "archives"}, second, first),
        ({"subject": str(first.entry_id)}, first, second),
        ({"action": "arrivals", "actor": "audit-office"}, first, second),
        ({"response": str(world.response.pk), "actor": "archives"}, second, first),
    ):
        page = listed(auditor, **filters)
        assert str(shown.entry_id) in page
        assert str(hidden.entry_id) not in page
    assert str(first.entry_id) not in listed(auditor, until="2020-01-31T00:00")
    assert str(first.entry_id) in listed(auditor, since="2020-02-01T00:00")
    assert auditor.get(reverse("auditing:events"), {"since": "soon"}).status_code == 422


def test_pages_follow_each_other_without_repetition(
    world: World, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        world.declare(number)
    monkeypatch.setattr(queries, "PAGE", 3)
    seen, after = [], ""
    while after is not None:
        context = auditor.get(reverse("auditing:events"), {"action": "arrivals.", "after": after}).context
        seen += [event.pk for event in context["events"]]
        after = context["next"]
    assert (len(seen), len(set(seen))) == (7, 7)
    assert seen == sorted(seen, reverse=True)


def test_an_auditor_of_a_part_sees_what_its_accounts_did(world: World, client_for: SignIn) -> None:
    account = people.create_account(SYSTEM, name="east-auditor")
    people.grant_role(SYSTEM, account, Role.AUDITOR, place=world.places["spring"])
    theirs, others = world.register(1, "spring"), world.register(2, "autumn")
    page = listed(client_for(account))
    assert str(theirs.entry_id) in page
    assert str(others.entry_id) not in page


def test_an_export_holds_the_same_rows_defused_and_is_an_event_itself(world: World, auditor: Client) -> None:
    report = world.declare(1)
    disclose(world.actor("audit-office"), report.entry_id, "=1+1")
    answer = auditor.get(reverse("auditing:export"), {"subject": str(report.entry_id)})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["action"] for row in rows] == ["arrivals.disclose", "arrivals.unit"]
    assert rows[0]["purpose"] == "'=1+1"
    event = Event.objects.get(kind=Event.Kind.EXPORT)
    assert (event.action, event.count, event.actor_label) == ("audit.export", 2, "city-auditor")
