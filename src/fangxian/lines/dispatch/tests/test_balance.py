"""Head-counts of people sent down balance after whatever was done in whatever order, now and as known then (M10)."""

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import ORGANS, World
from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.lines.dispatch import actions, away, replacing, rules
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.tests.test_flow import nominate
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.bodies.models import Position

NAMES, STAND_INS = ("赵安", "钱宁", "孙平"), ("李和", "周明")
DEEDS = ("approve", "decline", "assign", "arrive", "leave", "back", "release", "move", "substitute")
STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DEEDS)), max_size=14)
CODES = (*(state.value for state in State), "people")
BODIES = ("committee", "audit-office", "archives")
Told = dict[tuple[str, str], Counter[str]]
"""By tree and name of a node, how many assignments stand at each step."""
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
        units = ("audit-office", "audit-office", "archives")
        people = [nominate(world, name, unit).person for name, unit in zip(NAMES, units, strict=True)]
        others = [
            stated(world, "audit-office", PERSONS, name=name, body="audit-office").entry_id
            for name in STAND_INS
        ]
        known: list[tuple[datetime.datetime, Told]] = []
        for number, deed in steps:
            try:
                with transaction.atomic():
                    _do(world, _latest(people[number]), deed, others)
            except Refusal:
                continue
            _balanced()
            known.append((clock.now(), _nodes(world)))
            world.time.advance(datetime.timedelta(hours=1))
        _told_by_figures(world, _nodes(world))
        for instant, told in known[-1:] + known[: len(known) // 2 : 2]:
            _told_by_figures(world, told, end=instant, as_of=instant)
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


def _nodes(world: World) -> Told:
    """Return by node of both trees how many assignments stand at each step, counted from the rows."""
    told: Told = {}
    rows = list(Assignment.objects.at())
    for name, place in world.places.items():
        told["place", name] = Counter(row.step for row in rows if row.path.startswith(place.path))
    for name in BODIES:
        path = Position.objects.get(body=world.bodies[name], line=ORGANS).path
        told["body", name] = Counter(
            row.step for row in rows if row.line_id == ORGANS and row.body_path.startswith(path)
        )
    return told


def _told_by_figures(world: World, told: Told, **when: datetime.datetime) -> None:
    """Hold the figures of every node against its rows; at each, assigned = in place + away + under way + released."""
    for (tree, name), counts in told.items():
        node: dict[str, Any] = (
            {"place": world.places[name]} if tree == "place" else {"body": world.bodies[name], "line": ORGANS}
        )
        question = ask(world.response, **node, **{"end": clock.now()} | when)
        found = answers.answers(question, [measure(f"dispatch.{code}") for code in CODES])
        values = {code: one.total.value or 0 for code, one in zip(CODES, found, strict=True)}
        assert values == {state.value: counts[state] for state in State} | {
            "people": sum(counts[state] for state in rules.SENT)
        }, (tree, name, when)


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
        "leave": lambda: away.grant_leave(spring, entry, today, today + datetime.timedelta(days=2), "家事"),
        "back": lambda: away.come_back(spring, entry),
        "release": lambda: actions.release(committee, entry, "结束"),
        "move": lambda: replacing.move(committee, entry, world.places["autumn"], None, "那边缺人"),
        "substitute": lambda: replacing.substitute(committee, entry, other, "发烧"),  # type: ignore[arg-type]
    }
    doing[deed]()
