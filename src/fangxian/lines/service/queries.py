"""What the pages of service show: what awaits an answer, posts with who is there today (M10, M11)."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.fields import under
from fangxian.lines.service.crews import Watch
from fangxian.lines.service.figures import DAY, THERE, attended
from fangxian.lines.service.ledgers import CHECKINS, REMARKS, SERVICE
from fangxian.lines.service.models import Attendance, Handover, Service
from fangxian.lines.service.post_ledgers import ATTENDANCES, HANDOVERS
from fangxian.lines.service.rules import Step
from fangxian.lines.service.settling import LOG, RECEIVE, VIEW
from fangxian.mechanisms.ledgers.declaring import Ledger
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.queries import Line, lines, rows_of
from fangxian.mechanisms.personnel.ledgers import POSTS
from fangxian.mechanisms.personnel.models import Post, Posting
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MOST = 100
LEFT = (Step.OPEN, Step.TAKEN)
"""Steps of what a shift left open and nobody has done yet."""
AWAITED: tuple[tuple[Ledger, Step, tuple[str, ...]], ...] = (
    (CHECKINS, Step.REPORTED, ("accept", "decline")),
    (SERVICE, Step.LOGGED, ("confirm", "return")),
    (REMARKS, Step.OPEN, ("settle", "correct")),
)
"""What awaits an answer, and the deeds that give it."""


@dataclass(frozen=True)
class Awaited:
    """Entries of a ledger that await the actor's answer."""

    ledger: Ledger
    deeds: tuple[str, ...]
    lines: Sequence[Line]
    count: int


def waiting(actor: Actor, response: Response, ledger: Ledger, step: Step) -> QuerySet[Any]:
    """Return the entries of a ledger that await the actor's answer."""
    own = actor.scope(LOG).q() if ledger is REMARKS else actor.scope(RECEIVE).place_q()
    rows: QuerySet[Any] = rows_of(ledger).at().filter(own, response=response, step=step)
    return rows


def awaited(actor: Actor, response: Response) -> list[Awaited]:
    """Return what awaits the actor's answer, the longest first in each kind."""
    found = []
    for ledger, step, deeds in AWAITED:
        rows = waiting(actor, response, ledger, step)
        first = lines(ledger, response, rows.order_by("recorded_from", "entry")[: MOST + 1])
        if first:
            count = len(first) if len(first) <= MOST else rows.count()
            found.append(Awaited(ledger, deeds, first[:MOST], count))
    return found


@dataclass(frozen=True)
class Manned:
    """A post with how many are posted there and how many were there on the day."""

    line: Line
    posted: int
    there: int

    @property
    def empty(self) -> bool:
        """Whether people are posted there and nobody came."""
        return bool(self.posted and not self.there)


def posts(
    actor: Actor, response: Response, path: str, as_of: datetime.datetime | None = None
) -> list[Manned]:
    """Return the posts of a place with who is there on the day looked at, those where nobody is first."""
    now = as_of or clock.now()
    inside = under("path", path) & actor.scope(VIEW).q()
    rows = (
        Post.objects.at(as_of)
        .filter(inside, response=response, happened_at__lte=now)
        .exclude(ended_at__lte=now)
    )
    found = list(attended(rows, now, as_of).order_by("attended", "-manned", "path", "entry")[: MOST * 2])
    keys = [row.entry_id for row in found]
    there = _present(response, keys, now, as_of)
    posted = _posted(response, keys, now, as_of)
    shown = lines(POSTS, response, found, as_of)
    manned = [
        Manned(line, posted.get(line.row.entry_id, 0), there.get(line.row.entry_id, 0)) for line in shown
    ]
    return sorted(manned, key=lambda one: not one.empty)


def _present(
    response: Response, keys: Sequence[uuid.UUID], now: datetime.datetime, as_of: Any
) -> dict[uuid.UUID, int]:
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = of_day(
        Attendance.objects.at(as_of).filter(response=response, post__in=keys, attended__in=THERE), now
    )
    for post, person in rows.values_list("post", "person"):
        found.setdefault(post, set()).add(person)
    return {post: len(people) for post, people in found.items()}


def _posted(
    response: Response, keys: Sequence[uuid.UUID], now: datetime.datetime, as_of: Any
) -> dict[uuid.UUID, int]:
    counts: dict[uuid.UUID, int] = {}
    rows = Posting.objects.at(as_of).filter(response=response, post__in=keys, happened_at__lte=now)
    for post in filter(None, rows.exclude(ended_at__lte=now).values_list("post", flat=True)):
        counts[post] = counts.get(post, 0) + 1
    return counts


def of_day(rows: QuerySet[Any], at: datetime.datetime) -> QuerySet[Any]:
    """Narrow to what happened on the day of an instant."""
    begun = midnight(timezone.localdate(at))
    return rows.filter(happened_at__gte=begun, happened_at__lt=begun + DAY)


def handovers(post: Post) -> list[Line]:
    """Return what is not done yet at a post, what nobody has taken over first."""
    rows = Handover.objects.at().filter(response=post.response, post=post.entry_id, step__in=LEFT)
    return lines(HANDOVERS, post.response, rows.order_by("step", "happened_at", "entry")[:MOST])


def taken_over(post: Post) -> bool:
    """Tell whether the shift there has taken over what it passes on."""
    return Handover.objects.at().filter(response=post.response, post=post.entry_id, step=Step.TAKEN).exists()


def serving(post: Post, watch: Watch) -> list[Line]:
    """Return the members who serve at a post on a shift's day: what they claimed or logged there."""
    begun = midnight(watch.day)
    rows = Service.objects.at().filter(response=post.response, post=post.entry_id)
    found = rows.filter(happened_at__gte=begun, happened_at__lt=begun + DAY).order_by("happened_at", "entry")
    return lines(SERVICE, post.response, found[:MOST])


def also_here(post: Post, watch: Watch, listed: Collection[uuid.UUID]) -> list[Line]:
    """Return the attendance of a shift's day at a post beside that of those who were expected in it."""
    begun = midnight(watch.day)
    rows = Attendance.objects.at().filter(response=post.response, post=post.entry_id)
    found = rows.filter(happened_at__gte=begun, happened_at__lt=begun + DAY)
    others = [row for row in found if row.shift != watch.shift or row.person not in listed]
    return lines(ATTENDANCES, post.response, others[:MOST])
