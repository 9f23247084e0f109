"""What is asked of a figure: which part of both trees, which window, known when, broken down by what."""

import datetime
import uuid
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Invalid
from fangxian.core.fields import under
from fangxian.core.scope import EVERYTHING, Scope
from fangxian.mechanisms.figures.moments import Slice
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.places.models import Place
from fangxian.trees.places.queries import children as below
from fangxian.trees.places.queries import former_paths
from fangxian.trees.responses.models import Response

DAY = datetime.timedelta(days=1)
LAST = datetime.timedelta(microseconds=1)
MOST_DAYS = 92
MOST_WIDTH = 48


class By(StrEnum):
    """What a figure is broken down by."""

    WHOLE = ""
    PLACE = "place"
    BODY = "body"
    LINE = "line"
    DAY = "day"


@dataclass(frozen=True)
class Question:
    """A question about one response; ``as_of`` None asks for what is known now."""

    response: Response
    start: datetime.datetime
    end: datetime.datetime
    as_of: datetime.datetime | None = None
    place: Place | None = None
    place_paths: tuple[str, ...] = ()
    here: bool = False
    """Only what lies at the place itself, without the places below it."""
    position: Position | None = None
    body_paths: tuple[str, ...] = ()
    line: str = ""
    body: uuid.UUID | None = None
    by: By = By.WHOLE
    scope: Scope = field(default=EVERYTHING)
    running_from: datetime.datetime | None = None
    """By day: where every day's window begins, so that a day shows how it stood at its end."""

    @property
    def now(self) -> datetime.datetime:
        """The instant against which lateness is measured."""
        return min(self.end, self.as_of or clock.now())

    @cached_property
    def children(self) -> list[Place]:
        """The places that ``by=place`` breaks down to: right below the place asked for, or the jurisdiction."""
        return below(self.place or self.response.jurisdiction)

    @cached_property
    def child_paths(self) -> dict[str, str]:
        """Every path that a child ever had → its present one: facts carry the path of their day.

        What lies at the place itself is its own share, under the place's present path.
        """
        place = self.place or self.response.jurisdiction
        present = {each.id: each.path for each in (*self.children, place)}
        return {path: path for path in present.values()} | {
            path: present[place] for place, path in former_paths(list(present))
        }

    @cached_property
    def child_widths(self) -> list[int]:
        """The lengths of those paths: levels may be left out below a reporting parent."""
        return sorted({len(path) for path in (place.path for place in self.children)}) or [MOST_WIDTH]

    @cached_property
    def branches(self) -> dict[str, str]:
        """Every path that a body right below the one asked for, or that one itself, ever had → the body's id."""
        if self.position is None:
            return {}
        held = EVER_BELOW.all(line=self.position.line_id, body=self.position.body_id)
        return {path: str(body) for path, body in held}

    @cached_property
    def branch_widths(self) -> list[int]:
        """The lengths of the paths below; paths that are shorter are the body's own."""
        longest = max(len(path) for path in self.body_paths)
        return sorted({len(path) for path in self.branches if len(path) > longest}) or [MOST_WIDTH]

    def node_of(self, group: str, *, first: bool = True) -> str | None:
        """Return the key of the node to which a group of paths belongs, or None where it is no node's.

        What lies at the asked place or body itself has the same group at every width: it counts the ``first`` time.
        """
        if self.by is By.PLACE:
            nodes, own = self.child_paths, self.place_paths or (self.response.jurisdiction.path,)
        elif self.by is By.BODY and self.position:
            nodes, own = self.branches, self.body_paths
        else:
            return group
        return None if group in own and not first else nodes.get(group)

    @property
    def widths(self) -> list[int]:
        """The lengths of the paths to group by, where the breakdown follows a tree; else none."""
        if self.by is By.PLACE:
            return self.child_widths
        return self.branch_widths if self.by is By.BODY and self.position else []

    def slices(self) -> dict[str, Slice]:
        """Return the windows to compute: one, or one a day by ISO date (``by=day``)."""
        known = self.as_of or clock.now()
        if self.by is not By.DAY:
            return {"": Slice(self.start, self.end, min(self.end, known))}
        days = {}
        for day in days_between(self.start, self.end):
            end = min(end_of(day), self.end)
            start = self.running_from or max(start_of(day), self.start)
            days[day.isoformat()] = Slice(start, end, min(end, known))
        return days

    def condition(self, *, path: str = "path", line: str = "line", body_path: str = "body_path") -> Q:
        """Return the condition on a fact table's paths: the part asked for, inside the scope."""
        condition = Q()
        if self.place_paths:
            whole = _any_under(path, self.place_paths)
            condition &= Q(**{f"{path}__in": self.place_paths}) if self.here else whole
        if self.position:
            condition &= Q(**{line: self.position.line_id}) & _any_under(body_path, self.body_paths)
        if self.line:
            condition &= Q(**{line: self.line})
        if self.body:
            condition &= Q(body=self.body)
        if self.scope != EVERYTHING:
            condition &= self.scope.q(place=path, line=line, body=body_path)
        return condition

    def at(self, **changes: object) -> "Question":
        """Return the same question with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _ever_below() -> QuerySet[Position, tuple[str, uuid.UUID]]:
    held = Position.objects.filter(line=Given("line"))
    held = held.filter(Q(parent=Given("body")) | Q(body=Given("body")))
    return held.order_by("path").values_list("path", "body")


def _stands(in_line: bool) -> QuerySet[Position]:
    held = Position.objects.filter(body=Given("body"), valid_to=None)
    return (held.filter(line=Given("line")) if in_line else held).order_by("path")


EVER_BELOW, STANDS = Statement(_ever_below), Statement(_stands)
"""Paths that a body, or one right below it, ever had in a line, each with its body; where a body stands now."""


def _any_under(field: str, prefixes: tuple[str, ...]) -> Q:
    condition = Q()
    for prefix in prefixes:
        condition |= under(field, prefix)
    return condition


def local() -> ZoneInfo | datetime.tzinfo:
    """Return the time zone in which a day begins and ends."""
    return timezone.get_default_timezone()


def start_of(day: datetime.date) -> datetime.datetime:
    """Return the first instant of a day."""
    return datetime.datetime.combine(day, datetime.time.min, local())


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the last instant of a day."""
    return start_of(day + DAY) - LAST


