"""Head-counts of people sent down balance after whatever was done in whatever order, now and as known then (M10)."""

import datetime
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.lines.dispatch import actions, rules
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.tests.test_flow import figure, nominate
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.tests.opened import stated

NAMES, STAND_INS = ("赵安", "钱宁", "孙平"), ("李和", "周明")
DEEDS = ("approve", "decline", "assign", "arrive", "leave", "back", "release", "move", "substitute")
STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DEEDS)), max_size=14)
FORWARD = ("approve", "assign", "arrive", "leave", "substitute")


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nobody_is_lost_between_two_steps(world: World, steps: Sequence[tuple[int, str]]) -> None:
    _live_through(world, steps)


@pytest.mark.django_db
def test_somebody_who_goes_the_whole_way_and_is_replaced_is_counted_once_at_each_step(world: World) -> None:
    _live_through(world, [(number, deed) for deed in FORWARD for number in (0, 1)])


def _live_through(world: World, steps: Sequence[tuple[int, str]]) -> None:
    """Do some steps, those that are refused left out, and hold the counts against each other after each of them."""
    begun = clock.now()
    with transaction.atomic():
        people = [nominate(world, name).person for name in NAMES]
        others = [
            stated(world, "audit-office", PERSONS, name=name, body="audit-office").entry_id
            for name in STAND_INS
        ]
        known = []
        for number, deed in steps:
            try:
                with transaction.atomic():
                    _do(world, _latest(people[number]), deed, others)
            except Refusal:
                continue
            _balanced()
            known.append((clock.now(), _steps()))
            world.time.advance(datetime.timedelta(hours=1))
        _told_by_figures(world, _steps())
        for instant, counts in known[-1:] + known[: len(known) // 2 : 2]:
            _told_by_figures(world, counts, end=instant, as_of=instant)
        transaction.set_rollback(True)
    world.time.advance(begun - clock.now())


def _steps() -> Counter[str]:
    return Counter(Assignment.objects.at().values_list("step", flat=True))


def _balanced() -> None:
    """Nominated = declined + waiting + released before + assigned; assigned = under way, in place, away + released."""
    counts, rows = _steps(), list(Assignment.objects.at())
    assigned = [row for row in rows if row.assigned_at]
    waiting = counts[State.NOMINATED] + counts[State.APPROVED]
    released_before = sum(row.step == State.RELEASED and not row.assigned_at for row in rows)
    assert len(rows) == counts[State.DECLINED] + waiting + released_before + len(assigned)
    released = sum(row.step == State.RELEASED for row in assigned)
    assert len(assigned) == sum(counts[step] for step in rules.SENT) + released
    standing = [row for row in rows if row.step not in rules.OVER]
    assert len({row.person for row in standing}) == len(standing)  # nobody stands in two places
    posted = Posting.objects.at().filter(ended_at=None).values_list("person", flat=True)
    there = [row.person for row in rows if row.step in (State.IN_PLACE, State.ON_LEAVE)]
    assert sorted(posted) == sorted(there)  # nor is anybody posted who is not in place


def _told_by_figures(world: World, counts: Counter[str], **when: datetime.datetime) -> None:
    told = {state.value: figure(world, f"dispatch.{state.value}", **when) or 0 for state in State}
    assert told == {state.value: counts[state] for state in State}
    assert figure(world, "dispatch.people", **when) == sum(counts[state] for state in rules.SENT)


def _latest(person: object) -> Assignment:
    """Return where somebody stands, or whoever stands in for him."""
    row = Assignment.objects.at().filter(person=person).latest("recorded_from")
    return Assignment.objects.at().filter(substitutes=row.entry_id).first() or row


def _do(world: World, row: Assignment, deed: str, others: Sequence[object]) -> None:
    committee, spring, entry = world.actor("committee"), world.actor("spring"), row.entry_id
    today, other = datetime.date(2020, 2, 1), others[entry.int % 2]
    doing: dict[str, Callable[[], object]] = {
        "approve": lambda: actions.decide(committee, entry, approved=True),
        "decline": lambda: actions.decide(committee, entry, approved=False, reason="留守"),
        "assign": lambda: actions.assign(committee, [entry], world.places["spring"]),
        "arrive": lambda: actions.arrive(spring, entry),
        "leave": lambda: actions.grant_leave(
            spring, entry, today, today + datetime.timedelta(days=2), "家事"
        ),
        "back": lambda: actions.come_back(spring, entry),
        "release": lambda: actions.release(committee, entry, "结束"),
        "move": lambda: actions.move(committee, entry, world.places["autumn"], None, "那边缺人"),
        "substitute": lambda: actions.substitute(committee, entry, other, "发烧"),  # type: ignore[arg-type]
    }
    doing[deed]()
