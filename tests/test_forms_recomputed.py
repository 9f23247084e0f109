"""Numbers and silence of forms that the command made equal a recomputation after any sequence of events (M8)."""

from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fangxian.conftest import BEGAN, FIRST_DAY, ORGANS, World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.figures.tallies.folding import fold
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form, Frequency
from fangxian.trees.people.actor import SYSTEM
from tests.comparison import Shown, compare_with_recomputation, shown
from tests.sequences import sequences

ROOM = "reports."
UNITS, CODES = ("audit-office", "archives", "statistics"), ("goods", "money")
CHOICE = st.integers(0, 1000)
NUMBERS = st.lists(st.integers(0, 30), min_size=3, max_size=3)
GOODS = (
    Field("received", "今日收到", FieldKind.FLOW, unit="只"),
    Field("total", "累计收到", FieldKind.CUMULATIVE, unit="只"),
    Field("stock", "库存", FieldKind.CURRENT, type=FieldType.DECIMAL, decimals=2, unit="吨"),
)
MONEY = (
    Field("given", "捐款", FieldKind.FLOW, type=FieldType.AMOUNT, decimals=2, unit="元"),
    Field("all_given", "累计捐款", FieldKind.CUMULATIVE, type=FieldType.AMOUNT, decimals=2, unit="元"),
    Field("givers", "捐款人数", FieldKind.CURRENT, unit="人"),
)
FORMS = (
    Form("goods", "物资日报", GOODS, valid_from=FIRST_DAY, cut_off=time(16, 30), grace=15),
    Form("money", "捐款周报", MONEY, valid_from=FIRST_DAY, frequency=Frequency.WEEKLY, due_on="1"),
)
SOME = sequences(3)


class Weeks(RuleBasedStateMachine):
    """A daily and a weekly form are filed, corrected, excused and added to, in any order; ``world`` is the test's."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        for alias in ("default", "audit"):
            self.stack.enter_context(transaction.atomic(alias))
            self.stack.callback(transaction.set_rollback, True, alias)
        self.time = SimulatedClock(BEGAN + timedelta(days=3, hours=1))
        self.stack.enter_context(clock.use(self.time))
        self.remembered: list[tuple[datetime, Shown]] = []

    @rule(body=st.sampled_from(UNITS), code=st.sampled_from(CODES), back=st.integers(0, 7), numbers=NUMBERS,
          draft=st.booleans())  # fmt: skip
    def file(self, body: str, code: str, back: int, numbers: list[int], draft: bool) -> None:
        """A unit files a report of today or an earlier day; one of a day that is not due is refused."""
        day = max(FIRST_DAY, self._today() - timedelta(days=back))
        form = form_of(code, day)
        told = dict(zip((field.code for field in form.numbers), numbers, strict=False))
        reasons = dict.fromkeys(told, "核实")
        filing = Filing(self.world.bodies[body], ORGANS, day, told, reasons, draft)
        with suppress(Refusal):
            actions.file(self.world.actor(body), self.world.response, [filing], form)

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(which=CHOICE, numbers=NUMBERS)
    def file_again(self, which: int, numbers: list[int]) -> None:
        """A unit replaces a report, or submits its draft."""
        rows = list(DailyReport.objects.at().select_related("body").order_by("entry"))
        row = rows[which % len(rows)]
        assert row.body is not None
        asked = form_of(row.form, row.day).numbers
        told = dict(zip((field.code for field in asked), numbers, strict=False))
        filing = Filing(row.body, ORGANS, row.day, told, dict.fromkeys(told, "更正"))
        with suppress(Refusal):
            actions.refile(self.world.actor(row.body.code), row.entry_id, filing, "更正")

    @rule(
        body=st.sampled_from(UNITS),
        code=st.sampled_from(CODES),
        start=st.integers(-2, 2),
        days=st.integers(0, 3),
    )
    def excuse(self, body: str, code: str, start: int, days: int) -> None:
        """A unit is excused from one of its forms for some days, or for good."""
        begin = self._today() + timedelta(days=start)
        end = begin + timedelta(days=days) if days else None
        actions.excuse(
            SYSTEM, self.world.response, self.world.bodies[body], begin, end, "停业", form_of(code, begin)
        )

    @precondition(lambda self: len(form_of("goods", self._today()).fields) == len(GOODS))
    @rule()
    def the_form_asks_for_more(self) -> None:
        """From tomorrow on the daily form has a fourth number; the reports before stay as they are."""
        field = Field("worn", "佩戴人数", FieldKind.CURRENT, unit="人", required=False)
        more = replace(
            FORMS[0], fields=(*GOODS, field), number=2, valid_from=self._today() + timedelta(days=1)
        )
        with suppress(Refusal):
            forms.approve(SYSTEM, forms.propose(SYSTEM, more))

    @rule(hours=st.sampled_from([3, 11, 25, 60]))
    def time_passes(self, hours: int) -> None:
        """Nothing happens, and things become late."""
        self.time.advance(timedelta(hours=hours))

    @rule()
    def the_worker_comes_by(self) -> None:
        """What was filed so far is added up."""
        fold()

    @invariant()
    def live_figures_equal_a_recomputation(self) -> None:
        """Every number of every form, and who is silent, at every node of both trees."""
        self.remembered.append(compare_with_recomputation(self.world, len(self.remembered), ROOM))

    def teardown(self) -> None:
        """What was shown at every hour is shown again as known then; then everything is taken back."""
        try:
            for turn, (instant, seen) in enumerate(self.remembered):
                again = shown(self.world, turn, instant, ROOM)
                assert {key: again.get(key) for key in seen} == seen, instant
        finally:
            self.stack.close()

    def _today(self) -> date:
        return clock.now().astimezone(BEGAN.tzinfo).date()


def test_numbers_of_the_command_s_forms_equal_a_recomputation(world: World) -> None:
    for form in FORMS:
        forms.approve(SYSTEM, forms.propose(SYSTEM, form))
        actions.set_rule(SYSTEM, world.response, form.code, ORGANS, FIRST_DAY, kinds=["department"])
    codes = {measure.code for measure in all_measures()}
    assert {"reports.goods.stock", "reports.goods.missing", "reports.money.all_given"} <= codes

    class SharedWorld(Weeks):
        pass

    SharedWorld.world = world
    run_state_machine_as_test(SharedWorld, settings=SOME)
