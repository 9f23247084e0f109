"""Writes which outcome each row has: only what changed gets a new standing, so the cost follows the change."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.errors import Conflict
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.passengers.models import RowStanding
from fangxian.lines.arrivals.reaching import chunks
from fangxian.trees.responses.models import Response

FACTS = (
    "path", "line_id", "body_id", "body_path", "list", "position", "on_list", "outcome", "assigned",
    "duplicate_of", "registration", "possible_with", "received_at", "due_at", "settled_at",
)  # fmt: skip
COLUMNS = ("entry_id", "response_id", "recorded_from", "recorded_to", *FACTS)
Facts = tuple[Any, ...]


def write(response: Response, wanted: Mapping[uuid.UUID, Facts], considered: Collection[uuid.UUID]) -> None:
    """Close the standings that hold no more, and open those that hold now; raises ``Conflict``."""
    former = {
        entry: (key, tuple(facts))
        for part in chunks(sorted(considered))
        for key, entry, *facts in RowStanding.objects.known()
        .filter(entry__in=part)
        .values_list("pk", "entry", *FACTS)
    }
    changed = {entry: facts for entry, facts in wanted.items() if former.get(entry, (0, ()))[1] != facts}
    over = [former[entry][0] for entry in former if entry not in wanted or entry in changed]
    now = clock.now()
    for part in chunks(sorted(over)):
        if RowStanding.objects.known().filter(pk__in=part).update(recorded_to=now) != len(part):
            raise Conflict(
                _("Somebody else entered the same at this moment: look at it and send yours again.")
            )
    rows = ((entry, response.id, now, FOREVER, *facts) for entry, facts in changed.items())
    bulk.insert(RowStanding, COLUMNS, rows)
