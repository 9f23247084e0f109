"""One's own messages marked read; failed deliveries sent again by who looks after the channels."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Missing
from fangxian.mechanisms.messages.models import Delivery, Message
from fangxian.mechanisms.messages.queries import MANAGE, inbox, log
from fangxian.mechanisms.messages.rules import DAY
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = Delivery.State
OVER = (State.FAILED, State.UNSURE)
"""What may be sent again: it did not arrive, or nobody knows whether it did."""


@transaction.atomic
def mark_read(actor: Actor, delivery_id: uuid.UUID) -> Delivery:
    """Mark one of one's own messages read, and return it; raises ``Missing``."""
    found = inbox(actor).filter(pk=delivery_id).first()
    if found is None:
        raise Missing(_("There is no such message."))
    if found.read_at is None:
        found.read_at = clock.now()
        found.save(update_fields=["read_at"])
    return found


@transaction.atomic
def mark_all_read(actor: Actor) -> int:
    """Mark all of one's own messages read, and tell how many were not."""
    return inbox(actor).filter(read_at=None).order_by().update(read_at=clock.now())


@transaction.atomic
def send_again(actor: Actor, response: Response, delivery_ids: Sequence[uuid.UUID]) -> int:
    """Let failed or unanswered deliveries go once more (messages.manage), and tell how many.

    Raises ``Forbidden``, and ``Missing`` when one lies outside the actor's scope.
    """
    actor.must(MANAGE)
    own = log(actor, response).filter(pk__in=list(delivery_ids))
    rows = list(
        own.filter(channel__isnull=False).order_by().select_related(None).select_for_update(of=("self",))
    )
    if len(rows) != len(set(delivery_ids)):
        raise Missing(_("There is no such message."))
    now = clock.now()
    again = [row for row in rows if row.state in OVER]
    Delivery.objects.filter(pk__in=[row.pk for row in again]).update(
        state=State.WAITING, next_at=now, attempts=0, error=""
    )
    late = Message.objects.filter(pk__in=[row.message_id for row in again], expires_at__lte=now)
    late.update(expires_at=now + DAY)
    if again:
        trail.record(actor, trail.Kind.WRITE, "messages.send_again", response=response.id, count=len(again))
    return len(again)
