"""Deliveries that are due: claimed by one worker, sent outside any transaction, recorded; none is sent twice.

What may have arrived although nobody answered, or was being sent when a worker stopped, is not sent again by itself:
it is shown in the log as unanswered, and somebody may send it again.
"""

import datetime
import logging
import queue
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from fangxian.core import clock
from fangxian.core.crypto import KeyDestroyed
from fangxian.mechanisms.messages.addresses import Address, code_of, unseal
from fangxian.mechanisms.messages.manners import manners_of
from fangxian.mechanisms.messages.models import Channel, Delivery, Message
from fangxian.mechanisms.messages.rules import FAILURES, LEASE, REST, Manners, next_try
from fangxian.mechanisms.messages.settling import Standing, standing_of
from fangxian.mechanisms.messages.transports import BROKEN, NO_ANSWER, Outcome, send
from fangxian.mechanisms.messages.wording import Words, together, worded

logger = logging.getLogger(__name__)
BATCH = 16
MOST_ROUNDS = 200
State = Delivery.State


@dataclass(frozen=True)
class Parcel:
    """What goes by one channel at once, as one text."""

    channel: Channel
    deliveries: list[Delivery]
    address: Address
    words: Words


def deliver() -> int:
    """Send everything that is due, and tell how many deliveries arrived."""
    _release()
    arrived = 0
    for _round in range(MOST_ROUNDS):
        touched, parcels = claim(clock.now())
        for parcel, outcome in carry(parcels):
            arrived += record(parcel, outcome, clock.now())
        if not touched:
            break
    return arrived


def _release() -> None:
    """Give up what a worker that stopped was sending."""
    stopped = Delivery.objects.filter(
        channel__isnull=False, state=State.SENDING, tried_at__lt=clock.now() - LEASE
    )
    stopped.update(state=State.UNSURE, error="interrupted", next_at=None)


@transaction.atomic
def claim(now: datetime.datetime) -> tuple[int, list[Parcel]]:
    """Take the due deliveries of some channels that no other worker is at; tell how many, and what is to be sent."""
    due = Delivery.objects.filter(channel__isnull=False, state=State.WAITING, next_at__lte=now)
    free = Channel.objects.filter(id__in=due.values("channel")).select_for_update(
        skip_locked=True, of=("self",)
    )
    channels = {channel.id: channel for channel in free[:BATCH]}
    rows = list(
        due.filter(channel__in=channels)
        .select_related("message__response", "account")
        .order_by("created_at", "id")
    )
    standing = standing_of([row.message for row in rows])
    manners = manners_of(rows)
    going: dict[uuid.UUID, list[Delivery]] = {}
    for row in rows:
        channel = channels[row.channel_id or uuid.UUID(int=0)]
        if _goes(row, channel, standing, manners[row.id], now):
            going.setdefault(channel.id, []).append(row)
    parcels = [parcel for key, own in going.items() if (parcel := _parcel(channels[key], own, standing))]
    Delivery.objects.bulk_update(rows, ["state", "next_at", "attempts", "tried_at", "error"])
    return len(rows), parcels


def _goes(
    row: Delivery, channel: Channel, standing: Standing, manners: Manners, now: datetime.datetime
) -> bool:
    """Tell whether a delivery goes now; otherwise it is closed, or put off, on the row."""
    message, test = row.message, row.message.kind == Message.Kind.TEST
    held = None
    if not test and channel.rests_until and channel.rests_until > now:
        held = channel.rests_until
    elif not message.urgent:
        held = manners.held_until(now, timezone.get_default_timezone(), channel.sent_at, message.expires_at)
    if channel.removed_at:
        row.state, row.error, row.next_at = State.FAILED, "removed", None
    elif message.expires_at <= now:
        row.state, row.next_at = State.LAPSED, None
    elif standing.settled(message):
        row.state, row.next_at = State.SETTLED, None
    elif held:
        row.next_at = held
    else:
        row.state, row.tried_at, row.attempts, row.error = State.SENDING, now, row.attempts + 1, ""
        return True
    return False


def _parcel(channel: Channel, rows: list[Delivery], standing: Standing) -> Parcel | None:
    """Write what goes by a channel in its owner's language; without the key of its address nothing goes."""
    try:
        address = unseal(channel)
    except KeyDestroyed:
        for row in rows:
            row.state, row.error, row.next_at = State.FAILED, "key_destroyed", None
        return None
    account = rows[0].account
    with translation.override(account.language if account else settings.LANGUAGE_CODE):
        words = together([_words(channel, row.message, standing) for row in rows])
    return Parcel(channel, rows, address, words)


def _words(channel: Channel, message: Message, standing: Standing) -> Words:
    if message.kind == Message.Kind.TEST:
        said = translation.gettext("Enter this code on the page of your channels: %(code)s")
        return Words(translation.gettext("Test message"), said % {"code": code_of(channel)})
    return worded(message, standing.source(message), standing.still(message), numbered=True)


def carry(parcels: Sequence[Parcel]) -> Iterator[tuple[Parcel, Outcome]]:
    """Send parcels side by side and yield each as soon as it is through; a hanging one delays only itself.

    Threads touch no database. Which of them does not end in time is left behind.
    """
    done: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()

    def run(number: int, parcel: Parcel) -> None:
        try:
            outcome = send(parcel.channel.kind, parcel.address, parcel.words)
        except Exception as error:
            logger.warning("a channel could not be used: %s", type(error).__name__)
            outcome = BROKEN
        done.put((number, outcome))

    waiting = dict(enumerate(parcels))
    for number, parcel in waiting.items():
        threading.Thread(target=run, args=(number, parcel), daemon=True).start()
    deadline = time.monotonic() + sum(settings.FANGXIAN_MESSAGE_TIMEOUT) + 1
    while waiting:
        try:
            number, outcome = done.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        yield waiting.pop(number), outcome
    yield from ((parcel, NO_ANSWER) for parcel in waiting.values())


@transaction.atomic
def record(parcel: Parcel, outcome: Outcome, now: datetime.datetime) -> int:
    """Record what became of a parcel, on its deliveries and its channel; tell how many arrived."""
    own = Channel.objects.filter(pk=parcel.channel.pk)
    if not outcome.error:
        own.update(failures=0, rests_until=None, sent_at=now)
    else:
        own.update(failures=F("failures") + 1)
        own.filter(failures__gte=FAILURES).update(rests_until=now + REST)
    for row in parcel.deliveries:
        row.state, row.error, row.next_at = _state(outcome, row.attempts), outcome.error, None
        if row.state == State.WAITING:
            row.next_at = next_try(row.attempts, now)
        row.sent_at = now if row.state == State.SENT else None
    Delivery.objects.bulk_update(parcel.deliveries, ["state", "error", "next_at", "sent_at"])
    return 0 if outcome.error else len(parcel.deliveries)


def _state(outcome: Outcome, attempts: int) -> State:
    if not outcome.error:
        return State.SENT
    if not outcome.certain:
        return State.UNSURE
    return State.WAITING if next_try(attempts, clock.now()) else State.FAILED
