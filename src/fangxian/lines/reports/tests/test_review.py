"""The level above accepts what holds and returns what does not, those that differ from the ledgers first (M8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
State = DailyReport.State
REVIEW = "/reports/review/"


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["committee"])


@pytest.fixture
def differing(world: World) -> DailyReport:
    """A report that says one more than the ledgers, and why."""
    filing = world.filing("statistics")
    numbers = dict(filing.numbers) | {"new_arrivals": 1}
    return world.file("statistics", numbers=numbers, reasons={"new_arrivals": "一人刚到"})


def state(report: DailyReport) -> str:
    return str(DailyReport.objects.at().get(entry=report.entry_id).state)


def test_those_that_differ_come_first_with_their_reasons(
    world: World, committee: Client, differing: DailyReport
) -> None:
    equal = world.file("archives")
    rows = committee.get(REVIEW).context["rows"]
    assert [row.entry_id for row, _differences, _lock in rows] == [differing.entry_id, equal.entry_id]
    (difference,) = rows[0][1]
    assert (difference.number, difference.ledger, difference.reason) == (1, 0, "一人刚到")


def test_all_that_equal_the_ledgers_are_accepted_at_once(
    world: World, committee: Client, differing: DailyReport
) -> None:
    equal = [world.file(name) for name in ("archives", "audit-office")]
    committee.post(REVIEW, {"equal": "1"})
    assert [state(report) for report in equal] == [State.ACCEPTED, State.ACCEPTED]
    assert state(differing) == State.SUBMITTED


def test_the_chosen_and_a_single_one_are_accepted(world: World, committee: Client) -> None:
    first, second, third = (world.file(name) for name in ("archives", "audit-office", "meteorology"))
    committee.post(REVIEW, {"chosen": [str(first.entry_id), str(second.entry_id)]})
    committee.post(REVIEW, {"accept": str(third.entry_id)})
    assert {state(report) for report in (first, second, third)} == {State.ACCEPTED}


def test_returning_needs_a_comment(committee: Client, differing: DailyReport) -> None:
    entry = str(differing.entry_id)
    assert committee.post(REVIEW, {"return": entry, f"comment-{entry}": " "}).status_code == 422
    assert state(differing) == State.SUBMITTED
    assert committee.post(REVIEW, {"return": entry, f"comment-{entry}": "请核实"}).status_code == 302
    assert state(differing) == State.RETURNED


def test_nothing_chosen_is_said_and_harmless(committee: Client) -> None:
    assert committee.post(REVIEW, {"do": "chosen"}).status_code == 302


@pytest.mark.parametrize("entry", ["01a1b2c3-0000-7000-8000-000000000000", "nonsense"])
def test_what_does_not_exist_is_not_decided(committee: Client, entry: str) -> None:
    assert committee.post(REVIEW, {"accept": entry}).status_code == 404


@pytest.mark.parametrize("name", ["audit-office", "spring", "command", "auditor"])
def test_only_the_reviewer_reviews(world: World, client_for: SignIn, name: str) -> None:
    assert client_for(world.accounts[name]).get(REVIEW).status_code == 403


def test_a_report_shows_every_version_to_those_who_may_see_it(
    world: World, client_for: SignIn, committee: Client, differing: DailyReport
) -> None:
    entry = differing.entry_id
    committee.post(f"/reports/{entry}/", {"do": "return", "comment": "请核实"})
    shown = client_for(world.accounts["statistics"]).get(f"/reports/{entry}/")
    assert [version.number for version, _changes in shown.context["versions"]] == [2, 1]
    assert client_for(world.accounts["archives"]).get(f"/reports/{entry}/").status_code == 404


def test_a_unit_cannot_accept_its_own_report(
    world: World, client_for: SignIn, differing: DailyReport
) -> None:
    unit = client_for(world.accounts["statistics"])
    assert unit.post(f"/reports/{differing.entry_id}/", {"do": "accept"}).status_code == 404
    assert state(differing) == State.SUBMITTED


def test_the_past_shows_the_version_of_its_hour(world: World, committee: Client) -> None:
    report = world.file("archives")
    world.time.advance(timedelta(hours=1))
    committee.post(REVIEW, {"accept": str(report.entry_id)})
    seen = committee.get(f"/reports/{report.entry_id}/?as_of=2020-02-01T08:30").context
    assert seen["report"].state == State.SUBMITTED
    assert not any(seen[name] for name in ("may_accept", "may_return", "may_take_back"))
    assert committee.post(f"{REVIEW}?as_of=2020-02-01T08:30", {"equal": "1"}).status_code == 200


def test_more_reports_take_no_more_queries(
    world: World, committee: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for name in ("archives", "audit-office", "meteorology", "statistics"):
        world.file(name)
    with django_assert_max_num_queries(20):
        committee.get(REVIEW)
