"""A drill on a small place: the figures are what it entered, and nothing real is touched (M1, M5, M8)."""

import datetime
import json
from collections import Counter
from dataclasses import replace

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.crypto import KeyDestroyed, token
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.drill import actions, queries, removing
from fangxian.drill.models import Drill
from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Cast, Unit, What
from fangxian.drill.playing import play
from fangxian.drill.rehearsing import rehearse
from fangxian.drill.reporting import steps
from fangxian.drill.truth import Truth
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.webhooks import actions as webhooks
from fangxian.mechanisms.webhooks.sending import collect
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response

database = pytest.mark.django_db(databases=["default", "audit"])
SMALL = Parameters(
    place="220602", days=2, units=5, arrivals=5, late=0.25, missing=0.2, corrected=0.3, duplicated=0.3,
    out_of_order=0.5, start=datetime.date(2020, 1, 20),
)  # fmt: skip


@database
@pytest.mark.parametrize("direct", [False, True])
def test_the_figures_are_what_was_entered(world: World, direct: bool) -> None:
    drill = play(actions.ask(world.actor("administrator"), SMALL), direct=direct)
    assert drill.refused == []
    assert drill.differences == {}
    assert (drill.state, drill.truth["reports.due"]) == (Drill.State.PLAYED, 10)
    assert (
        min(drill.summary[name] for name in ("corrected", "duplicated", "reports_missing", "reports_late"))
        > 0
    )
    assert drill.account is not None
    assert not drill.account.is_active
    assert clock.now() > drill.ended_at > clock.now() - datetime.timedelta(days=30)  # type: ignore[operator]


@database
def test_the_same_drill_can_be_played_twice_and_by_the_bulk_path_alike(world: World) -> None:
    asked = replace(SMALL, days=1, arrivals=8, line="organs", seed=5)
    first, second = (
        play(actions.ask(world.actor("command"), asked), direct=direct) for direct in (False, True)
    )
    assert (first.refused, second.refused) == ([], [])
    assert first.truth == first.found == second.truth == second.found
    assert first.summary == second.summary


@database
def test_a_difference_is_told(world: World) -> None:
    drill = play(actions.ask(world.actor("administrator"), replace(SMALL, days=1, arrivals=0)))
    drill.truth["reports.due"] += 1
    assert list(drill.differences) == ["reports.due"]


@database
def test_a_drill_is_marked_and_never_anybodys_response_unless_chosen(world: World) -> None:
    drill = play(actions.ask(world.actor("command"), replace(SMALL, days=1, name="春季演练")))
    assert drill.response is not None
    assert (drill.response.is_drill, drill.response.name) == (True, "【演练】春季演练")
    assert not DailyReport.objects.filter(response=world.response).exists()
    assert Response.objects.order_by("is_drill", "-started_at").first() == world.response


@database
def test_other_systems_are_told_nothing_of_it(world: World) -> None:
    people.grant_role(SYSTEM, world.accounts["service"], Role.COMMUNITY_WORKER, place=world.places["city"])
    address = "http://127.0.0.1:9/"
    hook, _secret = webhooks.add(SYSTEM, world.accounts["service"], "平台", address, ["arrivals.community"])
    world.time.advance(datetime.timedelta(minutes=5))
    practised = responses.start_response(
        SYSTEM, name="春训", level=1, jurisdiction=world.places["city"], is_drill=True
    )
    for number, response in enumerate((world.response, practised)):
        arrivals.report(world.actor("spring"), response, [world.registration(number)])
    assert collect(hook) == 1


@database
def test_units_of_a_line_take_part_in_their_order(world: World) -> None:
    before = Body.objects.count()
    drill = play(actions.ask(world.actor("command"), replace(SMALL, days=1, line="organs", units=2)))
    assert (drill.differences, drill.line, Body.objects.count()) == ({}, None, before)
    filed = DailyReport.objects.filter(response=drill.response)
    assert {row.body.code for row in filed if row.body} <= {"audit-office", "archives"}


