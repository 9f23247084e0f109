"""A liaison files the day's report: one tap for zero, or the ledgers' numbers confirmed or explained (M8)."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import actions
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.trees.people.models import Account

State = DailyReport.State
SignIn = Callable[[Account], Client]
MINE = "/reports/mine/"


@pytest.fixture
def liaison(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["audit-office"])


def current() -> DailyReport:
    return DailyReport.objects.at().get()


def sent(page: str, **changes: object) -> dict[str, object]:
    """What a browser would send for the form as shown, with some fields changed."""
    shown = dict(re.findall(r'name="([\w-]+)"[^>]*?value="([^"]*)"', page))
    return {name: shown.get(name, "") for name in ("id", "version", *numbers())} | changes


def numbers() -> list[str]:
    return [field.code for field in RETURNEES.fields]


def test_a_quiet_day_is_one_tap(liaison: Client) -> None:
    page = liaison.get(MINE).content.decode()
    assert 'value="zero"' in page
    answer = liaison.post(MINE, sent(page, do="zero"))
    assert answer.status_code == 302
    assert current().state == State.SUBMITTED
    assert current().is_zero
    assert 'value="zero"' not in liaison.get(MINE).content.decode()


def test_sending_twice_files_once(liaison: Client) -> None:
    tapped = sent(liaison.get(MINE).content.decode(), do="zero")
    assert {liaison.post(MINE, tapped).status_code for _again in range(2)} == {302}
    assert DailyReport.objects.count() == 1


def test_no_one_tap_zero_when_the_ledgers_know_of_somebody_new(world: World, liaison: Client) -> None:
    world.declare(1)
    page = liaison.get(MINE).content.decode()
    assert 'value="zero"' not in page
    assert sent(page)["new_arrivals"] == "1"
    refused = liaison.post(MINE, sent(page, do="zero"))
    assert refused.status_code == 422
    assert not DailyReport.objects.exists()


def test_the_numbers_come_from_the_ledgers_and_lead_to_the_entries(world: World, liaison: Client) -> None:
    world.declare(1)
    page = liaison.get(MINE).content.decode()
    link = re.search(r'href="(/arrivals/entries/\?measure=arrivals\.declared&[^"]*)"', page)
    assert link
    entries = liaison.get(link[1].replace("&amp;", "&"))
    assert entries.status_code == 200
    liaison.post(MINE, sent(page, do="file"))
    assert (current().n01, current().differs) == (1, False)


def test_another_number_asks_for_a_reason_right_there(world: World, liaison: Client) -> None:
    world.declare(1)
    form = sent(liaison.get(MINE).content.decode(), do="file", new_arrivals="2", total_arrivals="2")
    refused = liaison.post(MINE, form)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"new_arrivals", "total_arrivals"}
    reasons = {"new_arrivals-reason": "一人刚到", "total_arrivals-reason": "一人刚到"}
    assert liaison.post(MINE, form | reasons).status_code == 302
    assert current().differences["new_arrivals"] == {"ledger": 1, "reason": "一人刚到"}


def test_a_blank_is_not_a_zero(liaison: Client) -> None:
    refused = liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="file", with_symptoms=""))
    assert refused.status_code == 422
    assert "with_symptoms" in refused.context["form"].errors


@pytest.mark.parametrize("wrong", ["-1", "many", "9" * 30])
def test_what_is_no_number_goes_back(liaison: Client, wrong: str) -> None:
    refused = liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="file", new_arrivals=wrong))
    assert refused.status_code == 422
    assert not DailyReport.objects.exists()


def test_a_draft_is_not_filed_until_it_is_submitted(liaison: Client) -> None:
    liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="draft", with_symptoms=""))
    assert (current().state, current().filed_at) == (State.DRAFT, None)
    liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="file", with_symptoms="0"))
    assert (current().state, current().number) == (State.SUBMITTED, 2)


def test_a_draft_can_be_settled_with_one_tap_too(liaison: Client) -> None:
    liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="draft"))
    liaison.post(MINE, sent(liaison.get(MINE).content.decode(), do="zero"))
    assert (current().state, current().is_zero, current().number) == (State.SUBMITTED, True, 2)


def test_replacing_needs_a_reason_and_keeps_every_version(world: World, liaison: Client) -> None:
    first = world.file()
    form = sent(liaison.get(MINE).content.decode(), do="file")
    assert liaison.post(MINE, form).status_code == 422
    assert liaison.post(MINE, form | {"why": "重新核对"}).status_code == 302
    assert (current().number, current().filed_at) == (2, first.filed_at)


def test_somebody_who_was_quicker_is_not_overwritten(world: World, liaison: Client) -> None:
    report = world.file()
    form = sent(liaison.get(MINE).content.decode(), do="file", why="重新核对")
    actions.refile(world.actor("audit-office"), report.entry_id, world.filing(), "同事已改")
    assert liaison.post(MINE, form).status_code == 409
    assert current().reason == "同事已改"


def test_what_was_submitted_cannot_become_a_draft_again(world: World, liaison: Client) -> None:
    world.file()
    form = sent(liaison.get(MINE).content.decode(), do="draft", why="再想想")
    assert liaison.post(MINE, form).status_code == 422
    assert current().state == State.SUBMITTED


def test_a_returned_report_shows_why_and_can_be_filed_again(world: World, liaison: Client) -> None:
    report = world.file()
    actions.review(world.actor("committee"), [report.entry_id], accept=False, comment="请核对人数")
    page = liaison.get(MINE).content.decode()
    assert "请核对人数" in page
    liaison.post(MINE, sent(page, do="file", why="已核对"))
    assert (current().state, current().number) == (State.SUBMITTED, 3)


def test_an_accepted_report_is_closed(world: World, liaison: Client) -> None:
    report = world.file()
    actions.review(world.actor("committee"), [report.entry_id], accept=True)
    page = liaison.get(MINE).content.decode()
    assert '<fieldset class="plain" disabled>' in page
    assert liaison.post(MINE, sent(page, do="file", why="还要改")).status_code == 422


def test_who_files_for_many_chooses_first_and_the_silent_come_first(world: World, client_for: SignIn) -> None:
    world.file("north-bank")
    regulator = client_for(world.accounts["regulator"])
    listed = regulator.get(MINE)
    assert [choice.obligation.body.code for choice in listed.context["choices"]] == [
        "south-bank",
        "north-bank",
    ]
    one = f"{MINE}?body={world.bodies['south-bank'].id}&line=industry"
    answer = regulator.post(one, sent(regulator.get(one).content.decode(), do="zero"))
    assert answer["Location"] == f"{MINE}?day={FIRST_DAY.isoformat()}"
    assert DailyReport.objects.at().filter(body=world.bodies["south-bank"]).exists()


def test_other_peoples_bodies_do_not_exist(world: World, liaison: Client) -> None:
    for body in (world.bodies["archives"].id, uuid.uuid4(), "no-body"):
        assert liaison.get(f"{MINE}?body={body}").status_code == 404


@pytest.mark.parametrize("name", ["spring", "command", "auditor"])
def test_who_does_not_file_is_turned_away(world: World, client_for: SignIn, name: str) -> None:
    assert client_for(world.accounts[name]).get(MINE).status_code == 403


@pytest.mark.parametrize("day", ["2020-02-02", "2020-01-31", "tomorrow"])
def test_there_is_no_report_of_a_day_ahead_or_before(liaison: Client, day: str) -> None:
    assert liaison.get(f"{MINE}?day={day}").status_code == 422


def test_the_day_before_can_be_filed_late(world: World, liaison: Client) -> None:
    world.time.advance(timedelta(days=1))
    url = f"{MINE}?day=2020-02-01"
    liaison.post(url, sent(liaison.get(url).content.decode(), do="zero"))
    assert current().day == FIRST_DAY
    filed_at = current().filed_at
    assert filed_at is not None
    assert filed_at > current().late_at


def test_the_past_is_read_only(world: World, liaison: Client) -> None:
    seen = datetime(2020, 2, 1, 0, 30, tzinfo=UTC)
    world.time.set(seen + timedelta(hours=2))
    url = f"{MINE}?as_of=2020-02-01T08:30"
    page = liaison.get(url).content.decode()
    assert 'value="zero"' not in page
    liaison.post(url, sent(page, do="file"))
    assert not DailyReport.objects.exists()
