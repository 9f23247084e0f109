"""On which days people were on duty, by their published shifts: for whoever asks since when somebody has not rested."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from fangxian.lines.rosters.models import Shift
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.personnel.rest import Asked, Worked


def worked(asked: Asked) -> Iterator[Worked]:
    """Yield each person's days with a shift, a night on the day on which it begins: one query."""
    ends = midnight(asked.last + datetime.timedelta(days=1))
    rows = Shift.objects.at(asked.as_of).filter(
        response=asked.response,
        person__in=asked.people,
        happened_at__gte=midnight(asked.first),
        happened_at__lt=ends,
    )
    for person, begins in rows.values_list("person", "happened_at"):
        if person:
            yield Worked(person, timezone.localtime(begins).date())