@database
def test_what_is_removed_is_gone_with_its_keys_and_nothing_else(world: World) -> None:
    def rows() -> Counter[str]:
        kept = (m for m in apps.get_models() if m._meta.app_label not in ("drill", "audit", "core", "people"))
        return Counter(
            {m._meta.label: m._base_manager.count() for m in kept if "Historical" not in m.__name__}
        )

    world.declare(1)
    before = rows()
    drill = play(actions.ask(world.actor("command"), SMALL))
    owner = drill.response.key_owner if drill.response else ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work, **_other: work())
        counts = removing.remove(world.actor("command"), drill)
    assert counts["daily reports"] > 0
    assert rows() == before
    with pytest.raises(KeyDestroyed):
        token(owner, "anything")
    assert Drill.objects.get().state == Drill.State.REMOVED
    with pytest.raises(Conflict):
        removing.remove(world.actor("command"), drill)


@database
def test_a_real_response_is_refused(world: World) -> None:
    drill = actions.ask(world.actor("command"), SMALL)
    drill.response = world.response
    with pytest.raises(Conflict):
        actions.response_of(drill)
    with pytest.raises(Conflict):
        removing.remove(world.actor("command"), drill)


@database
def test_a_drill_is_played_once(world: World) -> None:
    drill = actions.ask(world.actor("command"), SMALL)
    actions.claim(drill)
    with pytest.raises(Conflict):
        play(drill)


@database
def test_who_may_not_is_refused(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.ask(world.actor("supervisor"), SMALL)
    with pytest.raises(Missing):
        actions.ask(world.actor("command"), replace(SMALL, place="22"))
    with pytest.raises(Forbidden):
        queries.visible(world.actor("auditor"))


@database
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"days": 0}, "days"), ({"units": 0}, "units"), ({"arrivals": -1}, "arrivals"), ({"late": 1.5}, "late"),
        ({"missing": 0.6, "late": 0.6}, "late"), ({"place": "99"}, "place"), ({"form": "none"}, "form"),
        ({"line": "none"}, "line"), ({"start": datetime.date(2020, 2, 1)}, "start"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(world: World, wrong: dict[str, object], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.ask(world.actor("command"), replace(SMALL, **wrong))  # type: ignore[arg-type]
    assert named in refused.value.errors


@database
def test_the_same_seed_sends_the_same_entries_byte_for_byte(world: World) -> None:
    def sent(seed: int) -> bytes:
        told = [(step.at.isoformat(), step.what, step.told) for step in rehearse(replace(SMALL, seed=seed))]
        return json.dumps(told, ensure_ascii=False).encode()

    assert sent(7) == sent(7) != sent(8)
    assert not Drill.objects.exists()
    assert not Line.objects.filter(code="drill").exists()


@given(
    seed=st.integers(0, 999), late=st.floats(0, 0.5), missing=st.floats(0, 0.5), days=st.integers(1, 4),
    out_of_order=st.floats(0, 1),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_late_missing_and_on_time_are_what_is_owed(
    seed: int, late: float, missing: float, days: int, out_of_order: float
) -> None:
    asked = replace(SMALL, seed=seed, late=late, missing=missing, days=days, out_of_order=out_of_order)
    cast = Cast(tuple(Unit(f"u{number}", "line", "") for number in range(6)))
    response = Response(started_at=datetime.datetime(2020, 1, 20, tzinfo=datetime.UTC))
    truth = Truth(asked, cast, RETURNEES)
    former = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    for step in steps(asked, cast, response, RETURNEES):
        assert former <= step.at
        assert step.what is not What.REPORT or step.told["day"] <= step.at.date().isoformat()
        former = step.at
        truth.add(step, step.at)
    found = truth.figures()
    parts = [found[f"reports.{name}"] for name in ("on_time", "late", "missing")]
    assert sum(parts) == found["reports.due"] == 6 * days
    assert min(parts) >= 0
