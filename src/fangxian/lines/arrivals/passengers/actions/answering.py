"""Say what became of a passenger, register him, take it back, give a passenger to a community."""

import uuid

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.actions.reporting import report
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.lines.arrivals.passengers.access import answerable_row, unplaced_row
from fangxian.lines.arrivals.passengers.actions.versions import (
    ANSWER,
    key_values,
    replace_row,
    successor_of,
    time_for,
)
from fangxian.lines.arrivals.passengers.models import PassengerRow, RowAnswer
from fangxian.lines.arrivals.passengers.rules import FIRM, OPEN, WEAK
from fangxian.lines.arrivals.passengers.sealing import passenger_of
from fangxian.lines.arrivals.passengers.settling import settle_lists, settle_rows
from fangxian.lines.arrivals.reconciling import lock
from fangxian.mechanisms.contacts.actions import follow, part
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind, Place

SAYABLE = FIRM | WEAK | {OPEN}
"""What a person may answer; that somebody is registered follows from a registration alone."""


def answer(
    actor: Actor,
    row_id: uuid.UUID,
    outcome: str,
    *,
    registration: uuid.UUID | None = None,
    reason: str = "",
) -> RowAnswer:
    """Say what became of a row; an answer given before is replaced, and stays readable as known then.

    With ``registration`` (one of the actor's communities) the row is that person, whatever the rules found, and
    calls about the row are found by the registration too.
    """
    row = answerable_row(actor, row_id)
    if registration is None and outcome not in SAYABLE:
        raise Invalid({"outcome": _("Choose what became of this passenger.")})
    if registration is not None:
        outcome = OPEN
        _must_be_registration(actor, row, registration)
    said = _answer(row, outcome, registration, reason)
    with entries.writing():
        lock(row.response, key_values([row_id]))
        said.happened_at = clock.now()
        _enter(actor, row, said, reason)
        settle_rows(row.response, {row_id})
        trail.record(
            actor, trail.Kind.WRITE, "passengers.answer", response=row.response_id, subject=row_id,
            outcome=outcome,
        )  # fmt: skip
    return said


def register(actor: Actor, row_id: uuid.UUID, arrival: Arrival) -> None:
    """Register a passenger at his community and say that the row is he: both, or nothing of it.

    Raises what ``arrivals.report`` and ``answer`` raise.
    """
    row = answerable_row(actor, row_id)
    with entries.writing():
        lock(
            row.response, [], whole=True
        )  # the registration's keys and the row's, in one: no two wait crosswise
        report(actor, row.response, [arrival])
        answer(actor, row_id, OPEN, registration=arrival.id)


def take_back(actor: Actor, row_id: uuid.UUID, reason: str = "") -> None:
    """Take the answer about a row back: it is open again, unless the rules know better.

    Raises ``Conflict`` where nobody has answered, or somebody has taken it back before.
    """
    row = answerable_row(actor, row_id)
    current = RowAnswer.objects.at().filter(row=row_id).first()
    if current is None:
        raise Conflict(_("There is no answer to take back."))
    with entries.writing():
        lock(row.response, key_values([row_id]))
        entries.void(current, actor, reason or _("undone"))
        if current.registration:
            part(row_id, current.registration)
        settle_rows(row.response, {row_id})
        trail.record(
            actor, trail.Kind.WRITE, "passengers.take_back", response=row.response_id, subject=row_id
        )


def assign(actor: Actor, row_id: uuid.UUID, place: Place, reason: str = "") -> PassengerRow:
    """Give a row to a community: one whose destination was not understood, or whom another answered not to have.

    The community's time begins anew; its predecessor's "does not live here" stays readable as known then.
    """
    row = unplaced_row(actor, row_id)
    if place.kind != Kind.COMMUNITY or not place.path.startswith(row.response.jurisdiction.path):
        raise Invalid({"place": _("Choose the community of residence.")})
    with entries.writing():
        lock(row.response, [], whole=True)
        said = RowAnswer.objects.at().filter(row=row_id).first()
        if said and said.outcome in WEAK:
            entries.void(said, actor, reason or _("given to another community"))
        successor = successor_of(row, passenger_of(row, row.response))
        successor.path, successor.assigned = place.path, True
        successor.due_at = clock.now() + time_for(row.response)
        replace_row(
            actor, row, successor, passenger_of(row, row.response), reason or _("given to a community")
        )
        settle_lists(row.response, {row.list})
        trail.record(
            actor, trail.Kind.WRITE, "passengers.assign", response=row.response_id, subject=row_id,
            place=place.code,
        )  # fmt: skip
    return successor


def _answer(row: PassengerRow, outcome: str, registration: uuid.UUID | None, reason: str) -> RowAnswer:
    return RowAnswer(
        entry_id=new_id(), response=row.response, happened_at=clock.now(), path=row.path, line_id=row.line_id,
        body_id=row.body_id, body_path=row.body_path, row=row.entry_id, outcome=outcome,
        registration=registration, reason=reason[:200],
    )  # fmt: skip


def _enter(actor: Actor, row: PassengerRow, said: RowAnswer, reason: str) -> None:
    """Write an answer in place of the former one, if any; contacts follow the registration that it names."""
    former = RowAnswer.objects.at().filter(row=row.entry_id).first()
    if former is None:
        entries.open_entries(ANSWER, [said], {said.entry_id: str(said.entry_id)}, actor)
    else:
        entries.replace(former, said, actor, reason or _("answered anew"))
        if former.registration:
            part(row.entry_id, former.registration)
    if said.registration:
        follow(row.entry_id, said.registration)


def _must_be_registration(actor: Actor, row: PassengerRow, registration: uuid.UUID) -> None:
    found = (
        Standing.objects.known()
        .filter(response=row.response, entry=registration, side=Side.COMMUNITY)
        .first()
    )
    scope = actor.scope("arrivals.register") | actor.scope("arrivals.decide")
    if found is None or not scope.holds_place(found.path):
        raise Missing(_("There is no such report."))
