"""Bodies by days, and the rows behind each figure: what is shown is what is counted (M8, M24)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import actions
from fangxian.lines.reports.figures import MEASURES
from fangxian.lines.reports.standing import Standing
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.asking import question_for, words_of
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
DAY = timedelta(days=1)


@pytest.fixture
def told(world: World) -> World:
    """Three days: zeros, numbers, a late one, an excused unit and silence; it is eleven on the third day."""
    world.file("archives")
    world.time.advance(timedelta(hours=5))
    world.file("statistics")
    actions.excuse(SYSTEM, world.response, world.bodies["meteorology"], FIRST_DAY, FIRST_DAY + DAY, "闭馆")
    world.declare(1)
    world.time.advance(timedelta(hours=19))
    world.file("audit-office", FIRST_DAY + DAY)
    world.time.advance(timedelta(hours=27))
    return world


@pytest.fixture
def committee(told: World, client_for: SignIn) -> Client:
    return client_for(told.accounts["committee"])


def test_zero_late_silence_and_excuse_are_told_apart(committee: Client) -> None:
    page = committee.get("/reports/?line=organs")
    first = {row.body.code: row.squares[0].standing for row in page.context["rows"]}
    assert first == {
        "archives": Standing.ZERO,
        "statistics": Standing.LATE,
        "meteorology": Standing.EXCUSED,
        "audit-office": Standing.MISSING,
    }
    assert page.context["days"] == [FIRST_DAY, FIRST_DAY + DAY, FIRST_DAY + 2 * DAY]
    second = {row.body.code: row.squares[1].standing for row in page.context["rows"]}
    assert second["audit-office"] is Standing.FILED


def test_the_grid_can_be_narrowed_to_those_who_were_late(committee: Client) -> None:
    rows = committee.get("/reports/?standing=late").context["rows"]
    assert [row.body.code for row in rows] == ["statistics"]


def test_a_liaison_sees_his_own_row_alone(told: World, client_for: SignIn) -> None:
    rows = client_for(told.accounts["archives"]).get("/reports/").context["rows"]
    assert [row.body.code for row in rows] == ["archives"]


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.unit != "%"], ids=lambda m: m.code)
def test_the_rows_behind_a_figure_add_up_to_it(committee: Client, measure: object) -> None:
    code = measure.code
    page = committee.get("/reports/entries/", {"measure": code, "line": "organs"}).context
    rows = page["rows"]
    counted = sum(row["number"] or 0 for row in rows) if page["column"] else len(rows)
    assert counted == page["answer"].total.value


def test_an_unknown_figure_and_a_foreign_body_do_not_exist(told: World, client_for: SignIn) -> None:
    liaison = client_for(told.accounts["archives"])
    assert liaison.get("/reports/entries/?measure=reports.nothing").status_code == 404
    foreign = "/reports/entries/?measure=reports.due&own=statistics"
    assert liaison.get(foreign).status_code == 404
    assert liaison.get("/reports/entries/?measure=reports.due&from=never").status_code == 422


def test_who_sees_no_reports_is_turned_away(told: World, client_for: SignIn) -> None:
    community = client_for(told.accounts["spring"])
    assert {community.get(url).status_code for url in ("/reports/", "/reports/entries/")} == {403}


@pytest.mark.parametrize("running", [False, True])
def test_a_day_of_a_breakdown_is_the_figure_of_that_day(told: World, running: bool) -> None:
    question = question_for(SYSTEM, told.response, {"by": "day", "to": "2020-02-03"})
    if running:
        question = question.at(running_from=question.start)
    for answer in answers.answers(question, MEASURES):
        for node, value in answer.nodes:
            alone = question_for(SYSTEM, told.response, words_of(question, node))
            assert answers.answer(alone, answer.measure).total == value, (answer.measure.code, node.key)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=some.dates(date(2020, 1, 30), date(2020, 2, 5)), length=some.integers(0, 6))
def test_filed_and_unfiled_always_make_up_what_was_due(told: World, first: date, length: int) -> None:
    words = {"from": first.isoformat(), "to": (first + length * DAY).isoformat()}
    question = question_for(SYSTEM, told.response, words)
    values = {a.measure.code: a.total.value or 0 for a in answers.answers(question, MEASURES)}
    assert values["reports.filed"] == values["reports.on_time"] + values["reports.late"]
    assert values["reports.zero"] <= values["reports.filed"] <= values["reports.due"]
    assert values["reports.missing"] <= values["reports.due"] - values["reports.filed"]


def test_more_bodies_and_days_take_no_more_queries(
    told: World, committee: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(24):
        committee.get("/reports/")
    with django_assert_max_num_queries(24):
        committee.get("/reports/entries/?measure=reports.due")
