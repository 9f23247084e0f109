"""What a passenger becomes when he is written: version row, sealed fields, match keys, the community he names."""

import datetime
import itertools
import uuid
from collections.abc import Collection, Sequence

from fangxian.core import bulk
from fangxian.lines.arrivals.passengers.inputs import Passenger
from fangxian.lines.arrivals.passengers.models import PassengerKey, PassengerList, PassengerRow
from fangxian.lines.arrivals.passengers.sealing import seal_row
from fangxian.lines.arrivals.rules.tokens import Sealed
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.resolver import Resolver
from fangxian.trees.responses.models import Response

LIST, ROW, ANSWER = "passenger_list", "passenger_row", "passenger_answer"
COUNTY = 6


def enter_rows(
    actor: Actor,
    response: Response,
    of: PassengerList,
    passengers: Sequence[Passenger],
    now: datetime.datetime,
) -> list[PassengerRow]:
    """Write the rows that are new, after those that the list has; each goes to the community that it names."""
    names = Resolver.load(response.jurisdiction.path)
    last = PassengerRow.objects.known().filter(list=of.entry_id).order_by("-position")
    start = last.values_list("position", flat=True).first() or 0
    rows, seals = [], {}
    known = set(PassengerRow.objects.filter(list=of.entry_id).values_list("entry", flat=True))
    numbers = itertools.count(start + 1)
    for passenger in passengers:
        row = PassengerRow(
            entry_id=passenger.id, response=response, happened_at=now, received_at=now, list=of.entry_id,
            position=0 if passenger.id in known else next(numbers), line_id=of.line_id, body_id=of.body_id,
            body_path=of.body_path, travelled_on=of.travelled_on, due_at=now + time_for(response),
        )  # fmt: skip
        fill(row, of, passenger, names)
        seals[row.entry_id] = seal_row(row, response, passenger.person)
        rows.append(row)
    contents = entries.contents_of((passenger.id, passenger.content) for passenger in passengers)
    new = entries.open_entries(ROW, rows, contents, actor)
    _write_keys({row.entry_id: seals[row.entry_id] for row in new})
    return new


def fill(row: PassengerRow, of: PassengerList, passenger: Passenger, names: Resolver) -> None:
    """Set what is not sealed, and the community that the destination names, or the sender's county."""
    found = names.resolve(passenger.destination) if passenger.destination else None
    row.assigned = bool(found and found.place)
    row.path = found.place.path if found and found.place else of.path[:COUNTY]
    row.seat, row.origin = passenger.seat[:20], passenger.origin[:80]


def successor_of(row: PassengerRow, passenger: Passenger) -> PassengerRow:
    """Return a row's next version with a passenger's plain fields, not yet sealed or stamped."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in PassengerRow._meta.concrete_fields
        if not field.primary_key
    }
    return PassengerRow(**kept | {"seat": passenger.seat[:20], "origin": passenger.origin[:80]})


def replace_row(
    actor: Actor, row: PassengerRow, successor: PassengerRow, passenger: Passenger, reason: str
) -> None:
    """Seal a passenger into a row's next version, which takes its place with its match keys."""
    sealed = seal_row(successor, row.response, passenger.person)
    entries.replace(row, successor, actor, reason)
    PassengerKey.objects.filter(entry=row.entry_id).delete()
    _write_keys({row.entry_id: sealed})


def _write_keys(seals: dict[uuid.UUID, Sealed]) -> None:
    rows = ((entry, kind, value) for entry, own in seals.items() for kind, value in sorted(own.keys))
    bulk.insert(PassengerKey, ("entry_id", "kind", "value"), rows)


def key_values(rows: Collection[uuid.UUID]) -> list[bytes]:
    """Return the match keys of rows: what has to be locked before somebody answers about them."""
    return [bytes(v) for v in PassengerKey.objects.filter(entry__in=rows).values_list("value", flat=True)]


def time_for(response: Response) -> datetime.timedelta:
    """A community has as long for a row of a list as for a person who arrived."""
    return datetime.timedelta(hours=response.registration_hours)
