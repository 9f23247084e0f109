"""Published shifts as the register of ledgers knows them: rooms meet there and never import each other (M10)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.queries import rows_of
from fangxian.trees.responses.models import Response

LEDGER = "shifts"
EARLY, GRACE = datetime.timedelta(hours=2), datetime.timedelta(minutes=10)
"""How long before a shift one may check in, and how long after its beginning one is not late."""


@dataclass(frozen=True)
class Turn:
    """A place in a shift of a post: filled by a person, or open (None)."""

    post: uuid.UUID
    person: uuid.UUID | None
    begins: datetime.datetime
    ends: datetime.datetime

    @property
    def name(self) -> str:
        """Its hours, as attendance names the shift."""
        first, last = timezone.localtime(self.begins), timezone.localtime(self.ends)
        return f"{first:%H:%M}–{last:%H:%M}"

    @property
    def late_at(self) -> datetime.datetime:
        """From when on somebody is late."""
        return self.begins + GRACE


def rows(as_of: datetime.datetime | None = None) -> QuerySet[Any]:
    """Return the published shifts as known at an instant."""
    found: QuerySet[Any] = rows_of(ledger_of(LEDGER)).at(as_of)
    return found


def turns(response: Response, start: datetime.datetime, end: datetime.datetime, **only: Any) -> list[Turn]:
    """Return the turns that run at some time between two instants, by their beginning."""
    found = rows().filter(response=response, happened_at__lt=end, ended_at__gt=start, **only)
    told = found.order_by("happened_at", "post", "entry").values_list(
        "post", "person", "happened_at", "ended_at"
    )
    return [Turn(*row) for row in told]
