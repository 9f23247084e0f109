"""Whoever moves, leaves a line or closes on a dated day owes accordingly; the days before stay as they were (M8)."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.reports import actions, queries
from fangxian.lines.reports.actions.following import Applied
from fangxian.lines.reports.actions.obliging import Owes, open_obligations
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.tests.supplies import CODE, approved, next_day, owed
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
DAY = timedelta(days=1)
MINE = "/reports/mine/"


@pytest.fixture
def bureau(world: World) -> World:
    """A second department below the committee, to which others are moved; its clerk reviews what lies below it."""
    below = bodies.create_body(
        SYSTEM, code="bureau", name="政府办", kind=Body.Kind.DEPARTMENT, place=world.places["county"]
    )
    bodies.place_in_line(SYSTEM, below, Line(ORGANS), world.bodies["committee"], FIRST_DAY - DAY)
    world.bodies["bureau"] = below
    return world


def move(world: World, name: str, parent: str, day: date) -> None:
    bodies.move_in_line(SYSTEM, world.bodies[name], Line(ORGANS), world.bodies[parent], day)


def path(world: World, name: str) -> str:
    return str(world.bodies[name].positions.get(line=ORGANS, valid_to=None).path)


def owing(world: World, name: str, form: str = "daily-returnees") -> list[tuple[str, date, date | None]]:
    rows = Obligation.objects.at().filter(form=form, body=world.bodies[name]).order_by("valid_from")
    return [(row.body_path, row.valid_from, row.valid_to) for row in rows]


def silent(world: World, day: date) -> set[str]:
    return {str(row.body) for row in queries.silent(world.actor("committee"), world.response, day)}


def test_who_moved_files_on_and_is_seen_below_the_new_superior(bureau: World, client_for: SignIn) -> None:
    world, old = bureau, path(bureau, "archives")
    world.file("archives")
    day = next_day(world)
    move(world, "archives", "bureau", day)
    new = path(world, "archives")
    assert new.startswith(path(world, "bureau"))
    assert actions.apply_rules(world.response) == Applied(1, 1)
    assert owing(world, "archives") == [(old, FIRST_DAY, day), (new, day, None)]
    assert actions.apply_rules(world.response) == Applied()
    liaison = client_for(world.accounts["archives"])
    page = liaison.get(MINE)
    assert page.context["mine"].body == world.bodies["archives"]
    assert liaison.get(f"{MINE}?day={FIRST_DAY}").context["filed"]  # his own report of before
    world.file("archives", day)
    assert DailyReport.objects.at().get(day=day).body_path == new
    assert "档案馆" not in silent(world, day) | silent(world, FIRST_DAY)


def test_a_move_that_is_entered_late_changes_no_day_before(bureau: World) -> None:
    """He moved on the second, says the sheet of the fourth; what was filed until then lies where it lay."""
    world, old = bureau, path(bureau, "archives")
    for number in range(3):
        world.file("archives", FIRST_DAY + DAY * number)
        next_day(world)
    move(world, "archives", "bureau", FIRST_DAY + DAY)
    actions.apply_rules(world.response)
    today = FIRST_DAY + DAY * 3
    assert owing(world, "archives") == [(old, FIRST_DAY, today), (path(world, "archives"), today, None)]
    for number in range(3):
        assert "档案馆" not in silent(world, FIRST_DAY + DAY * number)
    assert "档案馆" in silent(world, today)


def test_a_day_that_is_filed_already_stays_with_the_former_superior(
    bureau: World, client_for: SignIn
) -> None:
    world, old = bureau, path(bureau, "archives")
    next_day(world)
    today = FIRST_DAY + DAY
    report = world.file("archives", today)
    move(world, "archives", "bureau", today)
    actions.apply_rules(world.response)
    assert owing(world, "archives") == [
        (old, FIRST_DAY, today + DAY),
        (path(world, "archives"), today + DAY, None),
    ]
    assert "档案馆" not in silent(world, today)
    actions.review(world.actor("committee"), [report.entry_id], accept=False, comment="请核实")
    filing = world.filing("archives", today, numbers=dict(world.filing("archives", today).numbers))
    actions.refile(world.actor("archives"), report.entry_id, filing, "已核实")
    liaison = client_for(world.accounts["archives"])
    assert liaison.get(f"/reports/{report.entry_id}/").status_code == 200
    assert client_for(world.accounts["audit-office"]).get(f"/reports/{report.entry_id}/").status_code == 404


def test_a_rule_follows_the_body_below_which_it_holds(bureau: World) -> None:
    world = bureau
    approved(world)
    first = next_day(world)
    move(world, "archives", "bureau", first)
    part = {"body": world.bodies["bureau"], "kinds": ["department"]}
    actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, first, **part)
    day = next_day(world)
    move(world, "bureau", "audit-office", day)
    actions.apply_rules(world.response)
    (_before, after) = owing(world, "archives", CODE)
    assert after == (path(world, "archives"), day, None)
    next_day(world)
    move(world, "archives", "statistics", day + DAY)
    actions.apply_rules(world.response)
    assert owing(world, "archives", CODE)[-1][2] == day + DAY  # it stands below the rule's body no longer


def test_who_closes_on_a_later_day_owes_until_then_by_rule_and_by_hand(world: World) -> None:
    owed(world)
    day = FIRST_DAY + DAY * 4
    bodies.close_body(SYSTEM, world.bodies["archives"], day)
    assert actions.apply_rules(world.response) == Applied(0, 2)
    assert [row[2] for row in owing(world, "archives") + owing(world, "archives", CODE)] == [day, day]
    assert actions.apply_rules(world.response) == Applied()
    world.time.advance(DAY * 4)
    assert "档案馆" in silent(world, day - DAY)
    assert "档案馆" not in silent(world, day)


def test_who_comes_on_a_later_day_owes_from_then_on(world: World) -> None:
    owed(world)
    day = FIRST_DAY + DAY * 3
    fresh = bodies.create_body(
        SYSTEM, code="forestry", name="林业局", kind=Body.Kind.DEPARTMENT, place=world.places["east"]
    )
    bodies.place_in_line(SYSTEM, fresh, Line(ORGANS), world.bodies["committee"], day)
    world.bodies["forestry"] = fresh
    assert actions.apply_rules(world.response) == Applied(1, 0)
    assert owing(world, "forestry", CODE) == [(path(world, "forestry"), day, None)]
    assert actions.apply_rules(world.response) == Applied()


def test_what_changes_on_a_locked_day_begins_after_it(bureau: World) -> None:
    world, old = bureau, path(bureau, "archives")
    next_day(world)
    world.time.advance(timedelta(hours=6))
    today = FIRST_DAY + DAY
    actions.lock(
        world.actor("committee"), world.response, FIRST_DAY, today, "上报", place=world.places["county"]
    )
    move(world, "archives", "bureau", today)
    bodies.close_body(SYSTEM, world.bodies["statistics"], today)
    assert actions.apply_rules(world.response) == Applied(1, 2)
    assert owing(world, "archives")[0] == (old, FIRST_DAY, today + DAY)
    assert owing(world, "statistics")[0][2] == today + DAY


def test_a_unit_of_another_kind_owes_from_the_day_on_which_that_is_entered(world: World) -> None:
    owed(world)
    day = next_day(world)
    Body.objects.filter(code="archives").update(kind=Body.Kind.INSTITUTION)  # as the import of bodies does
    assert actions.apply_rules(world.response) == Applied(0, 1)
    assert owing(world, "archives", CODE)[0][1:] == (FIRST_DAY, day)
    assert owing(world, "archives")[0][2] is None


def test_who_owes_days_again_already_owes_none_of_them_by_an_end_put_off(bureau: World) -> None:
    """It was to end, a new one begins on that day: the first cannot end later, into the days of the second."""
    world, (first,) = bureau, Obligation.objects.at().filter(body=bureau.bodies["archives"])
    day, later = FIRST_DAY + DAY * 2, FIRST_DAY + DAY * 5
    actions.end_obligation(SYSTEM, first.entry_id, day, "撤并")
    actions.end_obligation(SYSTEM, first.entry_id, day + DAY, "晚一天撤并")  # nobody owes that day
    actions.oblige(SYSTEM, world.response, [(world.bodies["archives"], ORGANS, day + DAY, later)])
    with pytest.raises(Conflict):
        actions.end_obligation(SYSTEM, first.entry_id, day + DAY * 2, "再晚一天")
    assert [row[1:] for row in owing(world, "archives")] == [(FIRST_DAY, day + DAY), (day + DAY, later)]
    actions.end_obligation(SYSTEM, first.entry_id, day, "还是早一天")
    assert [row[1:] for row in owing(world, "archives")] == [(FIRST_DAY, day), (day + DAY, later)]


def test_an_end_is_not_put_off_into_locked_days(bureau: World) -> None:
    world, (first,) = bureau, Obligation.objects.at().filter(body=bureau.bodies["archives"])
    actions.end_obligation(SYSTEM, first.entry_id, FIRST_DAY + DAY, "撤并")
    world.time.advance(DAY * 3)
    day = FIRST_DAY + DAY
    actions.lock(world.actor("committee"), world.response, day, day, "上报", place=world.places["county"])
    with pytest.raises(Invalid):
        actions.end_obligation(SYSTEM, first.entry_id, day + DAY, "晚一天撤并")
    assert [row[1:] for row in owing(world, "archives")] == [(FIRST_DAY, day)]


@pytest.mark.parametrize(
    "parts", [[(1, 4), (2, None)], [(2, None), (1, 4)], [(1, None), (2, 4)], [(1, 3), (2, 5)]]
)
def test_who_was_entered_twice_owes_each_day_once_after_moving(
    bureau: World, parts: list[tuple[int, int | None]]
) -> None:
    """As an end that was put off could leave it; the move neither fails nor loses a day."""
    world, old = bureau, path(bureau, "archives")
    (row,) = Obligation.objects.at().filter(body=bureau.bodies["archives"])
    days = [(FIRST_DAY + DAY * first, last and FIRST_DAY + DAY * last) for first, last in parts]
    twice = [Owes(row.form, ORGANS, row.body_id, old, row.path, *each, None) for each in days]
    actions.end_obligation(SYSTEM, row.entry_id, FIRST_DAY + DAY, "撤并")
    with entries.writing():
        open_obligations(SYSTEM, world.response, twice)
    world.time.advance(DAY * 2)
    day = FIRST_DAY + DAY * 2
    move(world, "archives", "bureau", day)
    actions.apply_rules(world.response)
    after = [each[1:] for each in owing(world, "archives") if each[0] == path(world, "archives")]
    until = max((last or date.max for _first, last in days), default=None)
    assert after[0][0] == day
    assert (after[-1][1] or date.max) == until
    assert all(end == begin for (_a, end), (begin, _b) in pairwise(after))
    assert all(end and end <= day for own, _begin, end in owing(world, "archives") if own == old)
    assert actions.apply_rules(world.response) == Applied()


def test_a_move_does_not_take_days_that_are_owed_at_the_new_place(bureau: World) -> None:
    """Obliged there by hand, while an end that was put off still reached into the first of its days."""
    world, old = bureau, path(bureau, "archives")
    (row,) = Obligation.objects.at().filter(body=bureau.bodies["archives"])
    day = next_day(world)
    move(world, "archives", "bureau", day)
    actions.end_obligation(SYSTEM, row.entry_id, day, "撤并")
    actions.oblige(SYSTEM, world.response, [(world.bodies["archives"], ORGANS, day, None)])
    Obligation.objects.at().filter(entry=row.entry).update(valid_to=day + DAY)
    assert actions.apply_rules(world.response) == Applied(0, 1)
    assert owing(world, "archives") == [(old, FIRST_DAY, day), (path(world, "archives"), day, None)]
