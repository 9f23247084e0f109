"""What a declaration or registration consists of when it is entered, and its rules."""

import datetime
import json
import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Text
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import PersonKind, Side, Transport
from fangxian.lines.arrivals.sealing import Person
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response

EARLIEST = datetime.timedelta(days=60)
NAME_LENGTH = 60


@dataclass(frozen=True)
class Arrival:
    """One person's arrival as one side reports it; ``id`` is made by whoever enters.

    ``body`` and ``line`` are the declaring unit's, or the stated employer's if it is a body of a reporting
    line; ``employer`` keeps what was written.
    """

    side: Side
    person: Person
    arrived_at: datetime.datetime
    place: Place
    body: Body | None = None
    line: str = ""
    id: uuid.UUID = field(default_factory=new_id)
    time_stated: bool = True
    origin: str = ""
    transport: str = ""
    trip: str = ""
    person_kind: str = PersonKind.EMPLOYEE
    employer: str = ""
    has_symptoms: bool = False
    cohabitants: int = 0
    by_proxy: bool = False
    self_declared: bool = False

    @property
    def content(self) -> str:
        """The canonical text by which a re-sent entry is recognised."""
        person = self.person
        plain = vars(self) | {
            "person": [vars(person.identity), vars(person.contact), vars(person.health)],
            "place": str(self.place.pk),
            "body": str(self.body.pk) if self.body else "",
            "arrived_at": self.arrived_at.astimezone(datetime.UTC).isoformat(),
            "id": str(self.id),
        }
        if not self.self_declared:
            del plain["self_declared"]
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def from_key_area(self, response: Response) -> bool:
        """Tell whether the origin names one of the response's key regions."""
        return any(key in self.origin for key in response.key_places)


def check(arrival: Arrival, response: Response) -> None:
    """Raise ``Invalid`` naming every field that breaks a rule (M5: neither ID number nor phone is needed)."""
    errors: dict[str, Text] = {}
    if not arrival.person.identity.name.strip():
        errors["name"] = _("Enter a name.")
    elif len(arrival.person.identity.name) > NAME_LENGTH:
        errors["name"] = _("The name is too long.")
    if arrival.place.kind not in (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.HOUSEHOLD):
        errors["place"] = _("Choose the community of residence.")
    if arrival.arrived_at > clock.now() + datetime.timedelta(days=1):
        errors["arrived_at"] = _("The arrival lies in the future.")
    elif arrival.arrived_at < response.started_at - EARLIEST:
        errors["arrived_at"] = _("The arrival lies long before the response began.")
    if arrival.transport and arrival.transport not in Transport.values:
        errors["transport"] = _("Unknown means of transport.")
    if arrival.person_kind not in PersonKind.values:
        errors["person_kind"] = _("Unknown kind of person.")
    if arrival.side == Side.UNIT and (arrival.body is None or not arrival.line):
        errors["body"] = _("Choose the declaring unit and its line.")
    if errors:
        raise Invalid(errors)
