"""Told by the worker: new events become calls, calls are sent until they are taken or given up."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

import requests
from django.db import transaction
from django.db.models import F

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.mechanisms.webhooks.actions import opened
from fangxian.mechanisms.webhooks.kinds import kind_of
from fangxian.mechanisms.webhooks.models import Call, Webhook
from fangxian.mechanisms.webhooks.signing import body_of, headers
from fangxian.trees.people.actor import API, Actor
from fangxian.trees.responses.models import Response

MINUTE = datetime.timedelta(minutes=1)
OVERLAP = MINUTE
"""Events are read once more this long back, since one may have been committed after a later one."""
PAUSES = [MINUTE * minutes for minutes in (1, 5, 30, 120, 480, 1440)]
MOST_FAILURES = 20
MOST_EVENTS = 1000
MOST_CALLS = 100
PATIENCE = (5, 10)
"""Seconds until the connection stands, and until the answer comes."""


def tell() -> int:
    """Make calls of new events and send what is due; return how many were taken. Never raises for a bad receiver."""
    webhooks = list(Webhook.objects.filter(ended_at=None, account__is_active=True).select_related("account"))
    for webhook in webhooks:
        collect(webhook)
    return sum(send(call) for call in _due())


@transaction.atomic
def collect(webhook: Webhook) -> int:
    """Turn events that the webhook's account may see into calls, none of a drill; return how many are new."""
    count, real = 0, {None, *Response.objects.filter(is_drill=False).values_list("pk", flat=True)}
    for events in _new_events(webhook):
        seen, now = _visible(webhook, events), clock.now()
        true = [event for event in events if event.response in real]
        told = [event for event in true if _subject(event) is None or _subject(event) in seen]
        known = set(
            webhook.calls.filter(event__in=[event.pk for event in told]).values_list("event", flat=True)
        )
        calls = [_call(webhook, event, now) for event in told if event.pk not in known]
        Call.objects.bulk_create(calls, ignore_conflicts=True)
        Webhook.objects.filter(pk=webhook.pk, read_to__lt=events[-1].at).update(read_to=events[-1].at)
        count += len(calls)
    return count


def send(call: Call) -> bool:
    """Send one call, unless another worker has it; tell whether it was taken."""
    mine = Call.objects.filter(pk=call.pk, state=Call.State.WAITING, attempts=call.attempts)
    if not mine.update(attempts=call.attempts + 1, next_at=clock.now() + _pause(call.attempts)):
        return False
    outcome = _post(call)
    taken = outcome.startswith("2")
    state = Call.State.TAKEN if taken else Call.State.WAITING
    if not taken and call.attempts + 1 > len(PAUSES):
        state = Call.State.GIVEN_UP
    done_at = None if state == Call.State.WAITING else clock.now()
    Call.objects.filter(pk=call.pk).update(state=state, outcome=outcome, done_at=done_at)
    _count(call.webhook_id, taken)
    return taken


def content(call: Call) -> dict[str, object]:
    """Return what is told: which kind of event, when, and the API's address of the entry; never its content."""
    kind = kind_of(call.action)
    url = kind.resource.format(id=call.subject) if kind and call.subject else None
    return {
        "type": call.action,
        "timestamp": call.happened_at.isoformat(),
        "data": {
            "id": str(call.subject) if call.subject else None,
            "response": str(call.response) if call.response else None,
            "url": url,
        },
    }


def _new_events(webhook: Webhook) -> Iterator[list[Event]]:
    """Yield the events that may be new to a webhook, the earliest first, some at a time."""
    since = max(webhook.read_to - OVERLAP, webhook.created_at)
    rows = Event.objects.filter(kind=Event.Kind.WRITE, action__in=webhook.actions, at__gt=since)
    found = rows.order_by("at", "pk").iterator(MOST_EVENTS)
    while part := list(islice(found, MOST_EVENTS)):
        yield part


def _call(webhook: Webhook, event: Event, now: datetime.datetime) -> Call:
    return Call(
        webhook=webhook, event=event.pk, action=event.action, happened_at=event.at, response=event.response,
        subject=_subject(event), next_at=now,
    )  # fmt: skip


def _due() -> list[Call]:
    rows = Call.objects.filter(
        state=Call.State.WAITING, next_at__lte=clock.now(), webhook__ended_at=None, webhook__paused_at=None
    )
    return list(rows.select_related("webhook").order_by("next_at")[:MOST_CALLS])


def _post(call: Call) -> str:
    """Return the receiver's status, or the kind of failure; neither address nor answer is kept."""
    address, secrets = opened(call.webhook)
    body, now = body_of(content(call)), clock.now()
    try:
        answer = requests.post(
            address, data=body, headers=headers(secrets, f"event-{call.event}", now, body), timeout=PATIENCE,
            allow_redirects=False, stream=True,
        )  # fmt: skip
    except requests.RequestException as error:
        return type(error).__name__
    answer.close()
    return str(answer.status_code)


def _count(webhook_id: uuid.UUID, taken: bool) -> None:
    own = Webhook.objects.filter(pk=webhook_id)
    if taken:
        own.exclude(failures=0).update(failures=0)
        return
    own.update(failures=F("failures") + 1)
    own.filter(failures__gte=MOST_FAILURES, paused_at=None).update(paused_at=clock.now())


def _pause(attempts: int) -> datetime.timedelta:
    return PAUSES[min(attempts, len(PAUSES) - 1)]


def _subject(event: Event) -> uuid.UUID | None:
    try:
        return uuid.UUID(event.subject)
    except ValueError:
        return None


def _visible(webhook: Webhook, events: Sequence[Event]) -> set[uuid.UUID]:
    """Return which subjects the account may see: one query for each kind of event and response."""
    groups: dict[tuple[str, uuid.UUID | None], set[uuid.UUID]] = defaultdict(set)
    for event in events:
        if subject := _subject(event):
            groups[event.action, event.response].add(subject)
    responses = Response.objects.in_bulk({response for _action, response in groups if response})
    actor, seen = Actor(webhook.account, API), set[uuid.UUID]()
    for (action, response_id), subjects in groups.items():
        kind = kind_of(action)
        if kind and response_id in responses:
            seen |= kind.visible(actor, responses[response_id], subjects)
    return seen
