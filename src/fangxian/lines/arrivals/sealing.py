"""Personal fields of an arrival: what is sealed under which key, and how it is shown."""

import datetime
import json
from dataclasses import asdict, dataclass, field

from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.lines.arrivals.models import StatedArrival
from fangxian.lines.arrivals.rules.tokens import Identifiers, field_keys
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Identity:
    """Who somebody is; neither an ID number nor its type is needed to register."""

    name: str
    id_number: str = ""
    id_type: str = "resident"
    sex: str = ""
    birth_date: str = ""


@dataclass(frozen=True)
class ContactDetails:
    """Where somebody is reached."""

    phone: str = ""
    address: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Health:
    """What was said of symptoms and exposure at registration."""

    symptoms: str = ""
    exposure: str = ""
    cohabitants: str = ""


@dataclass(frozen=True)
class Person:
    """A report's personal fields in the clear: shown masked until a purpose is stated."""

    identity: Identity
    contact: ContactDetails = field(default_factory=ContactDetails)
    health: Health = field(default_factory=Health)


PARTS = {
    "identity": (DataClass.IDENTITY, Identity),
    "contact": (DataClass.CONTACT, ContactDetails),
    "health": (DataClass.HEALTH, Health),
}


def seal_person(report: StatedArrival, response: Response, person: Person) -> None:
    """Seal a person's fields into a report's columns, each class under its own key."""
    for name, (data_class, _kind) in PARTS.items():
        text = json.dumps(vars(getattr(person, name)), ensure_ascii=False)
        sealed = crypto.seal(response.key_owner, data_class, text.encode(), f"{report.entry_id}:{name}")
        setattr(report, name, sealed)


def open_person(report: StatedArrival, response: Response) -> Person:
    """Open a report's personal fields; raises ``KeyDestroyed`` when the response was erased."""
    opened = {}
    for name, (data_class, kind) in PARTS.items():
        sealed = crypto.unseal(
            response.key_owner, data_class, getattr(report, name), f"{report.entry_id}:{name}"
        )
        opened[name] = kind(**json.loads(sealed))
    return Person(**opened)


def identifiers(person: Person, community: str, arrived_on: datetime.date) -> Identifiers:
    """Return what matching may use of a person, in normal form."""
    return Identifiers.of(
        name=person.identity.name,
        id_number=person.identity.id_number,
        phone=person.contact.phone,
        address=person.contact.address,
        community=community,
        arrived_on=arrived_on,
    )


def mask_name(name: str) -> str:
    """Show a family name and a star for each further character (陈＊＊)."""
    return name[:1] + "＊" * max(len(name) - 1, 1)


def mask_number(number: str, head: int, tail: int) -> str:
    """Show the first and last characters of a number."""
    if len(number) <= head + tail:
        return "＊" * len(number)
    return f"{number[:head]}{'＊' * 4}{number[len(number) - tail :]}"


def masked(person: Person) -> dict[str, str]:
    """Return a person's fields as lists and pages show them before a purpose is stated."""
    return {
        "name": mask_name(person.identity.name),
        "id_number": mask_number(person.identity.id_number, 6, 0),
        "phone": mask_number(person.contact.phone, 3, 4),
        "address": mask_number(person.contact.address, 4, 0),
        "sex": person.identity.sex,
        "birth_date": person.identity.birth_date[:4],
        "symptoms": "＊＊" if person.health.symptoms else "",
    }


def clear(person: Person) -> dict[str, str]:
    """Return a person's fields in full; whoever calls this has recorded the purpose."""
    shown = asdict(person.identity) | asdict(person.contact) | asdict(person.health)
    shown["symptoms"] = person.health.symptoms
    return shown


def search_tokens(response: Response, text: str) -> list[bytes]:
    """Return the tokens under which a name, ID number or phone typed into a search box may be stored."""
    wanted = Identifiers.of(name=text, id_number=text, phone=text)
    keys = field_keys(wanted)
    return [
        crypto.token(response.key_owner, key)
        for name in ("name", "id_number", "phone")
        if (key := keys[name]) is not None
    ]
