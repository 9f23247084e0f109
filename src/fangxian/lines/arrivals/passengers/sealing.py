"""A passenger's personal fields: sealed under the response's keys as those of a report, and how they are keyed."""

import json

from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.lines.arrivals.passengers.inputs import Passenger
from fangxian.lines.arrivals.passengers.models import PassengerRow
from fangxian.lines.arrivals.rules.tokens import Sealed, seal
from fangxian.lines.arrivals.sealing import ContactDetails, Identity, Person, identifiers
from fangxian.trees.responses.models import Response

COMMUNITY = 12


def seal_row(row: PassengerRow, response: Response, person: Person) -> Sealed:
    """Seal a passenger into a row's columns and return his tokens and match keys.

    Keys beside a community are made only once the row is assigned to one.
    """
    owner = response.key_owner
    for name, data_class in (("identity", DataClass.IDENTITY), ("contact", DataClass.CONTACT)):
        text = json.dumps(vars(getattr(person, name)), ensure_ascii=False)
        setattr(row, name, crypto.seal(owner, data_class, text.encode(), f"{row.entry_id}:{name}"))
    known = identifiers(person, row.path[:COMMUNITY] if row.assigned else "", row.travelled_on)
    sealed = seal(known, lambda text: crypto.token(owner, text))
    for name, column in (("name", "name"), ("id_number", "id"), ("phone", "phone")):
        setattr(row, f"{column}_token", sealed.fields[name])
    row.building_token, row.address_token = sealed.fields["building"], sealed.fields["address"]
    row.id_valid = known.id_valid
    return sealed


def open_row(row: PassengerRow, response: Response) -> Person:
    """Open a row's personal fields; raises ``KeyDestroyed`` when the response was erased."""
    owner, key = response.key_owner, row.entry_id
    identity = crypto.unseal(owner, DataClass.IDENTITY, bytes(row.identity), f"{key}:identity")
    contact = crypto.unseal(owner, DataClass.CONTACT, bytes(row.contact), f"{key}:contact")
    return Person(Identity(**json.loads(identity)), ContactDetails(**json.loads(contact)))


def passenger_of(row: PassengerRow, response: Response) -> Passenger:
    """Return a row as it was sent."""
    person = open_row(row, response)
    return Passenger(
        person.identity.name, person.identity.id_number, person.contact.phone, person.contact.address,
        row.seat, row.origin, row.entry_id,
    )  # fmt: skip
