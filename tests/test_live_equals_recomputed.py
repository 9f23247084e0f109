"""Live figures equal a recomputation after any sequence of writes, decisions and hours; so do past ones (M5, M8)."""

from hypothesis.stateful import run_state_machine_as_test

from fangxian.conftest import World
from fangxian.mechanisms.figures.measures import parts
from fangxian.mechanisms.figures.registry import all_measures
from tests import recomputation
from tests.machine import Days
from tests.recomputation import Window
from tests.sequences import sequences

SOME = sequences(6)


def test_after_any_sequence_of_events_live_figures_equal_a_recomputation(world: World) -> None:
    class SharedWorld(Days):
        pass

    SharedWorld.world = world
    run_state_machine_as_test(SharedWorld, settings=SOME)


def test_the_recomputation_knows_every_measure(world: World) -> None:
    window = Window(world.response.started_at, world.response.started_at, world.response.started_at)
    known = recomputation.facts(world.response).figures(window)
    assert {measure.code for measure in parts(all_measures())} == set(known)
