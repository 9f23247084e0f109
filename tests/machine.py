"""A day in the life of the small world, in any order that hypothesis can think of (M5, M8).

After every step what is stored and what is shown must equal a recomputation from nothing; at the end every
instant that was remembered must still be answered as it was answered then.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fangxian.conftest import BEGAN, FIRST_DAY, World
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Refusal
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Side
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport, Excuse
from fangxian.mechanisms.cases import actions as cases
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.trees.people.actor import SYSTEM, Actor
from tests.comparison import Shown, a_sweep_agrees, compare_with_recomputation, shown, standings_agree

UNITS = ("audit-office", "archives", "north-bank", "south-bank")
COMMUNITIES = ("spring", "summer", "autumn")
PEOPLE = st.integers(0, 4)
HOURS_AGO = st.sampled_from([0, 1, 10, 30, 300, 340])
TWISTS = st.sampled_from(["", "", "", "slip", "traditional", "no_id", "no_id_no_phone", "phone_slip", "bare"])
CHOICE = st.integers(0, 1000)
T = TypeVar("T")


def twisted(arrival: Arrival, twist: str) -> Arrival:
    """Write a person down as somebody in a hurry would."""
    identity, contact = arrival.person.identity, arrival.person.contact
    if twist == "slip":
        number = identity.id_number
        identity = replace(identity, id_number=f"{number[:12]}{(int(number[12]) + 1) % 10}{number[13:]}")
    if twist == "traditional":
        identity = replace(identity, name=identity.name.translate(str.maketrans("赵钱孙远长", "趙錢孫遠長")))
    if twist.startswith("no_id") or twist == "bare":
        identity = replace(identity, id_number="")
    if twist in ("no_id_no_phone", "bare"):
        contact = replace(contact, phone="", address=contact.address if twist == "no_id_no_phone" else "")
    if twist == "phone_slip":
        contact = replace(
            contact, phone=f"{contact.phone[:9]}{(int(contact.phone[9]) + 1) % 10}{contact.phone[10:]}"
        )
        identity = replace(identity, id_number="")
    return replace(arrival, person=replace(arrival.person, identity=identity, contact=contact))


class Days(RuleBasedStateMachine):
    """Everything that both sides, the committee and the units may do; ``world`` is set by the test."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic("default"))
        self.stack.enter_context(transaction.atomic("audit"))
        self.stack.callback(transaction.set_rollback, True, "default")
        self.stack.callback(transaction.set_rollback, True, "audit")
        self.time = SimulatedClock(BEGAN + timedelta(hours=1))
        self.stack.enter_context(clock.use(self.time))
        self.sent: list[Arrival] = []
        self.remembered: list[tuple[datetime, Shown]] = []

    @rule(person=PEOPLE, body=st.sampled_from(UNITS), place=st.sampled_from(COMMUNITIES), twist=TWISTS,
          ago=HOURS_AGO, hubei=st.booleans(), sick=st.booleans())  # fmt: skip
    def declare(
        self, person: int, body: str, place: str, twist: str, ago: int, hubei: bool, sick: bool
    ) -> None:
        """A unit declares somebody."""
        arrival = self.world.declaration(
            person,
            body,
            place,
            origin="湖北武汉" if hubei else "北京",
            has_symptoms=sick,
            **self._arrived(ago),
        )
        self._report(twisted(arrival, twist), body)

    @rule(person=PEOPLE, place=st.sampled_from(COMMUNITIES), employer=st.sampled_from(["", *UNITS]), twist=TWISTS,
          ago=HOURS_AGO, sick=st.booleans(), together=st.integers(0, 1), stated=st.booleans())  # fmt: skip
    def register(
        self,
        person: int,
        place: str,
        employer: str,
        twist: str,
        ago: int,
        sick: bool,
        together: int,
        stated: bool,
    ) -> None:
        """A community registers somebody."""
        arrival = self.world.registration(
            person,
            place,
            employer,
            has_symptoms=sick,
            cohabitants=together,
            time_stated=stated,
            **self._arrived(ago),
        )
        self._report(twisted(arrival, twist), place)

    @rule(people=st.lists(PEOPLE, min_size=2, max_size=5, unique=True), place=st.sampled_from(COMMUNITIES))
    def register_a_list(self, people: list[int], place: str) -> None:
        """A community sends a whole list."""
        listed = [self.world.registration(person, place, **self._arrived(2)) for person in people]
        arrivals.report(self.world.actor(place), self.world.response, listed)
        self.sent += listed

    @precondition(lambda self: self.sent)
    @rule(which=CHOICE)
    def send_again(self, which: int) -> None:
        """The same entry arrives once more: nothing happens, be it corrected or void by now."""
        arrival = self.sent[which % len(self.sent)]
        sender = arrival.body.code if arrival.side is Side.UNIT and arrival.body else arrival.place.code
        assert arrivals.report(self._sender(sender), self.world.response, [arrival]) == []

    @precondition(lambda self: self._current())
    @rule(which=CHOICE, person=PEOPLE, place=st.sampled_from(COMMUNITIES), twist=TWISTS, ago=HOURS_AGO)
    def correct(self, which: int, person: int, place: str, twist: str, ago: int) -> None:
        """A side corrects what it reported, perhaps to another person, day and community."""
        row = self._pick(self._current(), which)
        code = row.body.code if row.body else ""
        make = self.world.declaration if row.side == Side.UNIT else self.world.registration
        body = {"body": code} if row.side == Side.UNIT else {"employer": code}
        arrival = make(person, place=place, id=row.entry_id, **body, **self._arrived(ago))
        self._try(arrivals.correct, self._owner(row), row.entry_id, twisted(arrival, twist), "写错")

    @precondition(lambda self: self._current())
    @rule(which=CHOICE)
    def void(self, which: int) -> None:
        """A side takes a report back."""
        row = self._pick(self._current(), which)
        arrivals.void(self._owner(row), row.entry_id, "误报")

    @precondition(lambda self: len(self._current()) > 1)
    @rule(one=CHOICE, other=CHOICE, same=st.booleans())
    def decide(self, one: int, other: int, same: bool) -> None:
        """The committee decides on any two reports, also against its former word."""
        rows = self._current()
        first, second = self._pick(rows, one), self._pick(rows, other)
        if first.entry_id != second.entry_id:
            arrivals.decide(self.world.actor("committee"), first.entry_id, second.entry_id, same=same)

    @precondition(lambda self: Decision.objects.at().exists())
    @rule(which=CHOICE)
    def undo(self, which: int) -> None:
        """A decision, or a "not ours", is taken back."""
        decision = self._pick(list(Decision.objects.at().order_by("entry")), which)
        arrivals.undo(self.world.actor("committee"), decision.entry_id)

    @precondition(lambda self: self._current(Side.UNIT))
    @rule(which=CHOICE)
    def not_ours(self, which: int) -> None:
        """The community named in a declaration does not know him."""
        row = self._pick(self._current(Side.UNIT), which)
        self._try(arrivals.disclaim, SYSTEM, row.entry_id, "查无此人")

    @precondition(lambda self: Referral.objects.at().exists())
    @rule(which=CHOICE, close=st.booleans())
    def settle_a_case(self, which: int, close: bool) -> None:
        """A case is taken over, or closed."""
        case = self._pick(list(Referral.objects.at().order_by("entry")), which)
        if close:
            self._try(cases.close, SYSTEM, case.entry_id, "已上门")
        else:
            self._try(cases.take_over, SYSTEM, case.entry_id)

    @precondition(lambda self: self._current())
    @rule(which=CHOICE, reached=st.booleans())
    def ask(self, which: int, reached: bool) -> None:
        """A side calls somebody whom it reported, whoever asked him before."""
        row = self._pick(self._current(), which)
        outcome = "reached" if reached else "not_reached"
        contacts.log(self._owner(row), "arrival", row.entry_id, "phone", outcome)

    @rule(body=st.sampled_from(UNITS), late=st.integers(0, 2), more=st.integers(0, 2), draft=st.booleans())
    def file(self, body: str, late: int, more: int, draft: bool) -> None:
        """A unit files today's report, or an earlier one, as the ledgers have it or with more."""
        day = max(FIRST_DAY, self._today() - timedelta(days=late))
        filing = self.world.filing(body, day, draft=draft)
        numbers = dict(filing.numbers) | {"new_arrivals": filing.numbers["new_arrivals"] + more}
        told = replace(filing, numbers=numbers, reasons=dict.fromkeys(numbers, "核实"))
        self._try(reports.file, self.world.actor(body), self.world.response, [told])

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(which=CHOICE, more=st.integers(0, 2))
    def file_again(self, which: int, more: int) -> None:
        """A unit replaces a report, or submits its draft."""
        row = self._pick(list(DailyReport.objects.at().select_related("body").order_by("entry")), which)
        code = row.body.code if row.body else ""
        filing = self.world.filing(code, row.day)
        numbers = dict(filing.numbers) | {"new_arrivals": more}
        told = replace(filing, numbers=numbers, reasons=dict.fromkeys(numbers, "更正"))
        self._try(reports.refile, self.world.actor(code), row.entry_id, told, "更正")

    @precondition(lambda self: DailyReport.objects.at().exists())
    @rule(which=CHOICE, accept=st.booleans())
    def review(self, which: int, accept: bool) -> None:
        """The committee accepts a report, or returns it."""
        row = self._pick(list(DailyReport.objects.at().order_by("entry")), which)
        self._try(
            reports.review, self.world.actor("committee"), [row.entry_id], accept=accept, comment="请核对"
        )

    @rule(body=st.sampled_from(UNITS), start=st.integers(-2, 2), days=st.integers(0, 3))
    def excuse(self, body: str, start: int, days: int) -> None:
        """A unit is excused for some days (none: for good), past ones too."""
        begin = self._today() + timedelta(days=start)
        end = begin + timedelta(days=days) if days else None
        reports.excuse(SYSTEM, self.world.response, self.world.bodies[body], begin, end, "停业")

    @precondition(lambda self: Excuse.objects.at().exists())
    @rule(which=CHOICE)
    def withdraw_an_excuse(self, which: int) -> None:
        """An excuse is taken back."""
        excuse = self._pick(list(Excuse.objects.at().order_by("entry")), which)
        reports.withdraw_excuse(SYSTEM, excuse.entry_id, "恢复营业")

    @rule(hours=st.sampled_from([1, 3, 11, 25, 60]))
    def time_passes(self, hours: int) -> None:
        """Nothing happens, and things become late."""
        self.time.advance(timedelta(hours=hours))

    @invariant()
    def the_stored_standings_follow_from_the_entries(self) -> None:
        """What is stored is what the rules say of all current reports at once, without gap or overlap."""
        standings_agree(self.world.response)

    @invariant()
    def live_figures_equal_a_recomputation(self) -> None:
        """Every measure at every node, and once more for the day that has just been."""
        self.remembered.append(compare_with_recomputation(self.world, len(self.remembered)))

    def teardown(self) -> None:
        """What was shown at every hour is shown again as known then, and all reports at once stand as they do.

        Then everything is taken back.
        """
        try:
            for turn, (instant, seen) in enumerate(self.remembered):
                assert shown(self.world, turn, instant) == seen, instant
            a_sweep_agrees(self.world.response)
        finally:
            self.stack.close()

    def _report(self, arrival: Arrival, sender: str) -> None:
        arrivals.report(self.world.actor(sender), self.world.response, [arrival])
        self.sent.append(arrival)

    def _arrived(self, ago: int) -> dict[str, datetime]:
        return {"arrived_at": clock.now().replace(microsecond=0) - timedelta(hours=ago)}

    def _owner(self, row: ArrivalReport) -> Actor:
        if row.side == Side.UNIT and row.body:
            return self.world.actor(row.body.code)
        return self._sender(row.path)

    def _sender(self, code: str) -> Actor:
        """Return who reports under a body's code, or for a community."""
        own = {self.world.places[name].code: name for name in COMMUNITIES}
        return self.world.actor(own.get(code, code))

    def _today(self) -> date:
        return clock.now().astimezone(BEGAN.tzinfo).date()

    @staticmethod
    def _current(*sides: Side) -> list[ArrivalReport]:
        rows = ArrivalReport.objects.at().select_related("body").order_by("entry")
        return [row for row in rows if not sides or row.side in sides]

    @staticmethod
    def _pick(rows: list[T], which: int) -> T:
        return rows[which % len(rows)]

    @staticmethod
    def _try(action: Callable[..., object], *args: object, **named: object) -> None:
        with suppress(Refusal):
            action(*args, **named)
