"""Channels: added with a sealed address, checked by a code that only their readers see, removed; and quiet hours."""

import datetime
import secrets
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import today, valid_after
from fangxian.core.errors import Conflict, Forbidden, Invalid
from fangxian.mechanisms.messages.addresses import code_of, read_address, seal
from fangxian.mechanisms.messages.models import Channel, Delivery, Message, Preference
from fangxian.mechanisms.messages.queries import MANAGE, channel_for
from fangxian.mechanisms.messages.rules import MINUTE
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.queries import paths_of
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

MOST_CHANNELS = 8
MOST_GUESSES = 5
MOST_TESTS = 30
LONGEST_DIGEST = 240
Write = trail.Kind.WRITE


@transaction.atomic
def add_channel(
    actor: Actor,
    kind: str,
    address: str,
    *,
    secret: str = "",
    title: str = "",
    body: Body | None = None,
    place: Place | None = None,
) -> Channel:
    """Add a channel of one's own, of a body, or of a chat group of a place (messages.manage), and send it a code.

    Raises ``Forbidden``, ``Missing`` and ``Invalid`` (kind, address, secret).
    """
    if body or place:
        actor.must(MANAGE, **paths_of(place, body, None))
    elif actor.id is None:
        raise Forbidden(_("Your roles do not allow this."))
    _check_kind(actor, kind)
    owner = {"body": body, "place": place, "account_id": None if body or place else actor.id}
    if Channel.objects.filter(removed_at=None, **owner).count() >= MOST_CHANNELS:
        raise Invalid({"kind": _("At most %s channels; remove one first.") % MOST_CHANNELS})
    channel = Channel(
        kind=kind, title=title.strip()[:40], created_at=clock.now(), created_by_id=actor.id, **owner
    )
    seal(channel, read_address(kind, address, secret))
    channel.save(force_insert=True)
    trail.record(actor, Write, "messages.add_channel", subject=channel.id, channel=kind)
    _send_code(actor, channel)
    return channel


@transaction.atomic
def check_channel(actor: Actor, channel_id: uuid.UUID) -> Channel:
    """Send a channel a new code, at most once a minute; raises ``Missing`` and ``Conflict``."""
    channel = channel_for(actor, channel_id, lock=True)
    if channel.tested_at and clock.now() < channel.tested_at + MINUTE:
        raise Conflict(_("A code was sent a moment ago; wait a minute."))
    if channel.tests >= MOST_TESTS:
        raise Conflict(_("Too many codes were sent; remove the channel and add it again."))
    _send_code(actor, channel)
    return channel


def verify_channel(actor: Actor, channel_id: uuid.UUID, code: str) -> Channel:
    """Take a channel into use by the code that arrived there; raises ``Missing`` and ``Invalid`` (code)."""
    with transaction.atomic():
        channel = channel_for(actor, channel_id, lock=True)
        if channel.guesses >= MOST_GUESSES:
            raise Invalid({"code": _("Too many wrong codes: have a new one sent.")})
        right = secrets.compare_digest(code.strip().encode(), code_of(channel).encode())
        channel.guesses = 0 if right else channel.guesses + 1
        channel.verified_at = clock.now() if right else channel.verified_at
        channel.save(update_fields=["verified_at", "guesses"])
        if right:
            trail.record(actor, Write, "messages.verify_channel", subject=channel.id, channel=channel.kind)
    if not right:  # after the transaction, so that the guess is counted
        raise Invalid({"code": _("This is not the code that was sent last.")})
    return channel


@transaction.atomic
def remove_channel(actor: Actor, channel_id: uuid.UUID) -> None:
    """Remove a channel with its address; what it carried stays in the log. Raises ``Missing`` and ``Conflict``."""
    channel = channel_for(actor, channel_id, lock=True)
    if channel.rules.filter(valid_after(today())).exists():
        raise Conflict(_("A rule speaks to this group: end the rule first."))
    channel.removed_at, channel.sealed, channel.verified_at = clock.now(), None, None
    channel.save(update_fields=["removed_at", "sealed", "verified_at"])
    trail.record(actor, Write, "messages.remove_channel", subject=channel.id, channel=channel.kind)


@transaction.atomic
def set_preference(
    actor: Actor, quiet_from: datetime.time | None, quiet_to: datetime.time | None, digest_minutes: int
) -> None:
    """Keep one's own quiet hours and digest window; raises ``Forbidden`` and ``Invalid``."""
    if actor.id is None:
        raise Forbidden(_("Your roles do not allow this."))
    values = _preference(quiet_from, quiet_to, digest_minutes)
    Preference.objects.update_or_create(account_id=actor.id, defaults=values)
    trail.record(actor, Write, "messages.set_preference", subject=actor.id)


@transaction.atomic
def set_default_preference(
    actor: Actor,
    response: Response,
    quiet_from: datetime.time | None,
    quiet_to: datetime.time | None,
    digest_minutes: int,
) -> None:
    """Set the quiet hours and digest window of everybody who has not chosen his own (messages.manage)."""
    actor.must(MANAGE)
    values = _preference(quiet_from, quiet_to, digest_minutes)
    Preference.objects.update_or_create(response=response, defaults=values)
    trail.record(actor, Write, "messages.set_default", response=response.id)


def _preference(
    quiet_from: datetime.time | None, quiet_to: datetime.time | None, digest_minutes: int
) -> dict[str, object]:
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid({"quiet_to": _("Give both hours, or none.")})
    if not 0 <= digest_minutes <= LONGEST_DIGEST:
        raise Invalid({"digest_minutes": _("Between 0 and %s minutes.") % LONGEST_DIGEST})
    return {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest_minutes": digest_minutes}


def _check_kind(actor: Actor, kind: str) -> None:
    """A web hook lets this server call any address, so only those who set channels for others may add one."""
    if kind not in Channel.Kind.values:
        raise Invalid({"kind": _("There is no such kind of channel.")})
    if kind == Channel.Kind.MAIL and not settings.EMAIL_HOST:
        raise Invalid({"kind": _("This installation has no mail server.")})
    if kind == Channel.Kind.WEBHOOK and not actor.may(MANAGE):
        raise Invalid({"kind": _("Only the command adds web hooks.")})


def _send_code(actor: Actor, channel: Channel) -> None:
    now = clock.now()
    channel.tests, channel.guesses, channel.tested_at = channel.tests + 1, 0, now
    channel.save(update_fields=["tests", "guesses", "tested_at"])
    message = Message.objects.create(
        key=f"test:{channel.id.hex}:{channel.tests}", kind=Message.Kind.TEST, sent_by_id=actor.id, urgent=True,
        created_at=now, expires_at=now + 60 * MINUTE,
    )  # fmt: skip
    Delivery.objects.create(
        message=message, channel=channel, account_id=channel.account_id, state=Delivery.State.WAITING,
        created_at=now, next_at=now,
    )  # fmt: skip
    trail.record(actor, Write, "messages.send_code", subject=channel.id, channel=channel.kind)
