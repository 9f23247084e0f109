"""What other systems may hear of the line: that a report was made, corrected or taken back; never about whom (M5)."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.queries import own_side
from fangxian.mechanisms.webhooks.kinds import EventKind
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

RESOURCE = "/api/v1/arrivals/{id}"


def _visible(actor: Actor, response: Response, entries: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which reports the actor may see, those taken back too."""
    rows = ArrivalReport.objects.known().filter(own_side(actor), response=response, entry__in=list(entries))
    return set(rows.values_list("entry", flat=True))


EVENTS = [
    EventKind("arrivals.unit", _("arrivals declared"), RESOURCE, "arrivals.view_unit", _visible),
    EventKind("arrivals.community", _("arrivals registered"), RESOURCE, "arrivals.view_community", _visible),
    EventKind("arrivals.correct", _("arrival corrected"), RESOURCE, "figures.view", _visible),
    EventKind("arrivals.void", _("arrival taken back"), RESOURCE, "figures.view", _visible),
]
