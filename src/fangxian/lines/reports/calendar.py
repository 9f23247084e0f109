"""Bodies by days: a grid in which filed, zero, late, missing and excused are told apart (M8)."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from fangxian.core import clock
from fangxian.core.dated import valid_after
from fangxian.lines.reports.cells import cells_of, stood
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import Obligation
from fangxian.lines.reports.owed.counting import Counted
from fangxian.lines.reports.queries import counts_of
from fangxian.lines.reports.slots import dues_of
from fangxian.lines.reports.standing import Standing, standing_of
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.bodies.models import Body


@dataclass(frozen=True)
class Square:
    """A day of a body: how it stands, and the report if there is one."""

    day: datetime.date
    standing: Standing
    owed: Owed | None


@dataclass(frozen=True)
class BodyDays:
    """A body in a line with its squares, one a day."""

    line: str
    body: Body
    body_path: str
    squares: list[Square]


def calendar(question: Question, form: str = RETURNEES.code) -> tuple[list[datetime.date], list[BodyDays]]:
    """Return the days of a window on which anybody owed a form, and the bodies that did, in the order of the lines.

    Four queries, whatever the number of bodies and days.
    """
    begun = question.at(start=max(question.start, question.response.started_at))
    rows = owed_reports(begun, form, now=question.as_of or clock.now())
    owed = {(row.line, row.body, row.day): row for row in rows}
    days = sorted({day for _line, _body, day in owed})
    known = Obligation.objects.at(question.as_of).filter(
        question.condition(), response=question.response, form=form
    )
    held: dict[tuple[str, str], list[Obligation]] = {}
    reached = known.filter(valid_after(days[0])) if days else known.none()
    for row in reached.select_related("body"):
        held.setdefault((row.line_id or "", row.body_path), []).append(row)
    found = [_body_days(line, own, days, owed) for (line, _path), own in sorted(held.items())]
    owing = [row for row in found if any(square.standing is not Standing.NONE for square in row.squares)]
    return days, owing


def calendar_page(
    question: Question, form: str, after: str, limit: int, standing: str = ""
) -> tuple[list[datetime.date], list[BodyDays], int] | None:
    """Return the days, the bodies of one page after a key (``line:body path``), and how many there are in all.

    Reads only what it shows; None where the days are not known without reading everything. ``standing`` (its code)
    leaves the bodies that stood so on one of the days, and then the number is that of the page.
    """
    begun = question.at(start=max(question.start, question.response.started_at))
    now = question.as_of or clock.now()
    due = dues_of(begun, form).get(form)
    counts = counts_of(begun, form, set(due.days), now) if due else None
    if counts is None:
        return None
    days = sorted(day for day, count in counts.items() if count.due)
    known = Obligation.objects.at(question.as_of).filter(
        question.condition(), response=question.response, form=form
    )
    rows = known.filter(valid_after(days[0]), valid_from__lte=days[-1]) if days else known.none()
    if standing:
        own = [cell for cell in cells_of(begun, form) if _may_stand(standing, counts[cell.day])]
        rows = rows.filter(stood(standing, begun, own, now))
    total = 0 if standing else rows.values("line", "body_path").distinct().count()
    if after:
        line, _colon, path = after.partition(":")
        rows = rows.filter(Q(line__gt=line) | Q(line=line, body_path__gt=path))
    keys = list(rows.order_by("line", "body_path").values_list("line", "body_path").distinct()[:limit])
    paths = {path for _line, path in keys}
    held: dict[tuple[str, str], list[Obligation]] = {key: [] for key in keys}
    reached = known.filter(valid_after(days[0]), valid_from__lte=days[-1]) if keys else known.none()
    for row in reached.filter(body_path__in=paths).select_related("body"):
        held.get((row.line_id or "", row.body_path), []).append(row)
    found = owed_reports(begun, form, now=now, bodies=paths) if paths else []
    owed = {(row.line, row.body, row.day): row for row in found}
    page = [_body_days(line, own, days, owed) for (line, _path), own in held.items()]
    return days, page, total or len(page)


def _may_stand(standing: str, count: Counted) -> bool:
    """Tell whether the counts of a day leave room for a body that stands so."""
    rest = {
        Standing.EXCUSED: 1,
        Standing.LATE: count.late,
        Standing.ZERO: count.zero,
        Standing.FILED: count.on_time,
    }
    return any(rest.get(each, count.due - count.filed) for each in Standing if each.value.code == standing)


def _body_days(
    line: str,
    own: Sequence[Obligation],
    days: Sequence[datetime.date],
    owed: Mapping[tuple[str, uuid.UUID, datetime.date], Owed],
) -> BodyDays:
    body = own[0].body
    if body is None:
        raise TypeError("an obligation has a body")
    squares = []
    for day in days:
        obliged = any(o.valid_from <= day and (o.valid_to is None or day < o.valid_to) for o in own)
        row = owed.get((line, body.id, day)) if obliged else None
        standing = Standing.EXCUSED if obliged and row is None else standing_of(row)
        squares.append(Square(day, standing, row))
    return BodyDays(line, body, own[0].body_path, squares)
