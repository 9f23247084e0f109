"""Whose quiet hours and digest window hold for a delivery: the account's own, else the response's, else the usual."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from fangxian.mechanisms.messages.models import Delivery, Preference
from fangxian.mechanisms.messages.rules import Manners

USUAL = Manners()


def of_preference(preference: Preference | None) -> Manners:
    """Return the manners that a preference describes, the usual ones without it."""
    if preference is None:
        return USUAL
    digest = timedelta(minutes=preference.digest_minutes)
    return Manners(preference.quiet_from, preference.quiet_to, digest)


def manners_of(rows: Iterable[Delivery]) -> dict[uuid.UUID, Manners]:
    """Return the manners of each delivery: one query."""
    wanted = {row.id: (row.account_id, row.message.response_id) for row in rows}
    keys = {key for pair in wanted.values() for key in pair if key}
    found = Preference.objects.filter(Q(account__in=keys) | Q(response__in=keys)) if keys else []
    held = {row.account_id or row.response_id: row for row in found}
    return {
        delivery: of_preference(held.get(account) or held.get(response))
        for delivery, (account, response) in wanted.items()
    }
