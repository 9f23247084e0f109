"""What reminders know of pairing: communities that have not answered about their units today (M9)."""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.lines.pairing.models import Pairing
from fangxian.lines.pairing.queries import to_answer, today
from fangxian.lines.pairing.settling import ANSWER, PAIR, due_at
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

CODE = "pairing.answers"
DAY = datetime.timedelta(days=1)


def sources(response: Response) -> list[Source]:
    """Return the daily answers as something to remind of, where a unit was ever paired."""
    if not Pairing.objects.at().filter(response=response).exists():
        return []
    return [
        Source(
            CODE, _("Answers about paired units"), ANSWER, PAIR, _owing, lambda _day: reverse("pairing:answers"),
            lambda _day: reverse("ledgers:pairing-answers_list"), by_place=True,
        )
    ]  # fmt: skip


def _owing(response: Response, window: Window) -> list[Owing]:
    return [owing for day in _days(window) for owing in _of_day(response, day)]


def _of_day(response: Response, day: datetime.date) -> Iterator[Owing]:
    rows = to_answer(response, day, Q()).order_by("path").values_list("path").annotate(n=Count("pk"))
    for path, count in rows:
        yield Owing(f"{CODE}:{path}:{day}", day, due_at(day), "", None, "", path, count)


def _days(window: Window) -> Iterator[datetime.date]:
    """Yield the days whose hour lies within a window; about a day to come nothing is owed yet."""
    day, last = timezone.localdate(window.start), min(timezone.localdate(window.end), today())
    while day <= last:
        if window.start <= due_at(day) <= window.end:
            yield day
        day += DAY
