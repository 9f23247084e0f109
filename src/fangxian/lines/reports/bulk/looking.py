"""What a batch asks of the database before it writes: a handful of questions, whatever the number of lines."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from fangxian.core import bulk
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.responses.models import Response

Named = tuple[str, str]
"""Codes of a body and of a line."""
Held = tuple[str, str, str, datetime.date]
"""Id of a body, form, line and day: whose report it is."""


class Standing(NamedTuple):
    """Where a body stands in a line: its id, its path there, and its place's."""

    body: str
    body_path: str
    path: str


def standings(named: Collection[Named]) -> dict[Named, Standing]:
    """Return where bodies stand today, by codes of body and line."""
    rows = Position.objects.filter(
        bulk.among(Body, "code", {body for body, _line in named}),
        valid_to=None, line__in={line for _body, line in named},
    ).order_by()  # fmt: skip
    own = Cast("body_id", CharField())
    return {
        (code, line): Standing(hyphened(body), body_path, path)
        for code, line, body, body_path, path in rows.values_list(
            "body__code", "line_id", own, "path", "body__place__path"
        )
    }


def known(ids: Collection[str]) -> dict[str, Entry]:
    """Return the entries that were made already under some ids."""
    return {str(entry.id): entry for entry in Entry.objects.filter(bulk.among(Entry, "id", ids))}


def holders(response: Response, asked: Iterable[Held]) -> Mapping[Held, str]:
    """Return under which id the reports of some bodies and days were filed: a query a form, line and day."""
    bodies: dict[tuple[str, str, datetime.date], list[str]] = {}
    for body, form, line, day in asked:
        bodies.setdefault((form, line, day), []).append(body)
    found: dict[Held, str] = {}
    for (form, line, day), own in bodies.items():
        rows = DailyReport.objects.at().filter(
            bulk.among(DailyReport, "body_id", own), response=response, form=form, line=line, day=day
        )
        told = rows.values_list(Cast("body_id", CharField()), Cast("entry_id", CharField()))
        found.update({(hyphened(body), form, line, day): hyphened(entry) for body, entry in told})
    return found


def hyphened(key: str) -> str:
    """Return an id as people write it, whatever the database keeps."""
    if len(key) == 36:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
