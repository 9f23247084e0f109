"""What other systems may hear of the line: that a report was filed, replaced, accepted or returned (M8)."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from fangxian.lines.reports import filed
from fangxian.mechanisms.webhooks.kinds import EventKind
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

RESOURCE = "/api/v1/reports/{id}"


def _visible(actor: Actor, response: Response, entries: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which reports the actor may see."""
    rows = filed.visible(actor, response).filter(entry__in=list(entries))
    return set(rows.values_list("entry", flat=True))


EVENTS = [
    EventKind(f"reports.{action}", title, RESOURCE, "reports.view", _visible)
    for action, title in (
        ("file", _("report filed")),
        ("refile", _("report replaced")),
        ("accepted", _("report accepted")),
        ("returned", _("report returned")),
    )
]
