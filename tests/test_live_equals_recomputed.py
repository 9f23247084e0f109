"""Live figures equal a recomputation after any sequence of writes, decisions and hours; so do past ones (M5, M8)."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fangxian.conftest import World
from fangxian.mechanisms.figures.measures import parts
from fangxian.mechanisms.figures.registry import all_measures
from tests import recomputation
from tests.machine import Days
from tests.recomputation import Window

SOME = settings(
    max_examples=int(os.environ.get("FANGXIAN_EXAMPLES", "6")),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[Phase.reuse, Phase.generate],  # shrinking replays whole days: name it here when a failure is long
)


def test_after_any_sequence_of_events_live_figures_equal_a_recomputation(world: World) -> None:
    class SharedWorld(Days):
        pass

    SharedWorld.world = world
    run_state_machine_as_test(SharedWorld, settings=SOME)


def test_the_recomputation_knows_every_measure(world: World) -> None:
    window = Window(world.response.started_at, world.response.started_at, world.response.started_at)
    known = recomputation.facts(world.response).figures(window)
    assert {measure.code for measure in parts(all_measures())} == set(known)
