"""How long a form takes is measured on its page, kept with the report, and told of the form only (M8)."""

import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import actions
from fangxian.lines.reports.burden import meter
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.spending import FEWEST, LONGEST, measured, median, spent
from fangxian.lines.reports.tests.supplies import CODE, FORM, approved
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
UNITS = ("audit-office", "archives", "statistics", "meteorology", "north-bank", "south-bank")
MINE, BURDEN = "/reports/mine/", "/reports/burden/"


def sent(client: Client, **changes: object) -> dict[str, object]:
    page = client.get(MINE).content.decode()
    shown = dict(re.findall(r'name="([\w-]+)"[^>]*?value="([^"]*)"', page))
    return {name: shown.get(name, "") for name in ("id", "version", *RETURNEES.by_code)} | changes


def file_all(world: World, seconds: Iterable[int | None], day: int = 0) -> None:
    for unit, own in zip(UNITS, seconds, strict=False):
        world.file(unit, FIRST_DAY + timedelta(days=day), seconds=own)


def seconds() -> int | None:
    return DailyReport.objects.at().get().seconds_spent


@pytest.fixture
def liaison(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["audit-office"])


def test_the_page_sends_its_seconds_and_the_report_keeps_them(liaison: Client) -> None:
    assert liaison.get(MINE).content.decode().count("data-spent") == 2
    assert liaison.post(MINE, sent(liaison, do="zero", **{"seconds-spent": "9"})).status_code == 302
    assert seconds() == 9


@pytest.mark.parametrize("given", ["", "0", "-5", "abc", "1.5", "9" * 30, str(LONGEST + 1), "１２", " 12s"])
def test_what_cannot_be_meant_is_passed_over_and_never_in_the_way(liaison: Client, given: str) -> None:
    answer = liaison.post(MINE, sent(liaison, do="file", **{"seconds-spent": given}))
    assert answer.status_code == 302
    assert seconds() is None


def test_a_page_that_came_back_goes_on_counting(world: World, liaison: Client) -> None:
    refused = liaison.post(MINE, sent(liaison, do="file", new_arrivals="x", **{"seconds-spent": "40"}))
    assert refused.status_code == 422
    assert refused.content.decode().count('value="40"') >= 1


def test_a_draft_s_sitting_and_a_correction_s_are_added(world: World, liaison: Client) -> None:
    liaison.post(MINE, sent(liaison, do="draft", **{"seconds-spent": "60"}))
    liaison.post(MINE, sent(liaison, do="file", **{"seconds-spent": "30"}))
    assert seconds() == 90
    liaison.post(MINE, sent(liaison, do="file", why="补记", **{"seconds-spent": "10"}))
    assert seconds() == 100
    liaison.post(MINE, sent(liaison, do="file", why="再补", **{"seconds-spent": ""}))
    assert seconds() is None  # one sitting that nobody measured: the whole is not known


def test_sending_twice_with_other_seconds_is_the_same_report(world: World) -> None:
    filing = world.filing("archives", seconds=20)
    again = world.filing("archives", id=filing.id, seconds=25)
    actor = world.actor("archives")
    assert len(actions.file(actor, world.response, [filing])) == 1
    assert actions.file(actor, world.response, [again]) == []


def test_the_median_of_enough_units_counts_instead_of_the_estimate(world: World) -> None:
    file_all(world, (20, 30, 40, 50))
    (asked,) = meter(world.actor("committee"), world.response, FIRST_DAY).forms
    assert (asked.measured, asked.cost.seconds) == (None, 60 + 8 * 4)
    world.file("north-bank", seconds=60)
    world.file("south-bank", seconds=None)
    found = meter(world.actor("committee"), world.response, FIRST_DAY)
    (asked,) = found.forms
    assert asked.measured
    assert (asked.measured.seconds, asked.measured.filings) == (40, 5)
    assert (asked.cost.seconds, asked.estimated) == (40, 92)
    assert found.cost.seconds == 6 * 40


