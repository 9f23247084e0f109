"""Scoped reads: one's own messages and channels, the channels and rules that one looks after, the log."""

import datetime
import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import compiled
from fangxian.core.errors import Missing
from fangxian.mechanisms.messages.models import Channel, Delivery, Message, Preference, ReminderRule
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MANAGE = "messages.manage"
PAGE = 50
Key = tuple[datetime.datetime, uuid.UUID]


def inbox(actor: Actor) -> QuerySet[Delivery]:
    """Return the messages that an account finds inside the system, the latest first."""
    own = Delivery.objects.filter(account_id=actor.id, channel=None) if actor.id else Delivery.objects.none()
    return own.order_by("-created_at", "-id")


def unread(actor: Actor, most: int) -> int:
    """Tell how many messages an account has not read, as far as ``most``."""
    rows = inbox(actor).filter(read_at=None).order_by()
    return compiled.count(lambda: rows[:most], "unread", actor.id, most)


def page(rows: QuerySet[Delivery], after: Key | None, size: int = PAGE) -> list[Delivery]:
    """Return one page of deliveries and a row more, the latest first, continuing after a key."""
    if after:
        rows = rows.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    shown = rows.select_related("message__response", "message__body", "account", "channel")
    return list(shown.order_by("-created_at", "-id")[: size + 1])


def own_channels(actor: Actor) -> QuerySet[Channel]:
    """Return an account's own channels."""
    return Channel.objects.filter(account=actor.account, account__isnull=False, removed_at=None)


def shared_channels(actor: Actor) -> QuerySet[Channel]:
    """Return the channels of chat groups and bodies that the actor looks after (messages.manage)."""
    scope = actor.scope(MANAGE)
    held = Q(place__isnull=False) & scope.place_q("place__path")
    held |= Q(body__isnull=False) & scope.place_q("body__place__path")
    rows = Channel.objects.filter(held, removed_at=None)
    return rows.select_related("place", "body").order_by("created_at")


def channel_for(actor: Actor, channel_id: uuid.UUID, *, lock: bool = False) -> Channel:
    """Return a channel that is one's own or that one looks after; raises ``Missing``."""
    scope = actor.scope(MANAGE)
    own = Q(account_id=actor.id, account__isnull=False)
    own |= Q(place__isnull=False) & scope.place_q("place__path")
    own |= Q(body__isnull=False) & scope.place_q("body__place__path")
    rows = Channel.objects.filter(own, pk=channel_id, removed_at=None)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Missing(_("There is no such channel, or it is not yours."))
    return found


def last_codes(channels: list[Channel]) -> dict[uuid.UUID, Delivery]:
    """Return what became of the latest test message of each channel: one query."""
    rows = Delivery.objects.filter(channel__in=channels, message__kind=Message.Kind.TEST).order_by(
        "created_at"
    )
    return {row.channel_id: row for row in rows if row.channel_id}


def preference_of(actor: Actor, response: Response | None) -> tuple[Preference | None, Preference | None]:
    """Return an account's own preference and the default of its response."""
    rows = list(
        Preference.objects.filter(Q(account_id=actor.id, account__isnull=False) | Q(response=response))
    )
    own = next((row for row in rows if row.account_id), None)
    return own, next((row for row in rows if row.response_id), None)


def rules(actor: Actor, response: Response) -> QuerySet[ReminderRule]:
    """Return the rules of a response in the actor's part (messages.manage), the present ones and the ended."""
    rows = ReminderRule.objects.filter(actor.scope(MANAGE).place_q("place__path"), response=response)
    return rows.select_related("place", "line", "group", "response", "created_by")


def log(actor: Actor, response: Response) -> QuerySet[Delivery]:
    """Return the deliveries of a response in the actor's part (messages.manage), the latest first."""
    scope = actor.scope(MANAGE)
    inside = scope.q(place="message__path", line="message__line", body="message__body_path")
    return Delivery.objects.filter(inside, message__response=response).order_by("-created_at", "-id")


def reminders_of(response: Response, source: str) -> QuerySet[Message]:
    """Return the reminders of what bodies owe, made by rules or by hand, for their line's own pages."""
    return Message.objects.filter(response=response, source=source, kind=Message.Kind.REMINDER)


def resting(actor: Actor, now: datetime.datetime) -> list[Channel]:
    """Return the channels that rest after failures, of groups and bodies that the actor looks after."""
    return list(shared_channels(actor).filter(rests_until__gt=now))
