"""What other systems may hear of bulletins: that one was issued (M24)."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.papers import queries
from fangxian.mechanisms.webhooks.kinds import EventKind
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def _visible(actor: Actor, response: Response, bulletins: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which bulletins the actor may see."""
    return set(queries.visible(actor, response).filter(pk__in=list(bulletins)).values_list("pk", flat=True))


EVENTS = [
    EventKind("bulletins.issue", _("bulletin issued"), "/api/v1/bulletins/{id}", "bulletins.view", _visible)
]
