"""All who are silent on a day as lines of a CSV file, read part by part: a country's list takes no memory (M8)."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.csv_lines import BEGINNING, line_of
from fangxian.lines.reports import queries
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

PART = 1000
"""Rows that are read at once: a handful of queries."""


def lines(
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None,
    form: str,
    *,
    line: str = "",
    place: str = "",
) -> Iterator[str]:
    """Return the lines of the file: a heading, then who has not filed, by line and body path."""
    names = {each.code: str(each) for each in Line.objects.all()}
    heading = [_("code"), _("unit"), _("line"), _("place"), _("due"), _("minutes late"), _("responsible")]
    return _written(heading, actor, response, day, as_of, form, line, place, names)


def _written(
    heading: Sequence[object],
    actor: Actor,
    response: Response,
    day: datetime.date,
    as_of: datetime.datetime | None,
    form: str,
    line: str,
    place: str,
    names: dict[str, str],
) -> Iterator[str]:
    yield BEGINNING + line_of(heading)
    after, now = None, as_of or clock.now()
    while rows := queries.silent(
        actor, response, day, as_of, form, line=line, place=place, after=after, limit=PART
    ):
        after = rows[-1].owed.line, rows[-1].owed.body_path
        places = dict(
            Place.objects.filter(path__in={row.owed.path for row in rows}).values_list("path", "name")
        )
        for row in rows:
            owed = row.owed
            late = max(int((now - owed.due_at).total_seconds() // 60), 0)
            yield line_of([
                row.body.code, str(row.body), names.get(owed.line, owed.line), places.get(owed.path, ""),
                f"{timezone.localtime(owed.due_at):%Y-%m-%d %H:%M}", late, "、".join(row.responsible),
            ])  # fmt: skip
