"""What was known then stays what was known then, whatever is entered, corrected, taken back or decided later."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from fangxian.conftest import FIRST_DAY, World
from fangxian.core import clock
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Standing
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.responses import actions as responses
from tests.comparison import Shown, compare_with_recomputation, shown, standings_agree

Later = Callable[[World], object]


def look(world: World) -> tuple[datetime, list[Shown]]:
    """Return the hour, and all that is shown at it."""
    world.time.advance(timedelta(minutes=1))
    instant = clock.now()
    return instant, [shown(world, turn, instant) for turn in range(5)]


@pytest.fixture
def yesterday(world: World) -> tuple[World, datetime, list[Shown]]:
    """A day with a matched, a declared and a registered person, a report and an excuse; and how it looked."""
    world.declare(1)
    world.register(1, "spring", "audit-office")
    world.declare(2, "archives")
    world.register(3, "summer", "north-bank", has_symptoms=True)
    world.time.advance(timedelta(hours=3))
    world.file("audit-office")
    reports.excuse(SYSTEM, world.response, world.bodies["south-bank"], FIRST_DAY, None, "停业")
    return world, *look(world)


def _correct(world: World) -> None:
    row = world.declare(5, "archives", "summer")
    arrivals.correct(
        world.actor("archives"), row.entry_id, world.declaration(1, "archives", id=row.entry_id), "写错"
    )


def _void_all(world: World) -> None:
    for row in list(ArrivalReport.objects.at().select_related("body")):
        sender = (
            row.body.code
            if row.side == "unit" and row.body
            else {"220602001001": "spring"}.get(row.path, "summer")
        )
        arrivals.void(world.actor(sender), row.entry_id, "误报")


def _reject(world: World) -> None:
    first, second = Standing.objects.known().filter(state="matched").values_list("entry", flat=True)
    arrivals.decide(world.actor("committee"), first, second, same=False)


def _rules(world: World) -> None:
    responses.change_rules(SYSTEM, world.response, registration_hours=72, declaration_hours=48)


def _cut_off(world: World) -> None:
    responses.change_rules(SYSTEM, world.response, report_cut_off=time(18), report_grace_minutes=0)


LATER: dict[str, Later] = {
    "more is entered": lambda world: (world.register(2, "spring"), world.declare(3, "north-bank", "summer")),
    "something is corrected to another person": _correct,
    "everything is taken back": _void_all,
    "a match is rejected": _reject,
    "a report is filed late": lambda world: world.file("archives"),
    "an excuse is withdrawn": lambda world: reports.withdraw_excuse(
        SYSTEM, reports.registers.Excuse.objects.at().get().entry_id, "恢复"
    ),
    "the hours of both sides change": _rules,
    "the cut-off of reports changes": _cut_off,
    "days pass": lambda world: world.time.advance(timedelta(days=20)),
}


@pytest.mark.parametrize("later", LATER)
def test_the_past_stays_as_it_was_when(later: str, yesterday: tuple[World, datetime, list[Shown]]) -> None:
    world, instant, seen = yesterday
    world.time.advance(timedelta(hours=20))
    LATER[later](world)
    world.response.refresh_from_db()
    assert [shown(world, turn, instant) for turn in range(5)] == seen


def test_new_hours_hold_for_what_is_entered_from_now_on(world: World) -> None:
    """A deadline that was set stays, also when the person's standing changes afterwards."""
    first = world.declare(1, "audit-office")
    before = Standing.objects.known().get(entry=first.entry_id).counterpart_due_at
    responses.change_rules(SYSTEM, world.response, registration_hours=24, declaration_hours=36)
    again = world.declare(1, "archives")
    standing = Standing.objects.known().get(entry=first.entry_id)
    assert standing.counterpart_due_at == before
    assert Standing.objects.known().get(entry=again.entry_id).due_at == again.happened_at + timedelta(
        hours=36
    )


def test_the_order_of_lists_does_not_matter(world: World) -> None:
    """Two lists of both sides, in either order and one by one, come to the same figures and the same states."""
    units = [world.declaration(number, "audit-office", "spring") for number in range(12)]
    registered = [world.registration(number, "spring", "audit-office") for number in range(6, 18)]
    orders: list[list[tuple[str, list[Arrival]]]] = [
        [("audit-office", units), ("spring", registered)],
        [("spring", registered[::-1]), ("audit-office", units[::-1])],
        [("audit-office", units[:5]), ("spring", registered), ("audit-office", units[5:])],
        [*(("spring", [one]) for one in registered), *(("audit-office", [one]) for one in units)],
    ]
    found = []
    for order in orders:
        for sender, listed in order:
            arrivals.report(world.actor(sender), world.response, listed)
        standings_agree(world.response)
        _instant, figures = compare_with_recomputation(world, 0)
        states = Standing.objects.known().order_by("entry").values_list("entry", "state", "counterpart")
        found.append((figures, list(states)))
        _empty(world)
    assert all(other == found[0] for other in found)
    assert sum(state == "matched" for _entry, state, _other in found[0][1]) == 12


def _empty(world: World) -> None:
    """Remove everything that was reported, to begin anew with the same ids."""
    for model in (Standing, MatchKey, ArrivalReport):
        model.objects.all().delete()
    Entry.objects.filter(kind="arrival").delete()
