"""Who is silent, how late, and reminding them: silence is visible at once and never looks like zero (M8)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import silence
from fangxian.lines.reports.owed import folding
from fangxian.lines.reports.views import missing
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.messages.models import Message
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account
from fangxian.trees.responses import actions as responses

SignIn = Callable[[Account], Client]
MISSING, REMIND = "/reports/missing/", "/reports/missing/remind/"
EXPORT, PER_PART = "/reports/missing.csv", 6
LATE = timedelta(hours=3)


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    """The committee's clerk at eleven, an hour after the cut-off; one unit has filed a zero."""
    world.file("archives")
    world.time.advance(LATE)
    return client_for(world.accounts["committee"])


def silent(client: Client, query: str = "") -> list[str]:
    return [row.body.code for row, *_rest in client.get(MISSING + query).context["rows"]]


def test_everybody_who_owes_and_has_not_filed_is_named_and_nobody_else(committee: Client) -> None:
    assert set(silent(committee)) == {"audit-office", "statistics", "meteorology", "north-bank", "south-bank"}


def test_a_line_can_be_looked_at_alone(committee: Client) -> None:
    assert set(silent(committee, "?line=industry")) == {"north-bank", "south-bank"}


def test_a_place_can_be_looked_at_alone(committee: Client) -> None:
    assert set(silent(committee, "?place=220602002")) == {"statistics", "meteorology", "south-bank"}


@pytest.mark.parametrize("folded", [False, True])
def test_a_list_of_any_length_is_paged_and_names_each_once(
    committee: Client, world: World, monkeypatch: pytest.MonkeyPatch, folded: bool
) -> None:
    if folded:
        folding.fold(world.response)
    whole = silent(committee)
    monkeypatch.setattr(missing, "PAGE", 2)
    found: list[str] = []
    url = "?day=2020-02-01"
    while url:
        page = committee.get(MISSING + url)
        rows = [row.body.code for row, *_rest in page.context["rows"]]
        assert 1 <= len(rows) <= 2
        found, url = found + rows, page.context["next_url"]
        assert page.context["total"] == 5
    assert found == whole
    assert page.context["first_url"] == "?day=2020-02-01"
    assert committee.get(MISSING).context["first_url"] == ""
    assert committee.get(f"{MISSING}?after=organs~'").status_code == 422


def test_all_the_silent_leave_as_one_file_part_by_part_with_a_handful_of_queries_a_part(
    committee: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exported(query: str = "") -> tuple[list[list[str]], int]:
        with CaptureQueriesContext(connection) as asked:
            text = b"".join(committee.get(f"{EXPORT}{query}").streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))[1:], len(asked)

    rows, count = exported()
    assert [row[0] for row in rows] == silent(committee)
    assert [row[0] for row in exported("?line=industry")[0]] == ["north-bank", "south-bank"]
    assert {row[0] for row in exported("?place=220602002")[0]} == {"statistics", "meteorology", "south-bank"}
    monkeypatch.setattr(silence, "PART", 2)
    parted, more = exported()
    assert parted == rows
    assert more - count <= 2 * PER_PART


def test_the_list_can_be_pasted_into_a_chat_group(committee: Client) -> None:
    text = committee.get(f"{MISSING}?line=industry").context["copy"]
    assert text.splitlines()[1:3] == ["1. 北方银行", "2. 南方银行"]
    assert "/reports/mine/" in text.splitlines()[-1]


def test_a_reminder_reaches_the_silent_once_an_hour(world: World, committee: Client) -> None:
    committee.post(REMIND, {"all": "1", "day": "2020-02-01"})
    committee.post(REMIND, {"all": "1", "day": "2020-02-01"})
    assert Message.objects.count() == 5
    liaison = world.actor("audit-office")
    assert any("1" in str(duty.detail) for duty in duties(liaison, world.response))
    world.time.advance(timedelta(minutes=61))
    committee.post(REMIND, {"all": "1", "day": "2020-02-01"})
    assert Message.objects.count() == 10


def test_one_unit_can_be_reminded_alone(world: World, committee: Client) -> None:
    body = world.bodies["statistics"]
    committee.post(REMIND, {"who": [f"organs:{body.id}", "nonsense"], "day": "2020-02-01"})
    assert [reminder.body for reminder in Message.objects.all()] == [body]


def test_whoever_has_filed_meanwhile_is_not_reminded(world: World, committee: Client) -> None:
    committee.post(REMIND, {"who": [f"organs:{world.bodies['archives'].id}"], "day": "2020-02-01"})
    assert not Message.objects.exists()


def test_a_liaison_sees_himself_and_reminds_nobody(world: World, client_for: SignIn) -> None:
    world.time.advance(LATE)
    liaison = client_for(world.accounts["audit-office"])
    assert silent(liaison) == ["audit-office"]
    assert liaison.post(REMIND, {"all": "1"}).status_code == 403


def test_another_place_does_not_exist(world: World, client_for: SignIn) -> None:
    assert client_for(world.accounts["committee"]).get(f"{MISSING}?place=11").status_code == 404


def test_the_hour_looked_at_decides_who_was_silent(world: World, committee: Client) -> None:
    world.file("statistics")
    assert "statistics" not in silent(committee)
    assert "statistics" in silent(committee, "?as_of=2020-02-01T10:45")


def test_silence_of_the_day_before_stays_a_duty_and_the_committee_does_not_file_for_others(
    world: World, committee: Client
) -> None:
    world.time.advance(timedelta(days=1))
    owed = [duty for duty in duties(world.actor("committee"), world.response) if "/reports/" in duty.url]
    assert [duty.count for duty in owed if "missing" in duty.url] == [5, 6]
    assert not [duty for duty in owed if "mine" in duty.url]


def test_after_the_response_has_ended_nobody_owes_anything_more(world: World) -> None:
    """What was missing by then stays missing; the days afterwards ask for nothing."""
    missing = registry.measure("reports.missing")
    world.time.advance(LATE)
    responses.end_response(SYSTEM, world.response)
    (before,) = answers(ask(world.response), [missing])
    world.time.advance(timedelta(days=3))
    (after,) = answers(ask(world.response), [missing])
    assert before.total.value == after.total.value == 6


def test_a_longer_list_takes_no_more_queries(
    world: World, committee: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(28):
        committee.get(f"{MISSING}?day={FIRST_DAY.isoformat()}")
