"""A passenger list as a station sends it, and its rules."""

import datetime
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Text
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.passengers.rules import trip_key
from fangxian.lines.arrivals.sealing import ContactDetails, Identity, Person
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

MOST_ROWS = 5_000
EARLIEST = datetime.timedelta(days=60)


@dataclass(frozen=True)
class Passenger:
    """One row of a list; ``id`` is made by whoever sends it, ``destination`` is what the passenger stated."""

    name: str
    id_number: str = ""
    phone: str = ""
    destination: str = ""
    seat: str = ""
    origin: str = ""
    id: uuid.UUID = field(default_factory=new_id)

    @property
    def person(self) -> Person:
        """The personal fields as they are sealed."""
        return Person(Identity(self.name, self.id_number), ContactDetails(self.phone, self.destination))

    @property
    def content(self) -> str:
        """The canonical text by which a re-sent row is recognised."""
        return json.dumps(vars(self) | {"id": str(self.id)}, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Sending:
    """A list for one trip on one day, sent from a place, or by a body in a line; ``id`` is its sender's."""

    trip: str
    day: datetime.date
    passengers: Sequence[Passenger]
    place: Place | None = None
    body: Body | None = None
    line: str = ""
    station: str = ""
    id: uuid.UUID = field(default_factory=new_id)

    @property
    def content(self) -> str:
        """The canonical text of the list itself, without its rows: rows may be added under the same id."""
        sender = str(self.body.pk if self.body else self.place.pk if self.place else "")
        return json.dumps([str(self.id), trip_key(self.trip), self.day.isoformat(), sender, self.line])


def check(sending: Sending, response: Response) -> None:
    """Raise ``Invalid`` naming every field that breaks a rule (M5: neither ID number nor phone is needed)."""
    errors: dict[str, Text] = {}
    if sending.place is None and sending.body is None:
        errors["place"] = _("Say from where the list comes.")
    if not trip_key(sending.trip) or len(sending.trip) > 40:
        errors["trip"] = _("Name the train, flight, ship or coach.")
    today = timezone.localdate(clock.now())
    if sending.day > today + datetime.timedelta(days=1):
        errors["day"] = _("The day lies in the future.")
    elif sending.day < timezone.localdate(response.started_at - EARLIEST):
        errors["day"] = _("The day lies long before the response began.")
    if len(sending.passengers) > MOST_ROWS:
        errors["rows"] = _("A list may have %(most)s rows: divide it.") % {"most": MOST_ROWS}
    nameless = [number for number, row in enumerate(sending.passengers, 1) if not row.name.strip()]
    if nameless:
        errors["rows"] = _("Row %(row)s has no name.") % {"row": nameless[0]}
    if errors:
        raise Invalid(errors)
