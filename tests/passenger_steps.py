"""What stations, communities and the committee do with passenger lists, as steps of a day in the small world."""

import uuid
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from fangxian.conftest import BEGAN, World
from fangxian.core import clock
from fangxian.core.errors import Refusal
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers import actions as passengers
from fangxian.lines.arrivals.passengers.actions import answering
from fangxian.lines.arrivals.passengers.models import PassengerList, PassengerRow, RowAnswer
from fangxian.lines.arrivals.passengers.sealing import passenger_of
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.trees.people.actor import SYSTEM

TRIPS = ("K1", "G2")
PERSON, CHOICE = st.integers(0, 4), st.integers(0, 1000)
GOES = st.sampled_from(["春晖社区", "秋实社区", "夏荫社区", "某地", ""])
BARE = st.sampled_from([{}, {}, {"id_number": ""}, {"id_number": "", "phone": ""}])


class Trips(RuleBasedStateMachine):
    """Lists come, are corrected and taken back; rows are answered, assigned and registered; in any order."""

    world: World

    @rule(people=st.lists(PERSON, min_size=1, max_size=4), goes=GOES, bare=BARE, trip=st.sampled_from(TRIPS))
    def a_list_comes(self, people: list[int], goes: str, bare: dict[str, str], trip: str) -> None:
        """A station sends a list, or further rows of one that it sent."""
        rows = [passenger(person, goes, id=uuid.uuid4(), **bare) for person in people]  # type: ignore[arg-type]
        today = self._day()
        same = PassengerList.objects.at().filter(trip_key=trip, travelled_on=today).first()
        send(self.world, *rows, trip=trip, day=today, **({"id": same.entry_id} if same else {}))

    @precondition(lambda self: PassengerList.objects.at().exists())
    @rule(which=CHOICE)
    def a_list_comes_again(self, which: int) -> None:
        """The same rows arrive once more: nothing happens."""
        found = self._one(PassengerList, which)
        rows = [
            passenger_of(row, self.world.response)
            for row in PassengerRow.objects.at().filter(list=found.entry_id)
        ]
        first = [row for row in rows if PassengerRow.objects.filter(entry=row.id).count() == 1]
        again = send(self.world, *first, trip=found.trip, day=found.travelled_on, id=found.entry_id)
        assert (again.new, list(again.rows)) == (False, [])

    @precondition(lambda self: PassengerRow.objects.at().exists())
    @rule(which=CHOICE, person=PERSON, goes=GOES)
    def a_row_is_corrected(self, which: int, person: int, goes: str) -> None:
        """The station corrects a row, perhaps to another person and place."""
        row = self._one(PassengerRow, which)
        passengers.correct_rows(SYSTEM, row.list, [passenger(person, goes, id=row.entry_id)], "更正")  # type: ignore[arg-type]

    @precondition(lambda self: PassengerRow.objects.at().exists())
    @rule(which=CHOICE, said=st.sampled_from(sorted(answering.SAYABLE)), link=st.booleans())
    def a_row_is_answered(self, which: int, said: str, link: bool) -> None:
        """A community, or the committee, says what became of a passenger."""
        row = self._one(PassengerRow, which)
        report = ArrivalReport.objects.at().filter(side="community").order_by("entry").first()
        with suppress(Refusal):
            passengers.answer(
                SYSTEM, row.entry_id, said, registration=report.entry_id if link and report else None
            )

    @precondition(lambda self: RowAnswer.objects.at().exists())
    @rule(which=CHOICE)
    def an_answer_is_taken_back(self, which: int) -> None:
        """Somebody was too quick."""
        with suppress(Refusal):
            passengers.take_back(SYSTEM, self._one(RowAnswer, which).row)

    @precondition(lambda self: PassengerRow.objects.at().exists())
    @rule(which=CHOICE, place=st.sampled_from(["spring", "summer", "autumn"]))
    def a_row_is_assigned(self, which: int, place: str) -> None:
        """The committee finds a community for a row that none has."""
        with suppress(Refusal):
            passengers.assign(SYSTEM, self._one(PassengerRow, which).entry_id, self.world.places[place])

    @precondition(lambda self: PassengerList.objects.at().exists())
    @rule(which=CHOICE)
    def a_list_is_taken_back(self, which: int) -> None:
        """It was the wrong train."""
        passengers.withdraw(SYSTEM, self._one(PassengerList, which).entry_id, "发错了")

    @rule(
        person=PERSON, place=st.sampled_from(["spring", "autumn"]), trip=st.sampled_from(["", "k 1次", "G2"])
    )
    def somebody_of_the_trip_is_registered(self, person: int, place: str, trip: str) -> None:
        """A community registers somebody, stating the trip."""
        now = clock.now().replace(microsecond=0)
        arrival = self.world.registration(person, place, trip=trip, arrived_at=now)
        arrivals.report(self.world.actor(place), self.world.response, [arrival])

    def _day(self) -> date:
        return self._local().date()

    def _local(self) -> datetime:
        return clock.now().astimezone(BEGAN.tzinfo)

    @staticmethod
    def _one(model: Any, which: int) -> Any:
        rows = list(model.objects.at().order_by("entry"))
        return rows[which % len(rows)]
