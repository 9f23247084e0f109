"""What reminders know of posts that are not filled: community, street and unit are told without any rule (M10).

By published shifts ten minutes after a shift begins; a post to which people are posted without shifts by nine.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.lines.service import shifts
from fangxian.lines.service.figures import DAY, THERE, attended
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.settling import RECEIVE, REPORT, VIEW
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.messages.models import ReminderRule
from fangxian.mechanisms.messages.sources import Owing, Source, Standing, Window
from fangxian.mechanisms.personnel.models import Person, Post, Posting
from fangxian.trees.responses.models import Response

PLACES, UNITS = "service.posts", "service.posts_of_units"
LAST = datetime.timedelta(microseconds=1)
EXPECTED = datetime.time(9)
There = dict[uuid.UUID, list[tuple[uuid.UUID, datetime.datetime]]]
AT_ONCE = (Standing(0, ReminderRule.To.OWER),)


@dataclass(frozen=True)
class Unfilled:
    """A post at which fewer are than should be since an instant, and who was expected there."""

    post: Post
    due: datetime.datetime
    expected: frozenset[uuid.UUID] = frozenset()


def sources(response: Response) -> list[Source]:
    """Return posts that are not filled as something to remind of, where there are posts; told without any rule."""
    if not Post.objects.at().filter(response=response).exists():
        return []

    def url(_day: datetime.date) -> str:
        return reverse("service:posts")

    advice = _("Send somebody there, and check him in.")
    street = (*AT_ONCE, Standing(0, ReminderRule.To.SUPERIOR))
    return [
        Source(PLACES, _("Posts not filled"), RECEIVE, VIEW, _at_places, url, url, by_place=True, advice=advice,
               standing=street, urgent=True),
        Source(UNITS, _("Posts of our unit not filled"), REPORT, VIEW, _of_units, url, url, advice=advice,
               standing=AT_ONCE, urgent=True),
    ]  # fmt: skip


def _at_places(response: Response, window: Window) -> list[Owing]:
    counts: dict[tuple[str, datetime.datetime], int] = defaultdict(int)
    for one in _unfilled(response, window):
        counts[one.post.path, one.due] += 1
    return [
        Owing(f"{PLACES}:{path}:{_stamp(due)}", timezone.localdate(due), due, "", None, "", path, count)
        for (path, due), count in counts.items()
    ]


def _of_units(response: Response, window: Window) -> list[Owing]:
    """Return what units owe: whoever answers for the post, and where nobody does, those whose people are expected."""
    found = list(_unfilled(response, window))
    people = {person for one in found if not one.post.body_id for person in one.expected}
    rows = Person.objects.at().filter(response=response, entry__in=people, body__isnull=False)
    homes = {row.entry_id: (row.line_id or "", row.body_id, row.body_path) for row in rows}
    owing = {}
    for one in found:
        own = (one.post.line_id or "", one.post.body_id, one.post.body_path)
        units = {own} if one.post.body_id else {homes[person] for person in one.expected if person in homes}
        for line, body, body_path in units:
            key = f"{UNITS}:{one.post.entry_id.hex}:{body.hex if body else ''}:{_stamp(one.due)}"
            day = timezone.localdate(one.due)
            owing[key] = Owing(key, day, one.due, line, body, body_path, one.post.path)
    return list(owing.values())


def _unfilled(response: Response, window: Window) -> Iterator[Unfilled]:
    """Yield the posts that are not filled since an instant of the window: by their shifts, else by their postings."""
    days = list(_days(window))
    if not days:
        return
    begun, ended = midnight(days[0]), midnight(days[-1]) + DAY
    turns = shifts.turns(response, begun, ended)
    rows = (
        Post.objects.at().filter(response=response, happened_at__lte=clock.now()).exclude(ended_at__lte=begun)
    )
    posts = {row.entry_id: row for row in rows}
    yield from _by_shifts(turns, posts, window, _there(response, begun, ended))
    yield from _by_postings(rows, days, window, {(one.post, timezone.localdate(one.begins)) for one in turns})


def _by_shifts(
    turns: Sequence[shifts.Turn], posts: Mapping[uuid.UUID, Post], window: Window, there: There
) -> Iterator[Unfilled]:
    """Yield posts with fewer people than a shift that has begun has places."""
    places: dict[tuple[Any, ...], list[uuid.UUID | None]] = defaultdict(list)
    for one in turns:
        places[one.post, one.begins, one.ends, one.late_at].append(one.person)
    for (post, begins, ends, due), people in places.items():
        came = {person for person, at in there[post] if begins - shifts.EARLY <= at < ends}
        begun = begins <= clock.now() and window.start <= due <= window.end
        if post in posts and begun and len(came) < len(people):
            yield Unfilled(posts[post], due, frozenset(one for one in people if one and one not in came))


def _by_postings(
    rows: QuerySet[Post],
    days: Sequence[datetime.date],
    window: Window,
    planned: set[tuple[uuid.UUID, datetime.date]],
) -> Iterator[Unfilled]:
    """Yield posts without shifts of a day where people are posted and nobody has come by the hour."""
    for day in days:
        due = due_at(day)
        if not window.start <= due <= window.end:
            continue
        at = min(clock.now(), midnight(day) + DAY - LAST)
        empty = [row for row in attended(rows, at).filter(manned=True, attended=False)
                 if (row.entry_id, day) not in planned]  # fmt: skip
        posted = Posting.objects.at().filter(post__in=[row.entry_id for row in empty], happened_at__lte=at)
        people: dict[uuid.UUID | None, set[uuid.UUID]] = defaultdict(set)
        for post, person in posted.exclude(ended_at__lte=at).values_list("post", "person"):
            people[post].add(person)
        yield from (Unfilled(row, due, frozenset(people[row.entry_id])) for row in empty)


def _there(response: Response, begun: datetime.datetime, ended: datetime.datetime) -> There:
    """Return who was said to be at each post, or replaced there, and when."""
    found: There = defaultdict(list)
    rows = Attendance.objects.at().filter(response=response, attended__in=THERE, happened_at__lt=ended)
    for post, person, at in rows.filter(happened_at__gte=begun - DAY).values_list(
        "post", "person", "happened_at"
    ):
        found[post].append((person, at))
    return found


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
