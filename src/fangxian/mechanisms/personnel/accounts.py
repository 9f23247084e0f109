"""Which accounts persons of the register sign in with: those that have their phone numbers (M10)."""

import uuid
from collections.abc import Iterable

from fangxian.core.crypto import KeyDestroyed
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.people import phones
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response


def accounts_of(response: Response, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the account of each person who has one, two queries; a number that two persons share is nobody's."""
    tokens: dict[bytes, set[uuid.UUID]] = {}
    field = PERSONS.by_code["phone"]
    try:
        for row in Person.objects.at().filter(response=response, entry__in=list(people)):
            phone = unseal(PERSONS, response, row).get("phone", "")
            if phone:
                tokens.setdefault(phones.token_of(field.normal(phone)), set()).add(row.entry_id)  # type: ignore[attr-defined]
    except KeyDestroyed:
        return {}
    held = Account.objects.filter(phone_token__in=list(tokens), is_active=True, is_service=False)
    owners = {bytes(token): key for key, token in held.values_list("id", "phone_token") if token}
    return {
        next(iter(found)): owners[token]
        for token, found in tokens.items()
        if len(found) == 1 and token in owners
    }
