"""Putting messages into the outbox: each key once, whoever else does the same at the same moment."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from fangxian.mechanisms.messages.models import Channel, Delivery, Message

BATCH = 500
ALL_KINDS = frozenset(Channel.Kind.values)


@dataclass(frozen=True)
class Draft:
    """A message not yet in the outbox, with the accounts it is for, the kinds of channels it may take, or a group."""

    message: Message
    accounts: Collection[uuid.UUID] = ()
    kinds: Collection[str] = ALL_KINDS
    group: uuid.UUID | None = None


@transaction.atomic
def put(drafts: Sequence[Draft], now: datetime.datetime) -> list[Message]:
    """Put messages with their deliveries into the outbox, and return those whose key was new."""
    if not drafts:
        return []
    Message.objects.bulk_create([draft.message for draft in drafts], BATCH, ignore_conflicts=True)
    kept = set(_kept([draft.message.id for draft in drafts]))
    new = [draft for draft in drafts if draft.message.id in kept]
    channels = _channels(new)
    rows = [row for draft in new for row in _deliveries(draft, channels, now)]
    Delivery.objects.bulk_create(rows, BATCH)
    return [draft.message for draft in new]


def _kept(ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Return the ids that are in the outbox: a message whose key was taken is not."""
    chunks = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return [
        key for chunk in chunks for key in Message.objects.filter(id__in=chunk).values_list("id", flat=True)
    ]


def _channels(drafts: Sequence[Draft]) -> list[Channel]:
    """Return every channel that carries messages, of the accounts and bodies that these are for: one query."""
    if not drafts:
        return []
    return list(Channel.objects.filter(removed_at=None, place=None).exclude(verified_at=None))


def _deliveries(draft: Draft, channels: Sequence[Channel], now: datetime.datetime) -> list[Delivery]:
    """Inside the system a message has arrived at once; by a channel it waits for the worker."""
    message, accounts = draft.message, set(draft.accounts)
    inside = [
        Delivery(
            message=message, account_id=account, state=Delivery.State.SENT, created_at=now, sent_at=now
        )
        for account in accounts
    ]  # fmt: skip
    ways = [
        (channel.id, channel.account_id)
        for channel in channels
        if channel.kind in draft.kinds
        and (channel.account_id in accounts or (channel.body_id and channel.body_id == message.body_id))
    ]
    if draft.group:
        ways.append((draft.group, None))
    outside = [
        Delivery(
            message=message, account_id=account, channel_id=channel, state=Delivery.State.WAITING,
            created_at=now, next_at=now,
        )
        for channel, account in ways
    ]  # fmt: skip
    return inside + outside
