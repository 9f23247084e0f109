"""Sums made ahead equal the facts: at every node, breakdown, window and instant, whatever came between (M24)."""

from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fangxian.conftest import BEGAN, INDUSTRY, ORGANS, World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.core.ids import new_id
from fangxian.core.scope import Scope
from fangxian.lines.reports.figures import FILED_REPORTS, MEASURES
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures import answers as figures
from fangxian.mechanisms.figures.measures import Mean, Measure
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.figures.tallies import facts, folding, reading
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import SYSTEM
from tests.sequences import sequences

FIELDS = [measure for measure in MEASURES if isinstance(measure, Measure) and measure.source is FILED_REPORTS]
NUMBERS = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=8, max_size=8)
CHOICE = st.integers(0, 1000)
PATHS = ("22", "2206", "220602", "220602001", "220602002", "220602001001", "220602001002", "220602002001",
         "220602001001001", "2205", "220501001001")  # fmt: skip
STANDS = ((ORGANS, "0001"), (ORGANS, "00010001"), (ORGANS, "00010002"), (INDUSTRY, "0001"), (INDUSTRY, "00010001"),
          (INDUSTRY, "000100010001"), (INDUSTRY, "000100010002"))  # fmt: skip


class Filings(RuleBasedStateMachine):
    """Reports come, are replaced, returned and taken back while a folder goes by; places and bodies move."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        for alias in ("default", "audit"):
            self.stack.enter_context(transaction.atomic(alias))
            self.stack.callback(transaction.set_rollback, True, alias)
        self.time = SimulatedClock(BEGAN + timedelta(days=2, hours=1))
        self.stack.enter_context(clock.use(self.time))
        self.instants: list[datetime] = [clock.now()]
        self.bodies = list(self.world.bodies.values())

    @initialize(seed=CHOICE)
    def begin(self, seed: int) -> None:
        """Some days have been reported and added up."""
        chance = Random(seed)
        for number in range(12):
            numbers = [chance.choice([None, chance.randint(0, 50)]) for _column in range(8)]
            stand = chance.choice(STANDS)
            self.file(chance.choice(PATHS), stand, number, chance.randint(0, 4), 0, numbers, draft=False)
            self.time_passes(chance.choice([1, 11, 300]))
        folding.fold()

    @rule(
        path=st.sampled_from(PATHS),
        stand=st.sampled_from(STANDS),
        body=CHOICE,
        back=st.integers(-1, 4),
        minute=st.sampled_from([0, 0, 0, 7]),
        numbers=NUMBERS,
        draft=st.booleans(),
    )
    def file(
        self,
        path: str,
        stand: tuple[str, str],
        body: int,
        back: int,
        minute: int,
        numbers: list[Any],
        draft: bool,
    ) -> None:
        """A report is filed for a day, at any level of both trees."""
        day = clock.now().astimezone(BEGAN.tzinfo).date() - timedelta(days=back)
        if body % 3 == 0:  # where a body stands now, after it may have been moved
            held = list(Position.objects.filter(valid_to=None, line=stand[0]).order_by("path"))
            stand = (stand[0], held[body % len(held)].path)
        due = start_of(day) + timedelta(hours=16, minutes=minute)
        row = DailyReport(
            entry_id=new_id(), response=self.world.response, form=RETURNEES.code, day=day, due_at=due,
            late_at=due, happened_at=due, path=path, line_id=stand[0], body_path=stand[1],
            body=self.bodies[body % len(self.bodies)], filed_at=None if draft else clock.now(),
            state="draft" if draft else "submitted",
            **{f"n{number + 1:02d}": value for number, value in enumerate(numbers)},
        )  # fmt: skip
        with suppress(Refusal), entries.writing():
            entries.open_entries("report", [row], {row.entry_id: str(row.entry_id)}, SYSTEM)

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(
        which=CHOICE, numbers=NUMBERS, state=st.sampled_from(["submitted", "returned", "accepted", "draft"])
    )
    def replace(self, which: int, numbers: list[Any], state: str) -> None:
        """A report is corrected, returned or accepted."""
        current = self._pick(which)
        successor = DailyReport.objects.get(pk=current.pk)
        successor.state = state
        successor.filed_at = successor.filed_at or (None if state == "draft" else clock.now())
        for number, value in enumerate(numbers):
            setattr(successor, f"n{number + 1:02d}", value)
        with entries.writing():
            entries.replace(current, successor, SYSTEM, "更正")

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(which=CHOICE)
    def void(self, which: int) -> None:
        """A report is taken back."""
        with entries.writing():
            entries.void(self._pick(which), SYSTEM, "误报")

    @rule(which=CHOICE, above=CHOICE)
    def move(self, which: int, above: int) -> None:
        """A body is moved below another one of its line; what stands below it follows."""
        standing = list(
            Position.objects.filter(valid_to=None).select_related("body", "line").order_by("line", "path")
        )
        row = standing[which % len(standing)]
        beside = [each for each in standing if each.line_id == row.line_id]
        with suppress(Refusal), transaction.atomic(), transaction.atomic("audit"):
            parent = beside[above % len(beside)].body
            bodies.move_in_line(
                SYSTEM, row.body, row.line, parent, clock.now().astimezone(BEGAN.tzinfo).date()
            )

    @rule(minutes=st.sampled_from([0, 1, 4, 11, 60, 600, 1440, 3000]))
    def time_passes(self, minutes: int) -> None:
        """Nothing happens."""
        self.time.advance(timedelta(minutes=minutes))
        self.instants.append(clock.now())

    @rule()
    def fold(self) -> None:
        """The worker comes by."""
        folding.fold()

    @rule()
    def fold_in_small_steps(self) -> None:
        """The worker comes by, and much is waiting."""
        step, folding.STEP = folding.STEP, 1
        try:
            folding.fold()
        finally:
            folding.STEP = step

    @invariant()
    def sums_equal_facts(self) -> None:
        """Every question has the answer that the facts give."""
        for number, question in enumerate(self._questions(), DailyReport.objects.count()):
            assert shown(question, SUMMED) == shown(question, PLAIN), question
            answered[reading.groups(TALLIED, question, FIELDS) is not None] += 1
            if number % 5 == 0:  # where nodes are many, all of them are looked up at once
                most, facts.MOST_PRESENT = facts.MOST_PRESENT, 0
                assert shown(question, SUMMED) == shown(question, PLAIN), question
                facts.MOST_PRESENT = most

    def teardown(self) -> None:
        """Take everything back."""
        self.stack.close()

    def _pick(self, which: int) -> DailyReport:
        rows = list(DailyReport.objects.at().order_by("entry"))
        return rows[which % len(rows)]

    def _questions(self) -> list[Question]:
        """Return questions of every kind: some at each turn, as time and instants go on."""
        turn = len(self.instants) + DailyReport.objects.count()
        known = self.instants[turn % len(self.instants)]
        today = known.astimezone(BEGAN.tzinfo).date()
        windows: list[dict[str, Any]] = [
            {},
            {"as_of": known},
            {"start": start_of(today), "end": end_of(today)},
            {"start": start_of(today) - timedelta(days=2), "end": known},
            {"as_of": known, "end": end_of(today - timedelta(days=1))},
            {"start": known - timedelta(hours=30), "end": known - timedelta(minutes=13), "as_of": known},
            {"as_of": known + timedelta(days=30)},
        ]
        nodes = self._nodes()
        chosen = [(turn * 5 + number * 7) % len(nodes) for number in range(3)]
        return [
            ask(self.world.response, **nodes[which], **windows[(turn + number) % len(windows)])
            for number, which in enumerate(chosen)
        ]

    def _nodes(self) -> list[dict[str, Any]]:
        places, known = self.world.places, self.world.bodies
        below = {"by": "body", "body": known["committee"], "line": ORGANS}
        mixed = Scope(frozenset({"220602002"}), frozenset({(ORGANS, "0001")}))
        county_and_lines = Scope(frozenset({"220602"}), frozenset({(ORGANS, "0001"), (INDUSTRY, "00010001")}))
        beside = Scope(frozenset({"2205", "220602001"}), frozenset({(ORGANS, "00010001")}))
        return [
            {"by": "place"},
            {"place": places["province"], "by": "place"},
            {"place": places["city"], "by": "place"},
            {"place": places["county"], "by": "place"},
            {"place": places["east"], "by": "place"},
            {"place": places["county"], "by": "day"},
            {"by": "line"},
            {"by": "body"},
            {"line": ORGANS, "by": "day"},
            {"body": known["committee"], "line": ORGANS, "by": "body"},
            {"body": known["committee"], "line": INDUSTRY, "by": "body"},
            {"body": known["regulator"], "line": INDUSTRY, "by": "body", "place": places["county"]},
            {"body": known["regulator"], "line": INDUSTRY, "by": "place", "place": places["city"]},
            {"place": places["city"], "by": "place", "scope": Scope(places=frozenset({"220602001"}))},
            {"place": places["city"], "by": "place", "scope": Scope(places=frozenset({"220602"}))},
            {**below, "scope": Scope(places=frozenset({"220602"}))},
            {**below, "scope": Scope(bodies=frozenset({(ORGANS, "0001")}))},
            {**below, "place": places["city"]},
            {**below, "place": places["county"], "by": "place"},
            {**below, "place": places["east"], "by": "place"},
            {**below, "place": places["east"]},
            {**below, "place": places["province"]},
            {"body": known["regulator"], "line": INDUSTRY, "by": "day", "place": places["west"]},
            {"place": places["spring"], "by": "place"},
            {"place": places["spring"]},
            {**below, "scope": Scope(places=frozenset({"220602001"}))},
            {"place": places["east"], "by": "place", "scope": Scope(places=frozenset({"220602001002"}))},
            {"place": places["county"], "by": "place", "scope": mixed},
            {"scope": mixed},
            {"scope": mixed, "by": "place"},
            {"scope": county_and_lines, "by": "place"},
            {"scope": county_and_lines, "by": "day"},
            {"place": places["city"], "by": "place", "scope": county_and_lines},
            {"place": places["spring"], "scope": mixed},
            {**below, "scope": mixed},
            {**below, "scope": beside},
            {"line": INDUSTRY, "scope": mixed},
            {"line": ORGANS, "place": places["city"], "by": "place", "scope": beside},
            {"line": ORGANS, "by": "place"},
        ]  # fmt: skip


PLAIN = TableSource(FILED_REPORTS.model, FILED_REPORTS.base)
TALLIED = Tallied(
    "tested",
    PLAIN.model,
    PLAIN.base,
    {f"n{number:02d}": f"v{number:02d}" for number in range(1, 9)},
    frozenset({"n08"}),
)
SUMMED = TableSource(PLAIN.model, PLAIN.base, tallied=TALLIED)
answered = {True: 0, False: 0}


def shown(question: Question, source: TableSource) -> Any:
    """Return what would be shown of every number, those added and a mean, by a source."""
    measures = [_from(measure, source) for measure in FIELDS]
    measures.append(Mean("mean", "", "", source, FIELDS[0].kind, FIELDS[0].where, column="n08"))
    found = figures.answers(question, measures)
    return [(answer.total, answer.nodes) for answer in found]


def _from(measure: Measure, source: TableSource) -> Measure:
    return Measure(
        measure.code,
        measure.title,
        measure.sentence,
        source,
        measure.kind,
        measure.where,
        column=measure.column,
    )


def test_sums_equal_facts_after_any_sequence_of_filings(world: World, monkeypatch: Any) -> None:
    class SharedWorld(Filings):
        pass

    SharedWorld.world = world
    monkeypatch.setattr(folding, "declared", lambda: [TALLIED])
    run_state_machine_as_test(SharedWorld, settings=sequences(4))
    assert answered[True] > answered[False] / 2, "many answers come from sums"