def days_between(start: datetime.datetime, end: datetime.datetime) -> list[datetime.date]:
    """Return the days that a window touches; raises ``Invalid`` when there are more than 92."""
    first, last = start.astimezone(local()).date(), end.astimezone(local()).date()
    if (last - first).days >= MOST_DAYS:
        raise Invalid({"from": _("At most 92 days can be broken down by day.")})
    return [first + DAY * number for number in range((last - first).days + 1)]


def instant(text: str, name: str, *, begin: bool = False) -> datetime.datetime:
    """Read an instant: an ISO date (its end, or its beginning) or an ISO date and time.

    Raises ``Invalid`` naming the parameter. Without an offset the default time zone is meant.
    """
    try:
        day = parse_date(text)
        if day is not None:
            return start_of(day) if begin else end_of(day)
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None:
        raise Invalid({name: _("Not a date or time: %(text)s") % {"text": text[:40]}})
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=local())


def ask(
    response: Response,
    *,
    start: datetime.datetime | None = None,
    end: datetime.datetime | None = None,
    as_of: datetime.datetime | None = None,
    place: Place | None = None,
    body: Body | None = None,
    line: str = "",
    by: str = "",
    scope: Scope = EVERYTHING,
) -> Question:
    """Make a question with its defaults: from the response's start to the instant of knowledge.

    A body asked for without a line is looked up in the one line where it stands; raises ``Invalid`` when it
    stands in several, or in none.
    """
    known = as_of or clock.now()
    position = _position(body, line) if body else None
    return Question(
        response,
        start or response.started_at,
        end or known,
        as_of,
        place=place,
        place_paths=_paths(place),
        position=position,
        body_paths=_body_paths(position),
        line=line,
        by=By(by),
        scope=scope,
    )


def _paths(place: Place | None) -> tuple[str, ...]:
    """A place's facts lie under every path that it ever had."""
    if place is None:
        return ()
    return tuple(sorted({place.path, *(path for _place, path in former_paths([place.id]))}))


def _body_paths(position: Position | None) -> tuple[str, ...]:
    """A body's facts lie under every path that it ever had in the line, so that moving it changes no past figure."""
    if position is None:
        return ()
    held = EVER_BELOW.all(line=position.line_id, body=position.body_id)
    return tuple(sorted({position.path, *(path for path, body in held if body == position.body_id)}))


def _position(body: Body, line: str) -> Position:
    positions = STANDS.all(bool(line), body=body.id, line=line)
    if len(positions) == 1:
        return positions[0]
    if not positions:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": body}})
    raise Invalid({"line": _("%(body)s stands in several lines: say which.") % {"body": body}})
