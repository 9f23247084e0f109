"""Bodies by days: a grid in which filed, zero, late, missing and excused are told apart (M8)."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fangxian.core import clock
from fangxian.core.dated import valid_after
from fangxian.lines.reports.expectations import Owed, owed_reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import Obligation
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
        row = owed.get((line, body.id, day))
        obliged = any(o.valid_from <= day and (o.valid_to is None or day < o.valid_to) for o in own)
        standing = Standing.EXCUSED if obliged and row is None else standing_of(row)
        squares.append(Square(day, standing, row))
    return BodyDays(line, body, own[0].body_path, squares)