def test_many_filings_of_few_units_tell_nothing(world: World) -> None:
    for day in range(4):
        file_all(world, (20, 30), day)
        world.time.advance(timedelta(days=1))
    assert DailyReport.objects.at().filter(seconds_spent__isnull=False).count() > FEWEST
    assert measured(world.response, [RETURNEES], FIRST_DAY + timedelta(days=3)) == {}


def test_a_liaison_sees_the_same_median_of_all_and_nobody_s_own(world: World, client_for: SignIn) -> None:
    file_all(world, (11, 22, 33, 44, 55, 66))
    (asked,) = meter(world.actor("archives"), world.response, FIRST_DAY).forms
    assert asked.measured
    assert asked.measured.seconds == 39  # between 33 and 44, whoever asks
    page = client_for(world.accounts["archives"]).get(BURDEN).content.decode()
    assert "39" in page
    report = DailyReport.objects.at().get(body=world.bodies["archives"])
    for url in (f"/reports/{report.entry_id}/", f"/api/v1/reports/{report.entry_id}"):
        assert "seconds_spent" not in client_for(world.accounts["committee"]).get(url).content.decode()


def test_a_form_that_asks_more_is_measured_anew_and_old_sittings_are_forgotten(world: World) -> None:
    file_all(world, (20,) * 6)
    later = FIRST_DAY + timedelta(days=15)
    assert measured(world.response, [RETURNEES], FIRST_DAY)
    world.time.advance(timedelta(days=15))
    assert measured(world.response, [RETURNEES], later) == {}


def test_as_known_then(world: World) -> None:
    before = world.time.now()
    world.time.advance(timedelta(minutes=1))
    file_all(world, (20,) * 6)
    assert measured(world.response, [RETURNEES], FIRST_DAY, before) == {}


def test_page_workbook_and_form_tell_it(world: World, client_for: SignIn) -> None:
    file_all(world, (100,) * 6)
    committee = client_for(world.accounts["committee"])
    page = committee.get(BURDEN)
    assert "1 分 40 秒" in page.content.decode()
    assert page.context["heaviest"] == 2
    content = committee.get("/reports/burden.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1).to_python()
    assert {tuple(row[-2:]) for row in rows[1:]} == {(92, 100)}
    assert committee.get("/forms/daily-returnees/").context["weight"].measured.seconds == 100
    (form,) = committee.get("/api/v1/burden").json()["forms"]
    assert (form["seconds"], form["estimated"], form["measured"], form["filings"]) == (100, 92, 100, 6)


def test_later_days_show_what_they_will_ask(world: World, client_for: SignIn) -> None:
    approved(world)
    actions.set_rule(
        world.actor("committee"),
        world.response,
        CODE,
        "organs",
        FIRST_DAY + timedelta(days=5),
        kinds=["department"],
    )
    for ahead, forms in (
        (1, {RETURNEES.code}),
        (4, {RETURNEES.code}),
        (5, {RETURNEES.code, CODE}),
        (40, {RETURNEES.code, CODE}),
    ):
        found = meter(world.actor("committee"), world.response, FIRST_DAY + timedelta(days=ahead))
        assert {asked.form.code for asked in found.forms} == forms, ahead
        assert len(found.units) == 6
    page = client_for(world.accounts["committee"]).get(f"{BURDEN}?day={FIRST_DAY + timedelta(days=5)}")
    assert str(FORM.title) in page.content.decode()
    assert page.context["after"] == FIRST_DAY + timedelta(days=6)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40))
def test_the_median_is_the_middle_one(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    ordered, half = sorted(values), len(values) // 2
    middle = ordered[half : half + 1] if len(values) % 2 else ordered[half - 1 : half + 1]
    assert median(counts) == -(-sum(middle) // len(middle))


def test_seconds_as_a_page_says_them() -> None:
    assert [spent(text) for text in ("1", "7200", " 45 ", None, 30)] == [1, 7200, 45, None, 30]
