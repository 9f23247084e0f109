"""Many reports entered at once are gone through once, and stand as if each had come by itself (M5)."""

from random import Random
from typing import Any

import pytest
from django.db import connection

from fangxian.conftest import World
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals import reconciling, sweeping
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Standing
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.responses.actions import start_response
from fangxian.trees.responses.models import Response
from tests.comparison import a_sweep_agrees, standings_agree
from tests.machine import COMMUNITIES, UNITS, twisted

SLIPS = ("", "", "slip", "traditional", "no_id", "no_id_no_phone", "phone_slip", "bare")
Told = tuple[int, str, str, str]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two reports be many, for which indexes are made afterwards, and a part hold few."""
    monkeypatch.setattr(reconciling, "MANY", 2)
    monkeypatch.setattr(sweeping, "PART", 3)
    monkeypatch.setattr(sweeping, "BLOCK", 2)


@pytest.mark.parametrize("seed", range(4))
def test_lists_of_both_sides_stand_as_if_each_report_had_come_alone(
    world: World, at_once: None, seed: int
) -> None:
    random = Random(seed)
    told = _told(random, 30)
    steps: list[tuple[int, int]] = []
    indexes = _indexes()
    _send(world, _declared(world, told))
    random.shuffle(told)
    registered = _registered(world, told)
    arrivals.report(SYSTEM, world.response, registered, lambda done, all_: steps.append((done, all_)))
    assert steps == sorted(steps)
    assert steps[-1] == (60, 60)
    standings_agree(world.response)
    a_sweep_agrees(world.response)
    assert Standing.objects.known().count() == 60
    assert _indexes() == indexes


def test_of_sets_that_are_alike_one_is_judged_and_all_stand_as_the_rules_say(
    world: World, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    judge = sweeping._judge

    def noted(response: Response, sets: list[list[int]]) -> Any:
        judged.append(len(sets))
        return judge(response, sets)

    monkeypatch.setattr(sweeping, "_judge", noted)
    random, people = Random(5), range(48)
    told = [(who, random.choice(UNITS[:2]), random.choice(COMMUNITIES[:2]), SLIPS[who % 6]) for who in people]
    _send(world, _declared(world, told))
    again = [(who, unit, place, SLIPS[(who + 1) % 6]) for who, unit, place, _slip in told]
    _send(world, _registered(world, told) + _declared(world, again[::2]) + _registered(world, again[::3]))
    standings_agree(world.response)
    a_sweep_agrees(world.response)
    assert 0 < max(judged) < 24
    assert Standing.objects.known().filter(state="duplicate").count() > 24


def test_a_sweep_keeps_what_people_decided_corrected_and_took_back(world: World, at_once: None) -> None:
    told = _told(Random(9), 12)
    declared, registered = _declared(world, told), _registered(world, told)
    _send(world, declared)
    for one, other in ((declared[0], registered[0]), (declared[1], registered[2])):
        arrivals.report(SYSTEM, world.response, [other])
        committee = world.actor("committee")
        arrivals.decide(committee, one.id, other.id, same=one is declared[1], reason="问过本人")
    arrivals.disclaim(world.actor(told[3][2]), declared[3].id)
    arrivals.correct(SYSTEM, declared[4].id, _declared(world, [told[5]])[0], "写错了人")
    arrivals.void(SYSTEM, declared[6].id, "重复")
    _send(world, registered)
    standings_agree(world.response)
    a_sweep_agrees(world.response)
    assert Standing.objects.known().filter(disclaimed=True).count() == 1


def test_a_sweep_leaves_another_response_alone(world: World, at_once: None) -> None:
    told = _told(Random(3), 8)
    _send(world, _declared(world, told))
    before = set(Standing.objects.values_list("entry", "recorded_from", "recorded_to"))
    other = start_response(
        SYSTEM, name="另一次响应", level=2, jurisdiction=world.places["county"],
        started_at=world.response.started_at,
    )  # fmt: skip
    arrivals.report(SYSTEM, other, _registered(world, told))
    states = Standing.objects.filter(response=other).values_list("state", flat=True)
    assert set(states) <= {"community_only", "duplicate"}
    assert before == set(
        Standing.objects.filter(response=world.response).values_list("entry", "recorded_from", "recorded_to")
    )


def _told(random: Random, count: int) -> list[Told]:
    return [
        (random.randrange(12), random.choice(UNITS), random.choice(COMMUNITIES), random.choice(SLIPS))
        for _ in range(count)
    ]


def _declared(world: World, told: list[Told]) -> list[Arrival]:
    return [twisted(world.declaration(who, unit, place), slip) for who, unit, place, slip in told]


def _registered(world: World, told: list[Told]) -> list[Arrival]:
    return [twisted(world.registration(who, place, unit), slip) for who, unit, place, slip in told]


def _send(world: World, listed: list[Arrival]) -> None:
    arrivals.report(SYSTEM, world.response, listed)


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Standing._meta.db_table))
