"""Hours confirmed at every node of both trees are what the facts add up to, now and as known at any hour (M11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.service import actions
from fangxian.lines.service.ledgers import SERVICE
from fangxian.lines.service.tests.people import figure, member
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.personnel.tests.opened import stated

COMMUNITIES, BODIES = ("spring", "summer", "autumn"), ("audit-office", "archives", "statistics")
PLACES = ("city", "county", "east", "west", *COMMUNITIES)
Steps = Sequence[tuple[int, str, int]]
Kept = Mapping[Any, tuple[str, str, int]]
"""Place, body and hundredths of each confirmed service, by its entry."""

LOGGED = st.lists(st.tuples(st.sampled_from(COMMUNITIES), st.sampled_from(BODIES), st.integers(1, 1440)),
                  min_size=1, max_size=4)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["confirm", "return", "change", "void"]), st.integers(1, 1440)
    ),
    max_size=5,
)


def told(place: str, body: str, minutes: int, number: int) -> dict[str, Any]:
    names = {"spring": "春晖社区", "summer": "夏荫社区", "autumn": "秋实社区"}
    return {"person": "李和", "work": f"值守{number}", "minutes": minutes, "place": names[place], "body": body,
            "day": "2020-02-01"}  # fmt: skip


def in_hundredths(minutes: int) -> int:
    """Half up, counted another way than the product does."""
    return int(minutes / 60 * 100 + 0.5 + 1e-9)


def hours(kept: Kept, place: str = "", bodies: Sequence[str] = BODIES) -> float:
    found = [part for path, body, part in kept.values() if path.startswith(place) and body in bodies]
    return sum(found) / 100


@pytest.mark.django_db
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logged=LOGGED, steps=STEPS)
def test_hours_at_every_node_are_what_was_confirmed_and_not_taken_back(
    world: World, logged: Sequence[tuple[str, str, int]], steps: Steps
) -> None:
    with transaction.atomic():
        member(world)
        committee = world.actor("committee")
        rows = [
            stated(world, "committee", SERVICE, **told(*one, number)) for number, one in enumerate(logged)
        ]
        state = {
            row.entry_id: [place, body, minutes, "logged"]
            for row, (place, body, minutes) in zip(rows, logged, strict=True)
        }
        known: list[tuple[datetime, Kept]] = [(clock.now(), {})]
        for index, step, minutes in steps:
            take(world, committee, rows[index % len(rows)], step, minutes, state)
            known.append((clock.now(), confirmed(world, state)))
            world.time.advance(timedelta(minutes=1))
        for as_of, kept in (*known, (None, known[-1][1])):
            held(world, kept, as_of)
        transaction.set_rollback(True)


def take(
    world: World, committee: Any, row: Any, step: str, minutes: int, state: dict[Any, list[Any]]
) -> None:
    """Do a step where it may follow, in the system and in the plain list beside it."""
    own = state[row.entry_id]
    if own[3] in ("confirm", "logged") and step == "void":
        ledgers.void(committee, SERVICE, row.entry_id, "报错")
        own[3] = "void"
    elif own[3] == "logged" and step in ("confirm", "return"):
        actions.answer(committee, step, [row.entry_id], "核对")
        own[3] = step
    elif own[3] == "confirm" and step == "change":  # the place itself corrects it, and it stays confirmed
        number = list(state).index(row.entry_id)
        values = read(SERVICE, told(own[0], own[1], minutes, number), Meaning(committee, world.response))
        ledgers.correct(committee, SERVICE, row.entry_id, values, "时长写错")
        own[2] = minutes


def confirmed(world: World, state: Mapping[Any, Sequence[Any]]) -> Kept:
    return {
        entry: (world.places[place].path, body, in_hundredths(minutes))
        for entry, (place, body, minutes, step) in state.items()
        if step == "confirm"
    }


def held(world: World, kept: Kept, as_of: datetime | None) -> None:
    """Hold every node of both trees against the plain list."""
    for name in PLACES:
        told_ = figure(world, "hours", place=world.places[name], as_of=as_of)
        assert told_ == pytest.approx(hours(kept, world.places[name].path)), (name, as_of)
    for name in (*BODIES, "committee"):
        below = BODIES if name == "committee" else (name,)
        told_ = figure(world, "hours", body=world.bodies[name], line="organs", as_of=as_of)
        assert told_ == pytest.approx(hours(kept, bodies=below)), (name, as_of)
    assert figure(world, "served", as_of=as_of) == bool(kept)
