"""What the tallies must leave to the facts, and what lists and rules take from them (M8)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fangxian.conftest import FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.lines.reports import actions, chat, duties, queries
from fangxian.lines.reports.actions import owing
from fangxian.lines.reports.actions.following import Applied
from fangxian.lines.reports.calendar import BodyDays, calendar, calendar_page
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.owed import counting, reading
from fangxian.lines.reports.owed.auditing import differences
from fangxian.lines.reports.owed.folding import fold
from fangxian.lines.reports.owed.models import Change, Tally
from fangxian.lines.reports.tests.supplies import CODE, approved, next_day
from fangxian.mechanisms.figures.questions import ask, end_of, start_of
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.actor import SYSTEM

DAY = timedelta(days=1)


def test_late_and_missing_change_at_their_hour_without_a_write(world: World) -> None:
    world.file("archives")
    fold(world.response)
    question = ask(world.response, end=end_of(FIRST_DAY))
    before = reading.counted(question, "")
    assert before is not None
    assert (before[""].due, before[""].missing) == (6, 0)
    world.time.advance(timedelta(hours=3))
    after = reading.counted(question, "")
    assert after is not None
    assert after[""].missing == 5


def test_other_hours_for_a_day_that_was_filed_are_taken_from_the_facts(world: World) -> None:
    world.file("archives")
    fold(world.response)
    question = ask(world.response, end=end_of(FIRST_DAY))
    assert reading.counted(question, "") == counting.counted(question, "")
    world.response.report_hours = [{"from": "2020-01-01", "cut_off": "10:00:00", "grace": 60}]
    world.response.save()
    assert reading.counted(question, "") is None


def test_a_window_that_ends_within_a_folded_day_is_taken_from_the_facts(world: World) -> None:
    world.file("archives")
    world.time.advance(timedelta(hours=6))
    fold(world.response)
    assert reading.counted(ask(world.response, end=start_of(FIRST_DAY) + timedelta(hours=11)), "") is None
    assert reading.counted(ask(world.response, end=end_of(FIRST_DAY)), "") is not None


def test_an_audit_finds_a_wrong_count(world: World) -> None:
    world.file("archives")
    fold(world.response)
    assert differences(world.response) == []
    row = Tally.objects.filter(is_step=False).latest("pk")
    Tally.objects.filter(pk=row.pk).update(filed=row.filed + 1)
    (found,) = differences(world.response)
    assert (found.table, found.held[1] - found.facts[1], found.key.node.path) == ("tally", 1, row.path)
    assert Change.objects.exists()


def test_the_list_of_the_silent_reads_only_what_it_shows(world: World) -> None:
    for unit in ("archives", "north-bank"):
        world.file(unit)
    next_day(world)
    world.file("audit-office", FIRST_DAY + DAY)
    told = [_glance(world)]
    fold(world.response)
    world.file("statistics", FIRST_DAY + DAY)
    asked = queries.day_question(world.actor("service"), world.response, FIRST_DAY + DAY)
    assert reading.counted(asked, "") is not None
    told += [_glance(world), _glance(world, limit=None)]
    assert [replace(each, silent=[]) for each in told[1:2]] == [replace(each, silent=[]) for each in told[2:]]
    assert [row.key for row in told[1].silent] == [row.key for row in told[2].silent]
    assert told[0].due == told[1].due == 6
    assert told[1].by_line == {INDUSTRY: 2, ORGANS: 2}
    few = _glance(world, limit=1, of_line=ORGANS)
    assert [row.body.code for row in few.silent] == ["archives"]
    assert few.silent[0].before is not None
    assert few.silent[0].before.filed
    assert few.by_line == told[1].by_line


def _glance(world: World, limit: int | None = 100, of_line: str = "") -> queries.Glance:
    day = FIRST_DAY + DAY
    return queries.glance(world.actor("service"), world.response, day, limit=limit, of_line=of_line)


def test_a_rule_that_reaches_back_counts_no_day_twice(world: World) -> None:
    approved(world)
    rule = actions.set_rule(SYSTEM, world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
    for _day in range(3):
        next_day(world)
    actions.end_rule(SYSTEM, rule.entry_id, FIRST_DAY + DAY * 3, "结束")
    next_day(world)
    actions.set_rule(SYSTEM, world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
    rows = Obligation.objects.at().filter(form=CODE, body=world.bodies["archives"]).order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in rows] == [
        (FIRST_DAY, FIRST_DAY + DAY * 3), (FIRST_DAY + DAY * 3, None),
    ]  # fmt: skip


def test_the_worker_looks_again_only_when_something_changed(world: World) -> None:
    approved(world)
    actions.set_rule(SYSTEM, world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
    actions.apply_rules_everywhere()
    state = owing.state_of(world.response)
    assert actions.apply_rules_everywhere() == Applied()
    assert owing.state_of(world.response) == state
    body = bodies.create_body(
        SYSTEM, code="new", name="新单位", kind=Body.Kind.DEPARTMENT, place=world.places["east"]
    )
    bodies.place_in_line(SYSTEM, body, Line(ORGANS), world.bodies["committee"], FIRST_DAY)
    assert owing.state_of(world.response) != state
    assert actions.apply_rules_everywhere() == Applied(1, 0)
    assert DailyReport.objects.count() == 0


def test_whoever_reviews_is_told_the_same_number_of_the_silent(world: World) -> None:
    world.file("archives")
    next_day(world)
    world.time.advance(timedelta(hours=4))
    said = _chased(world)
    fold(world.response)
    assert _chased(world) == said
    world.file("audit-office", FIRST_DAY + DAY)
    now = _chased(world)
    assert [count for _day, count, _due in said] == [5, 6]
    assert [count for _day, count, _due in now] == [5, 5]


def _chased(world: World) -> list[tuple[str, int, object]]:
    found = [duty for duty in duties.owed(world.actor("service"), world.response) if "missing" in duty.url]
    return sorted((duty.url, duty.count, duty.due_at) for duty in found)


def test_where_very_many_owe_the_chat_text_counts_places(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file("archives")
    fold(world.response)
    monkeypatch.setattr(chat, "MANY", 3)
    command = world.actor("command")
    day = chat.day_of(command, world.response, RETURNEES, FIRST_DAY, place=world.places["county"].path)
    assert (day.due, day.filed, day.silent) == (6, 1, 5)
    assert [(group.title, group.due, group.missing) for group in day.groups] == [
        ("东街道", 3, 2), ("西街道", 3, 3),
    ]  # fmt: skip
    assert "东街道（2/3）" in chat.missing_text(day, "link")


def test_the_grid_reads_a_page_of_bodies_and_shows_the_same(world: World) -> None:
    for unit in ("archives", "north-bank"):
        world.file(unit)
    next_day(world)
    fold(world.response)
    question = queries.day_question(world.actor("service"), world.response, FIRST_DAY + DAY, days=3)
    days, rows = calendar(question)
    page = calendar_page(question, RETURNEES.code, "", 4)
    assert page is not None
    assert (page[0], page[2]) == (days, len(rows))
    assert _marks(page[1]) == _marks(rows[:4])
    last = page[1][-1]
    rest = calendar_page(question, RETURNEES.code, f"{last.line}:{last.body_path}", 9)
    assert rest is not None
    assert _marks(rest[1]) == _marks(rows[4:])


def _marks(rows: list[BodyDays]) -> list[tuple[str, str, list[str]]]:
    return [(row.line, row.body.code, [square.standing.name for square in row.squares]) for row in rows]
