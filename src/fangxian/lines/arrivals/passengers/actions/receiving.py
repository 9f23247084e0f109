"""Receive a list, correct what it says, take it back: whoever sends it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals.passengers.access import PUSH, own_list
from fangxian.lines.arrivals.passengers.actions.versions import (
    LIST,
    enter_rows,
    fill,
    replace_row,
    successor_of,
)
from fangxian.lines.arrivals.passengers.inputs import Passenger, Sending, check
from fangxian.lines.arrivals.passengers.models import PassengerKey, PassengerList, PassengerRow
from fangxian.lines.arrivals.passengers.rules import trip_key
from fangxian.lines.arrivals.passengers.sealing import passenger_of
from fangxian.lines.arrivals.passengers.settling import settle_lists
from fangxian.lines.arrivals.reconciling import lock
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.resolver import Resolver
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Received:
    """The list as it stands, whether it is new, and the rows that were added to it."""

    list: PassengerList
    new: bool
    rows: Sequence[PassengerRow]


def receive(actor: Actor, response: Response, sending: Sending) -> Received:
    """Take a list in, or further rows of one; rows entered before with the same content are passed over.

    Raises ``Invalid`` by field, ``Forbidden``/``Missing`` outside the actor's scope, ``Conflict`` when an id holds
    other content or the trip's list came before under another id; then nothing of it is written.
    """
    check(sending, response)
    version = _list_version(actor, response, sending)
    with entries.writing():
        lock(response, [], whole=True)
        now = version.happened_at = clock.now()
        current = _same_trip(version)
        if current and current.entry_id != sending.id:
            raise Conflict(_("A list of this trip and day was sent before: add rows to that one."))
        new = entries.open_entries(LIST, [version], {sending.id: sending.content}, actor)
        if not new and current is None:
            raise Conflict(_("This list was taken back: send it under a new id."))
        rows = enter_rows(actor, response, current or version, sending.passengers, now)
        if new or rows:
            settle_lists(response, {sending.id})
            trail.record(
                actor, trail.Kind.WRITE, "passengers.receive", response=response.id, subject=sending.id,
                count=len(rows),
            )  # fmt: skip
    return Received(current or version, bool(new), rows)


def correct_rows(actor: Actor, list_id: uuid.UUID, rows: Collection[Passenger], reason: str) -> None:
    """Replace what a list says of some passengers; the community of an unchanged destination stays."""
    current = own_list(actor, list_id)
    names = Resolver.load(current.response.jurisdiction.path)
    with entries.writing():
        lock(current.response, [], whole=True)
        for passenger in rows:
            _correct(actor, current, passenger, names, reason)
        settle_lists(current.response, {list_id})
        trail.record(
            actor, trail.Kind.WRITE, "passengers.correct", response=current.response_id, subject=list_id,
            count=len(rows),
        )  # fmt: skip


def withdraw(actor: Actor, list_id: uuid.UUID, reason: str) -> None:
    """Take a whole list back with a reason: its rows count nowhere from now on."""
    current = own_list(actor, list_id)
    with entries.writing():
        lock(current.response, [], whole=True)
        entries.void(current, actor, reason)
        rows = list(PassengerRow.objects.at().filter(list=list_id).select_related("response"))
        for row in rows:
            entries.void(row, actor, reason)
        PassengerKey.objects.filter(entry__in=[row.entry_id for row in rows]).delete()
        settle_lists(current.response, {list_id})
        trail.record(
            actor, trail.Kind.WRITE, "passengers.withdraw", response=current.response_id, subject=list_id,
            count=len(rows),
        )  # fmt: skip


def _list_version(actor: Actor, response: Response, sending: Sending) -> PassengerList:
    """Return a list's version row, checked against the actor's scope."""
    path, line, body_path = sending.place.path if sending.place else "", "", ""
    if sending.body:
        position = Position.objects.filter(body=sending.body, line=sending.line, valid_to=None).first()
        if position is None:
            raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": sending.body}})
        path, line, body_path = sending.body.place.path, sending.line, position.path
        actor.must(PUSH, line=line, body=body_path)
    else:
        actor.must(PUSH, place=path)
    return PassengerList(
        entry_id=sending.id, response=response, happened_at=clock.now(), path=path, line_id=line or None,
        body=sending.body, body_path=body_path, trip=sending.trip.strip(), trip_key=trip_key(sending.trip),
        travelled_on=sending.day, station=(sending.station or str(sending.body or sending.place))[:80],
    )  # fmt: skip


def _same_trip(version: PassengerList) -> PassengerList | None:
    rows = PassengerList.objects.at().filter(response=version.response, path=version.path, body=version.body)
    return rows.filter(trip_key=version.trip_key, travelled_on=version.travelled_on).first()


def _correct(actor: Actor, of: PassengerList, passenger: Passenger, names: Resolver, reason: str) -> None:
    row = (
        PassengerRow.objects.at()
        .select_related("response")
        .filter(entry=passenger.id, list=of.entry_id)
        .first()
    )
    if row is None:
        raise Missing(_("There is no such passenger."))
    former = passenger_of(row, row.response)
    successor = successor_of(row, passenger)
    if passenger.destination != former.destination:
        fill(successor, of, passenger, names)
    replace_row(actor, row, successor, passenger, reason)
