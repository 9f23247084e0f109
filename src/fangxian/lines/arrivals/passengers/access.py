"""Whose lists and rows an actor may see, send, answer and assign (M5)."""

import datetime
import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerList, PassengerRow, RowStanding
from fangxian.mechanisms.figures.evidence import Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PUSH = "arrivals.push"
LOOK = (PUSH, "arrivals.view_community", "arrivals.decide")
"""Any of these lets somebody look at passenger lists; the queries narrow to his part."""
ANSWER = ("arrivals.register", "arrivals.decide")
UNPLACED = Q(outcome=Outcome.OPEN, assigned=False) | Q(outcome=Outcome.NOT_RESIDENT)
"""Rows that no community has: the committee finds one."""


def visible(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[RowStanding]:
    """Return the outcomes that an actor may see: of his communities, or of the lists that he sends."""
    communities = actor.scope("arrivals.view_community").place_q() | actor.scope("arrivals.decide").q()
    sent = sent_lists(actor, response, as_of).values("entry")
    return RowStanding.objects.known(as_of).filter(
        communities | (Q(list__in=sent) if actor.may(PUSH) else Q(pk__in=[])), response=response
    )


def opened(actor: Actor, question: Question, found: QuerySet[RowStanding]) -> QuerySet[RowStanding]:
    """Narrow the outcomes behind a figure to those that the actor may see."""
    return found.filter(pk__in=visible(actor, question.response, question.as_of).values("pk"))


READING = Reading("passenger", opened, at="received_at")


def sent_lists(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[PassengerList]:
    """Return the lists that an actor sends himself."""
    scope = actor.scope(PUSH)
    own = Q(body=None) & scope.place_q() | scope.body_q()
    return PassengerList.objects.at(as_of).filter(own, response=response)


def own_list(actor: Actor, list_id: uuid.UUID) -> PassengerList:
    """Return a list that the actor sends; raises ``Missing``."""
    found = PassengerList.objects.at().select_related("response__jurisdiction").filter(entry=list_id).first()
    actor.must(PUSH)
    if found is None or not _sends(actor, found):
        raise Missing(_("There is no such list."))
    return found


def visible_row(actor: Actor, row_id: uuid.UUID, as_of: datetime.datetime | None = None) -> PassengerRow:
    """Return a row that the actor may see, as known at an instant; raises ``Missing``."""
    row = PassengerRow.objects.at(as_of).select_related("response__jurisdiction").filter(entry=row_id).first()
    if row is None or not visible(actor, row.response, as_of).filter(entry=row_id).exists():
        raise Missing(_("There is no such passenger."))
    return row


def answerable_row(actor: Actor, row_id: uuid.UUID) -> PassengerRow:
    """Return a row of the actor's communities, or above them; raises ``Missing``."""
    row = PassengerRow.objects.at().select_related("response__jurisdiction").filter(entry=row_id).first()
    if row is None or not may_answer(actor, row):
        raise Missing(_("There is no such passenger."))
    return row


def may_answer(actor: Actor, row: PassengerRow | RowStanding) -> bool:
    """Tell whether the actor may say what became of a row."""
    scope = actor.scope("arrivals.decide")
    return scope.holds(place=row.path, line=row.line_id or "", body=row.body_path) or (
        row.assigned and actor.scope("arrivals.register").holds_place(row.path)
    )


def unplaced_row(actor: Actor, row_id: uuid.UUID) -> PassengerRow:
    """Return a row that no community has, for the committee to assign; raises ``Missing``."""
    actor.must("arrivals.decide")
    row = PassengerRow.objects.at().select_related("response__jurisdiction").filter(entry=row_id).first()
    waits = RowStanding.objects.known().filter(UNPLACED, entry=row_id, on_list=True).exists()
    scope = actor.scope("arrivals.decide")
    if (
        row is None
        or not waits
        or not scope.holds(place=row.path, line=row.line_id or "", body=row.body_path)
    ):
        raise Missing(_("There is no such passenger."))
    return row


def _sends(actor: Actor, row: PassengerList) -> bool:
    scope = actor.scope(PUSH)
    if row.body_id:
        return scope.holds_body(row.line_id or "", row.body_path) or scope.is_everything
    return scope.holds_place(row.path)
