"""What reminders know of posts: those to which people are posted and at which nobody is, for street and unit (M10).

Without published shifts a post is expected to be attended from nine o'clock on; rules of minutes then tell the place
first, and whoever oversees it next.
"""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.lines.service.figures import attended
from fangxian.lines.service.settling import RECEIVE, REPORT, VIEW
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.mechanisms.personnel.models import Post, Posting
from fangxian.trees.responses.models import Response

PLACES, UNITS = "service.posts", "service.posts_of_units"
EXPECTED = datetime.time(9)
DAY = datetime.timedelta(days=1)


def sources(response: Response) -> list[Source]:
    """Return empty posts as something to remind of, where anybody is posted at a post."""
    if not Posting.objects.at().filter(response=response, post__isnull=False).exists():
        return []

    def url(_day: datetime.date) -> str:
        return reverse("service:posts")

    advice = _("Send somebody there, and check him in.")
    return [
        Source(
            PLACES,
            _("Posts without anybody"),
            RECEIVE,
            VIEW,
            _at_places,
            url,
            url,
            by_place=True,
            advice=advice,
        ),
        Source(
            UNITS, _("Posts of our unit without anybody"), REPORT, VIEW, _of_units, url, url, advice=advice
        ),
    ]


def due_at(day: datetime.date) -> datetime.datetime:
    """Return the hour from which somebody is expected at a post."""
    return datetime.datetime.combine(day, EXPECTED, timezone.get_default_timezone())


def _at_places(response: Response, window: Window) -> list[Owing]:
    counts: dict[tuple[str, datetime.date], int] = {}
    for day in _days(window):
        for path in _empty(response, day).values_list("path", flat=True):
            counts[path, day] = counts.get((path, day), 0) + 1
    return [
        Owing(f"{PLACES}:{path}:{day}", day, due_at(day), "", None, "", path, count)
        for (path, day), count in counts.items()
    ]


def _of_units(response: Response, window: Window) -> list[Owing]:
    return [
        Owing(f"{UNITS}:{post}:{day}", day, due_at(day), line or "", body, body_path, path)
        for day in _days(window)
        for post, line, body, body_path, path in _empty(response, day)
        .filter(body__isnull=False)
        .values_list("entry", "line", "body", "body_path", "path")
    ]


def _empty(response: Response, day: datetime.date) -> QuerySet[Post]:
    at = min(clock.now(), _last(day))
    rows = Post.objects.at().filter(response=response, happened_at__lte=at).exclude(ended_at__lte=at)
    return attended(rows, at).filter(manned=True, attended=False).order_by("path", "entry")


def _last(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), timezone.get_default_timezone())


def _days(window: Window) -> Iterator[datetime.date]:
    day, last = (
        timezone.localdate(window.start),
        min(timezone.localdate(window.end), timezone.localdate(clock.now())),
    )
    while day <= last:
        if window.start <= due_at(day) <= window.end:
            yield day
        day += DAY
