"""Counts from tallies equal the counts of the facts, one by one, whatever happened and whenever it was folded (M8)."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fangxian.conftest import BEGAN, FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.core.scope import EVERYTHING, Scope
from fangxian.lines.reports import actions
from fangxian.lines.reports.due import COUNTED
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation, OwingRule
from fangxian.lines.reports.owed import counting, reading
from fangxian.lines.reports.owed.auditing import differences
from fangxian.lines.reports.owed.folding import fold, rebuild
from fangxian.lines.reports.owed.tests import pages
from fangxian.lines.reports.tests.supplies import CODE, FORM, approved
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures.questions import Question, ask, end_of, start_of
from fangxian.mechanisms.forms.vocabulary import Frequency
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import Place
from tests.sequences import sequences

DAY = timedelta(days=1)
UNITS = ("audit-office", "archives", "statistics", "north-bank", "south-bank")
CHOICE = st.integers(0, 1000)
PART: dict[str, Sequence[object]] = {
    "by": ["", "place", "body", "line", "day"],
    "place": [None, "province", "city", "county", "east", "spring"],
    "body": [None, None, "committee", "regulator", "north-bank"],
    "line": ["", ORGANS, INDUSTRY],
    "scope": ["", "", "city", "east", "line", "both"],
    "start": [-1, 0, 0, 1, 2],
    "end": [None, None, 0, 1, 2, 3],
    "hour": [False, False, True],
    "back": [0, 0, 0, 0.05, 1, 7, 30],
    "running": [False, True],
    "form": ["", "", "daily-returnees", CODE],
}


class Histories(RuleBasedStateMachine):
    """Everything by which what is owed and filed changes; ``world`` is set by the test."""

    world: World
    served = 0

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        for alias in ("default", "audit"):
            self.stack.enter_context(transaction.atomic(alias))
            self.stack.callback(transaction.set_rollback, True, alias)
        self.time = SimulatedClock(BEGAN + timedelta(hours=1))
        self.stack.enter_context(clock.use(self.time))
        self.chance = Random(2020)
        approved(self.world)
        fold(self.world.response)
        actions.set_rule(SYSTEM, self.world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
        for _day in range(2):
            self.file(list(UNITS[1:]), 0, False, False)
            self.time.advance(timedelta(hours=26))

    def teardown(self) -> None:
        """Nothing may differ in the end; then everything is taken back."""
        try:
            fold(self.world.response)
            assert differences(self.world.response) == []
        finally:
            self.stack.close()

    @rule(units=st.lists(st.sampled_from(UNITS), min_size=1, unique=True), back=st.integers(0, 3),
          draft=st.sampled_from([False, False, True]), other=st.booleans())  # fmt: skip
    def file(self, units: list[str], back: int, draft: bool, other: bool) -> None:
        """Units file a day's report, or draft it."""
        for unit in units:
            filing = self.world.filing(unit, max(FIRST_DAY, self.today - DAY * back), draft=draft)
            if other:
                filing = replace(filing, numbers={"received": 1, "total": 1})
            self._try(actions.file, SYSTEM, self.world.response, [filing], *([FORM] if other else []))

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(which=CHOICE, what=st.sampled_from(["again", "accept", "return", "void"]))
    def change(self, which: int, what: str) -> None:
        """A report is replaced, accepted, returned or taken back."""
        rows = list(DailyReport.objects.at().select_related("body").order_by("entry"))
        row = rows[which % len(rows)]
        if what == "void":
            entries.void(row, SYSTEM, "误报")
        elif what == "again" and row.body:
            filing = replace(self.world.filing(row.body.code, row.day), line=row.line_id or "")
            self._try(actions.refile, SYSTEM, row.entry_id, filing, "更正")
        else:
            self._try(actions.review, SYSTEM, [row.entry_id], accept=what == "accept", comment="请核对")

    @rule(body=st.sampled_from(UNITS), start=st.integers(-2, 2), days=st.integers(0, 3), form=st.booleans())
    def excuse(self, body: str, start: int, days: int, form: bool) -> None:
        """A unit is excused for some days (none: for good); excuses may overlap."""
        begin = self.today + DAY * start
        unit, until = self.world.bodies[body], begin + DAY * days if days else None
        own = [FORM] if form else []
        self._try(actions.excuse, SYSTEM, self.world.response, unit, begin, until, "停业", *own)

    @precondition(lambda self: Excuse.objects.at().exists())
    @rule(which=CHOICE)
    def withdraw(self, which: int) -> None:
        """An excuse is taken back."""
        rows = list(Excuse.objects.at().order_by("entry"))
        self._try(actions.withdraw_excuse, SYSTEM, rows[which % len(rows)].entry_id, "恢复")

    @precondition(lambda self: Obligation.objects.at().exists())
    @rule(which=CHOICE, on=st.integers(-1, 2), again=st.booleans())
    def end(self, which: int, on: int, again: bool) -> None:
        """An obligation ends, and perhaps begins again some days later."""
        rows = list(Obligation.objects.at().select_related("body__place").order_by("entry"))
        row = rows[which % len(rows)]
        self._try(actions.end_obligation, SYSTEM, row.entry_id, self.today + DAY * on, "撤并")
        if again and row.body:
            self._try(
                actions.oblige,
                SYSTEM,
                self.world.response,
                [(row.body, row.line_id, self.today + DAY * (on + 1), None)],
            )

    @rule(weekly=st.booleans(), kinds=st.booleans(), body=st.booleans())
    def rule_made(self, weekly: bool, kinds: bool, body: bool) -> None:
        """A form of the command's is owed by rule, from its first day on."""
        form = replace(FORM, valid_from=self.today + DAY)
        form = replace(form, frequency=Frequency.WEEKLY, due_on="0") if weekly else form
        if self._try(approved, self.world, form) is not None:
            part = {
                "kinds": ["department"] if kinds else [],
                "body": self.world.bodies["regulator"] if body else None,
            }
            line = INDUSTRY if body else ORGANS
            self._try(actions.set_rule, SYSTEM, self.world.response, CODE, line, self.today + DAY, **part)

    @precondition(lambda self: OwingRule.objects.at().exists())
    @rule(which=CHOICE, on=st.integers(0, 2))
    def rule_ends(self, which: int, on: int) -> None:
        """A rule ends."""
        rows = list(OwingRule.objects.at().order_by("entry"))
        self._try(actions.end_rule, SYSTEM, rows[which % len(rows)].entry_id, self.today + DAY * on, "结束")

    @rule(body=st.sampled_from(UNITS), parent=st.sampled_from(["committee", "audit-office", "regulator"]),
          on=st.integers(-1, 1), follow=st.booleans())  # fmt: skip
    def move(self, body: str, parent: str, on: int, follow: bool) -> None:
        """A unit moves in its line; what it owes follows at once or later."""
        line = Line(self.world.line_of[body])
        self._try(
            bodies.move_in_line,
            SYSTEM,
            self.world.bodies[body],
            line,
            self.world.bodies[parent],
            self.today + DAY * on,
        )
        if follow:
            actions.apply_rules(self.world.response)

    @rule(place=st.sampled_from(["east", "county", "west"]), number=st.integers(3, 9), follow=st.booleans())
    def recode(self, place: str, number: int, follow: bool) -> None:
        """A place gets another code, and with it another path."""
        found = Place.objects.get(pk=self.world.places[place].pk)
        self._try(places.recode, SYSTEM, found, found.code[:-1] + str(number), self.today)
        for body in self.world.bodies.values():
            body.refresh_from_db()
        if follow:
            actions.apply_rules(self.world.response)

    @rule()
    def follow(self) -> None:
        """The worker applies the rules."""
        actions.apply_rules(self.world.response)

    @rule(hours=st.sampled_from([0.1, 1, 3, 11, 25, 60]))
    def time_passes(self, hours: float) -> None:
        """Nothing happens, and things become late."""
        self.time.advance(timedelta(hours=hours))

    @rule(anew=st.booleans())
    def fold(self, anew: bool) -> None:
        """The worker folds, or begins anew."""
        (rebuild if anew else fold)(self.world.response)

    @invariant()
    def any_question_is_answered_as_from_the_facts(self) -> None:
        """The plain questions of every page, and some of all others."""
        for by in ("", "place", "line", "day"):
            self._compare({"by": by}, must=True)
        for _turn in range(2):
            self._compare({name: self.chance.choice(own) for name, own in PART.items()})

    @invariant()
    def any_page_is_read_as_from_the_facts(self) -> None:
        """What lies behind a figure, who is silent, and the grid under a filter, of any part."""
        words = {name: self.chance.choice(own) for name, own in PART.items() if name not in ("by", "running")}
        question, form = self._question(by="", **words)
        kind = self.chance.randrange(12)
        if kind > 2:
            return
        if kind == 0:
            pages.hold(question, form, self.chance.choice(list(COUNTED)))
        elif kind == 1:
            pages.hold_silence(question, form)
        else:
            pages.hold_grid(question.at(end=question.now), form or "daily-returnees")

    @property
    def today(self) -> date:
        return clock.now().astimezone(BEGAN.tzinfo).date()

    def _compare(self, words: dict[str, object], *, must: bool = False) -> None:
        question, form = self._question(**words)
        fast = reading.counted(question, form)
        if fast is None:
            assert not must
            return
        type(self).served += 1
        plain = counting.counted(question, form)
        assert {k: v for k, v in fast.items() if v.due} == {k: v for k, v in plain.items() if v.due}, words

    def _question(self, by: str, form: str = "", **words: object) -> tuple[Question, str]:
        now = clock.now()
        back = float(str(words.get("back", 0)))
        as_of = max(BEGAN, now - timedelta(hours=back)) if back else None
        start = start_of(FIRST_DAY + DAY * int(str(words.get("start", 0))))
        end = None
        if words.get("end") is not None:
            day = FIRST_DAY + DAY * int(str(words["end"]))
            end = start_of(day) + timedelta(hours=18) if words["hour"] else end_of(day)
        line = str(words.get("line", ""))
        place = (
            Place.objects.get(pk=self.world.places[str(words["place"])].pk) if words.get("place") else None
        )
        body = self.world.bodies[str(words["body"])] if words.get("body") else None
        if body and body.code != "committee":
            line = self.world.line_of[body.code]
        line = line or (ORGANS if body else "")
        question = ask(
            self.world.response, start=start, end=end, as_of=as_of, place=place, body=body, line=line, by=by,
            scope=self._scope(str(words.get("scope", ""))),
        )  # fmt: skip
        if words.get("running"):
            question = question.at(running_from=start_of(FIRST_DAY))
        if question.end < question.start:
            question = question.at(end=end_of(question.start.date()))
        return question, form

    def _scope(self, name: str) -> Scope:
        held = frozenset({(ORGANS, "0001")}) if name in ("line", "both") else frozenset()
        own = {"city": "2206", "east": self.world.places["east"].path, "both": "220602"}.get(name)
        return Scope(frozenset({own} if own else ()), held) if name else EVERYTHING

    @staticmethod
    def _try(action: Callable[..., object], *args: object, **named: object) -> object:
        with suppress(Refusal), transaction.atomic():
            return action(*args, **named)
        return None


def test_whatever_happens_the_tallies_say_what_the_facts_say(world: World) -> None:
    class Shared(Histories):
        pass

    Shared.world = world
    run_state_machine_as_test(Shared, settings=sequences(4))
    assert Shared.served
