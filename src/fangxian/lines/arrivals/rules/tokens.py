"""What is sealed of a person's identifiers: match keys, and one token for each field (M5).

The database keeps seals (HMAC) of the pre-images made here and no plaintext, so whatever the rules need
to know must be an equality of two seals. Each match key is an index row; a person has at most seven, and
some fifteen more only while the identity number is invalid.

Without a name no key but the identity number is made: phones are shared in families, and a phone under
another name is another person's. All but the identity number and the whole phone are compared within one
community only: in a town namesakes are many, and the first digits of phones few.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fangxian.lines.arrivals.rules.addresses import normalise_address
from fangxian.lines.arrivals.rules.id_numbers import (
    id_number_corrections,
    is_valid_id_number,
    normalise_id_number,
)
from fangxian.lines.arrivals.rules.normalise import normalise_name, normalise_phone

COMMUNITY_DIGITS = 12
_SEPARATOR = "\x1f"  # never inside a normalised value, so no two different pre-images are equal


class KeyKind(StrEnum):
    """What two reports agree on when they share a key of this kind."""

    ID = "id"  # the number itself, or, of an invalid one, a valid number one slip away
    NAME_PHONE = "name_phone"  # name and the whole phone
    PHONE_NEAR = "phone_near"  # name, community, and the phone but for one stretch of four digits
    NAME_ADDRESS = "name_address"  # name, community and building
    NAME_DATE = "name_date"  # name, community and day of arrival


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a report says of who a person is, in normal form; `community` is a place path."""

    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: tuple[str, ...] = ()
    community: str = ""
    arrived_on: dt.date | None = None

    @classmethod
    def of(
        cls,
        *,
        name: str | None = None,
        id_number: str | None = None,
        phone: str | None = None,
        address: str | None = None,
        community: str = "",
        arrived_on: dt.date | None = None,
    ) -> "Identifiers":
        """Return the normal form of identifiers as people typed them."""
        return cls(
            normalise_name(name),
            normalise_id_number(id_number),
            normalise_phone(phone),
            normalise_address(address),
            community,
            arrived_on,
        )

    @property
    def id_valid(self) -> bool:
        """Say whether there is an identity number and it passes GB 11643."""
        return self.id_number is not None and is_valid_id_number(self.id_number)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The seals of one report: a token for each field that it states, and its match keys."""

    fields: Mapping[str, bytes | None]
    keys: frozenset[tuple[str, bytes]]


def seal(identifiers: Identifiers, sealer: Callable[[str], bytes]) -> Sealed:
    """Return the seals of `identifiers`; `sealer` is a keyed digest of a pre-image."""
    fields = {
        field: None if preimage is None else sealer(preimage)
        for field, preimage in field_keys(identifiers).items()
    }
    return Sealed(fields, frozenset((str(kind), sealer(text)) for kind, text in match_keys(identifiers)))


def match_keys(identifiers: Identifiers) -> tuple[tuple[KeyKind, str], ...]:
    """Return (kind, pre-image) of every key by which another report about this person may be found."""
    keys: list[tuple[KeyKind, tuple[str, ...]]] = []
    keys += [(KeyKind.ID, (number,)) for number in _possible_numbers(identifiers.id_number)]
    if identifiers.name:
        keys += [(kind, (identifiers.name, *parts)) for kind, parts in _keys_beside_name(identifiers)]
    return tuple((kind, _preimage(kind, *parts)) for kind, parts in keys)


def field_keys(identifiers: Identifiers) -> dict[str, str | None]:
    """Return the pre-image of each field that two reports may contradict each other in, None if missing.

    `building` is the building alone; `address` is there only when building, unit and room are all known.
    """
    address = identifiers.address
    values = {
        "name": identifiers.name,
        "id_number": identifiers.id_number,
        "phone": identifiers.phone,
        "building": address[0] if address else None,
        "address": "-".join(address) if len(address) == 3 and all(address) else None,
    }
    return {field: value and _preimage("field", field, value) for field, value in values.items()}


def _possible_numbers(number: str | None) -> tuple[str, ...]:
    return (number, *id_number_corrections(number)) if number else ()


def _keys_beside_name(identifiers: Identifiers) -> list[tuple[KeyKind, tuple[str, ...]]]:
    keys: list[tuple[KeyKind, tuple[str, ...]]] = []
    if identifiers.phone:
        keys.append((KeyKind.NAME_PHONE, (identifiers.phone,)))
    if len(identifiers.community) >= COMMUNITY_DIGITS:
        community = identifiers.community[:COMMUNITY_DIGITS]
        parts = _all_but_one_part(identifiers.phone) if identifiers.phone else []
        keys += [(KeyKind.PHONE_NEAR, (community, *part)) for part in parts]
        if identifiers.address:
            keys.append((KeyKind.NAME_ADDRESS, (community, identifiers.address[0])))
        if identifiers.arrived_on:
            keys.append((KeyKind.NAME_DATE, (community, identifiers.arrived_on.isoformat())))
    return keys


def _all_but_one_part(digits: str) -> list[tuple[str, str, str]]:
    """Leave out each third of `digits` in turn: (which third, what stands before it, what after it).

    The thirds overlap by one digit, so that two swapped neighbours always lie within one of them.
    """
    one, two, end = len(digits) // 3, len(digits) * 2 // 3, len(digits)
    gaps = ((0, one + 1), (one, two + 1), (two, end))
    return [(str(i), digits[:start], digits[stop:]) for i, (start, stop) in enumerate(gaps)]


def _preimage(*parts: str) -> str:
    return _SEPARATOR.join(parts)
