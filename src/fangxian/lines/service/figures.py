"""The measures of check-ins, service and attendance (M10, M11)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.lines.service import shifts
from fangxian.lines.service.models import Attendance, Checkin, Service
from fangxian.lines.service.rules import Step
from fangxian.mechanisms.figures.measures import Groups, Kind, Measure
from fangxian.mechanisms.figures.moments import not_until, until, within
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.personnel.figures import IN_FORCE
from fangxian.mechanisms.personnel.models import Post, Posting

THERE = (Attendance.State.PRESENT, Attendance.State.LATE, Attendance.State.REPLACED)
"""Somebody stands at the post: himself, late, or another in his place."""
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class PostsByDay(TableSource):
    """Posts, each with ``manned`` (somebody is posted there) and ``attended`` (somebody was there) on a day."""

    def rows(self, question: Question) -> QuerySet[Any]:
        """Return the posts with what holds on the last day of the window."""
        return attended(super().rows(question), question.now, question.as_of)

    def counted(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return values by group; each day is looked at by itself."""
        if question.by is not By.DAY:
            return super().counted(question, measures)
        return {
            day: super(PostsByDay, self).counted(
                question.at(by=By.WHOLE, start=at.start, end=at.end), measures
            )[""]
            for day, at in question.slices().items()
        }


def attended(
    posts: QuerySet[Any], at: datetime.datetime, as_of: datetime.datetime | None = None
) -> QuerySet[Any]:
    """Annotate posts: whether somebody is posted there, or a shift has begun; whether anybody was there on the day."""
    begun = midnight(timezone.localdate(at))
    there = Attendance.objects.at(as_of).filter(post=OuterRef("entry"), attended__in=THERE)
    posted = (
        Posting.objects.at(as_of)
        .filter(post=OuterRef("entry"), happened_at__lte=at)
        .exclude(ended_at__lte=at)
    )
    begun_on = shifts.rows(as_of).filter(post=OuterRef("entry"), happened_at__gte=begun, happened_at__lte=at)
    rows: QuerySet[Any] = posts.annotate(
        attended=Exists(there.filter(happened_at__gte=begun, happened_at__lt=begun + DAY)),
        manned=Exists(posted) | Exists(begun_on),
    )
    return rows


CHECKINS, SERVICE, POSTS = TableSource(Checkin), TableSource(Service), PostsByDay(Post)
ACCEPTED = Q(step=Step.ACCEPTED) & until("accepted_at") & not_until("ended_at")
ORGANISATIONS = ACCEPTED & Q(kind=Checkin.Kind.ORGANISATION)
MEMBERS = ACCEPTED & Q(kind=Checkin.Kind.MEMBER)
CONFIRMED = Q(step=Step.CONFIRMED) & within("happened_at")
UNATTENDED = IN_FORCE & Q(manned=True, attended=False)

MEASURES = (
    Measure("checkin.units", _("units that reported in"),
            _("Distinct units whose check-in a community has accepted, at the end of the window."),
            CHECKINS, Kind.DISTINCT_STOCK, ORGANISATIONS, unit=_("units"), distinct="body"),
    Measure("checkin.people", _("people of units that reported in"),
            _("People whom units reported in with, as accepted; members who report in by themselves are not in it."),
            CHECKINS, Kind.STOCK, ORGANISATIONS, column="people", more="people_more", optional=True),
    Measure("checkin.members", _("members who reported in where they live"),
            _("Distinct serving members whose own check-in a community has accepted."),
            CHECKINS, Kind.DISTINCT_STOCK, MEMBERS, distinct="person"),
    Measure("checkin.communities", _("communities where people reported in"),
            _("Distinct communities that accepted a check-in, at the end of the window."),
            CHECKINS, Kind.DISTINCT_STOCK, ACCEPTED & ~Q(community=""), unit=_("communities"), distinct="community"),
    Measure("checkin.compounds", _("compounds where people reported in"),
            _("Distinct compounds for which a check-in was accepted, at the end of the window."),
            CHECKINS, Kind.DISTINCT_STOCK, ACCEPTED & ~Q(compound=""), unit=_("compounds"), distinct="compound"),
    Measure("checkin.hours", _("hours of service"),
            _("Hours of service within the window that communities have confirmed; minutes are rounded to hundredths."),
            SERVICE, Kind.FLOW, CONFIRMED, unit=_("hours"), column="hundredths", decimals=2),
    Measure("checkin.served", _("people who served"),
            _("Distinct persons with service within the window that a community has confirmed."),
            SERVICE, Kind.DISTINCT_FLOW, CONFIRMED, distinct="person"),
    Measure("checkin.posts_unattended", _("posts without anybody"),
            _("Posts with a shift or people posted, at which nobody was present on the last day of the window."),
            POSTS, Kind.STOCK, UNATTENDED, unit=_("posts")),
)  # fmt: skip
