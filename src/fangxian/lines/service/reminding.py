"""What reminders know of posts where nobody is: the street and the unit that answers for the post are told (M10).

By published shifts ten minutes after a shift begins; a post to which people are posted without shifts by nine.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.lines.service import shifts
from fangxian.lines.service.figures import DAY, THERE, attended
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.settling import RECEIVE, REPORT, VIEW
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.mechanisms.personnel.models import Post
from fangxian.trees.responses.models import Response

PLACES, UNITS = "service.posts", "service.posts_of_units"
LAST = datetime.timedelta(microseconds=1)
EXPECTED = datetime.time(9)
Empty = tuple[Post, datetime.datetime]
"""A post where nobody is, and since when somebody is expected."""


def sources(response: Response) -> list[Source]:
    """Return empty posts as something to remind of, where there are posts."""
    if not Post.objects.at().filter(response=response).exists():
        return []

    def url(_day: datetime.date) -> str:
        return reverse("service:posts")

    advice = _("Send somebody there, and check him in.")
    return [
        Source(PLACES, _("Posts without anybody"), RECEIVE, VIEW, _at_places, url, url, by_place=True, advice=advice),
        Source(UNITS, _("Posts of our unit without anybody"), REPORT, VIEW, _of_units, url, url, advice=advice),
    ]  # fmt: skip


def _at_places(response: Response, window: Window) -> list[Owing]:
    counts: dict[tuple[str, datetime.datetime], int] = defaultdict(int)
    for post, due in _empty(response, window):
        counts[post.path, due] += 1
    return [
        Owing(f"{PLACES}:{path}:{_stamp(due)}", timezone.localdate(due), due, "", None, "", path, count)
        for (path, due), count in counts.items()
    ]


def _of_units(response: Response, window: Window) -> list[Owing]:
    return [
        Owing(f"{UNITS}:{post.entry_id}:{_stamp(due)}", timezone.localdate(due), due, post.line_id or "",
              post.body_id, post.body_path, post.path)
        for post, due in _empty(response, window) if post.body_id
    ]  # fmt: skip


def _empty(response: Response, window: Window) -> Iterator[Empty]:
    """Yield the posts where nobody is though somebody is expected since an instant of the window."""
    now, days = clock.now(), list(_days(window))
    if not days:
        return
    begun, ended = midnight(days[0]), midnight(days[-1]) + DAY
    turns = shifts.turns(response, begun, ended)
    rows = Post.objects.at().filter(response=response, happened_at__lte=now).exclude(ended_at__lte=begun)
    posts = {row.entry_id: row for row in rows}
    there: dict[object, list[datetime.datetime]] = defaultdict(list)
    come = Attendance.objects.at().filter(response=response, attended__in=THERE, happened_at__lt=ended)
    for post, at in come.filter(happened_at__gte=begun - DAY).values_list("post", "happened_at"):
        there[post].append(at)
    for post, begins, ends, due in {(one.post, one.begins, one.ends, one.late_at) for one in turns}:
        came = any(begins - shifts.EARLY <= at < ends for at in there[post])
        if post in posts and begins <= now and window.start <= due <= window.end and not came:
            yield posts[post], due
    planned = {(one.post, timezone.localdate(one.begins)) for one in turns}
    for day in days:
        if window.start <= (due := due_at(day)) <= window.end:
            for row in attended(rows, min(now, midnight(day) + DAY - LAST)).filter(
                manned=True, attended=False
            ):
                if (row.entry_id, day) not in planned:
                    yield row, due


def due_at(day: datetime.date) -> datetime.datetime:
    """Return the hour from which somebody is expected at a post without shifts."""
    return datetime.datetime.combine(day, EXPECTED, timezone.get_default_timezone())


def _stamp(due: datetime.datetime) -> str:
    return f"{due.astimezone(datetime.UTC):%Y%m%dT%H%M}"


def _days(window: Window) -> Iterator[datetime.date]:
    """Yield the days of a window until today."""
    day, last = (
        timezone.localdate(window.start),
        min(timezone.localdate(window.end), timezone.localdate(clock.now())),
    )
    while day <= last:
        yield day
        day += datetime.timedelta(days=1)
