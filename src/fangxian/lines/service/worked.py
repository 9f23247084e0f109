"""Days on duty and confirmed hours, as the registers of persons ask for them (M4, M10, M11)."""

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Sum
from django.utils import timezone

from fangxian.lines.service.figures import DAY
from fangxian.lines.service.models import Attendance, Service
from fangxian.lines.service.rules import Step
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.personnel.rest import Asked, Worked
from fangxian.trees.responses.models import Response

HERE = (Attendance.State.PRESENT, Attendance.State.LATE)


def days(asked: Asked) -> Iterator[Worked]:
    """Yield who was at a post or served on which day, and who was expected and was not: three queries.

    Whoever was at one post and absent from another was on duty.
    """
    span = {"happened_at__gte": midnight(asked.first), "happened_at__lt": midnight(asked.last) + DAY}
    rows = Attendance.objects.at(asked.as_of).filter(response=asked.response, **span)
    stood: set[tuple[uuid.UUID, datetime.date]] = set()
    away: set[tuple[uuid.UUID, datetime.date]] = set()
    for person, at, attended in rows.filter(person__in=asked.people).values_list(
        "person", "happened_at", "attended"
    ):
        (stood if attended in HERE else away).add((person, timezone.localdate(at)))
    instead = rows.filter(replaced_by__in=asked.people).values_list("replaced_by", "happened_at")
    stood |= {(person, timezone.localdate(at)) for person, at in instead if person}
    served = Service.objects.at(asked.as_of).filter(
        response=asked.response, person__in=asked.people, step=Step.CONFIRMED, **span
    )
    stood |= {(one, timezone.localdate(at)) for one, at in served.values_list("person", "happened_at")}
    yield from (Worked(person, day) for person, day in stood)
    yield from (Worked(person, day, False) for person, day in away - stood)


def hundredths(response: Response, people: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return by person how many hundredths of an hour communities have confirmed: one query."""
    rows = Service.objects.at().filter(response=response, person__in=list(people), step=Step.CONFIRMED)
    return dict(rows.order_by().values_list("person").annotate(n=Sum("hundredths")))
