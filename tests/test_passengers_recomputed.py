"""Outcomes of passenger lists add up and equal a recomputation after any sequence of events; so do past ones (M5)."""

from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from fangxian.conftest import BEGAN, World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerRow, RowStanding
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask
from tests.comparison import Shown, compare_with_recomputation, shown, standings_agree
from tests.passenger_steps import CHOICE, Trips
from tests.recomputation.passengers import OTHERS
from tests.sequences import sequences

ROOM = "passengers."
SOME = sequences(6)


class Journeys(Trips):
    """The steps with a clock of their own, everything taken back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        for alias in ("default", "audit"):
            self.stack.enter_context(transaction.atomic(alias))
            self.stack.callback(transaction.set_rollback, True, alias)
        self.time = SimulatedClock(BEGAN + timedelta(hours=1))
        self.stack.enter_context(clock.use(self.time))
        self.remembered: list[tuple[datetime, Shown]] = []

    @rule(hours=st.sampled_from([1, 11, 25]))
    def time_passes(self, hours: int) -> None:
        """Nothing happens, and things become late."""
        self.time.advance(timedelta(hours=hours))

    @rule(which=CHOICE)
    def a_registration_is_taken_back(self, which: int) -> None:
        """A community registered the wrong person."""
        from fangxian.lines.arrivals import actions as arrivals

        rows = list(ArrivalReport.objects.at().order_by("entry"))
        if rows:
            row = rows[which % len(rows)]
            owner = next(name for name, place in self.world.places.items() if place.path == row.path)
            arrivals.void(self.world.actor(owner), row.entry_id, "误报")

    @invariant()
    def outcomes_add_up_to_the_rows(self) -> None:
        """Every row has exactly one standing outcome, and no standing outlives its row."""
        rows = Counter(PassengerRow.objects.at().values_list("list", flat=True))
        standing = RowStanding.objects.known().filter(on_list=True)
        assert Counter(standing.values_list("list", flat=True)) == rows
        assert set(standing.values_list("outcome", flat=True)) <= set(Outcome.values)

    @invariant()
    def figures_add_up_at_every_place(self) -> None:
        """What came is open, or has one outcome, in the whole and at each street."""
        asked = ask(self.world.response, place=self.world.places["county"], by="place")
        codes = ["open", *OTHERS]
        listed, *parts = answers(
            asked, [registry.measure(f"passengers.{code}") for code in ["listed", *codes]]
        )
        assert listed.total.value == sum(part.total.value or 0 for part in parts)
        for number, (_node, value) in enumerate(listed.nodes):
            assert value.value == sum(part.nodes[number][1].value or 0 for part in parts)

    @invariant()
    def live_figures_equal_a_recomputation(self) -> None:
        """Every measure at every node of both trees."""
        standings_agree(self.world.response)
        self.remembered.append(compare_with_recomputation(self.world, len(self.remembered), ROOM))

    def teardown(self) -> None:
        """What was shown at every hour is shown again as known then; then everything is taken back."""
        try:
            for turn, (instant, seen) in enumerate(self.remembered):
                assert shown(self.world, turn, instant, ROOM) == seen, instant
        finally:
            self.stack.close()


def test_after_any_sequence_of_events_outcomes_add_up_and_equal_a_recomputation(world: World) -> None:
    class SharedWorld(Journeys):
        pass

    SharedWorld.world = world
    run_state_machine_as_test(SharedWorld, settings=SOME)
