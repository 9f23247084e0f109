"""What a batch asks of the database before it writes: a handful of questions, whatever the number of lines."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import CharField
from django.db.models.functions import Cast

from fangxian.core import bulk
from fangxian.lines.reports.deadlines import former_day
from fangxian.lines.reports.former import Stated
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.responses.models import Response

Named = tuple[str, str]
"""Codes of a body and of a line."""
Held = tuple[str, str, str, datetime.date]
"""Id of a body, form, line and day: whose report it is."""


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Where a body stands in a line: its id, its path there, and its place's."""

    body: str
    body_path: str
    path: str


class Known(NamedTuple):
    """An entry that was made before."""

    kind: str
    response: uuid.UUID
    digest: bytes


def standings(named: Collection[Named]) -> dict[Named, Standing]:
    """Return where bodies stand today, by codes of body and line."""
    held = Position.objects.filter(valid_to=None, line__in={line for _body, line in named})
    codes = {body for body, _line in named}
    wanted = ("body__code", "line_id", _text("body_id"), "path", "body__place__path")
    return {
        (code, line): Standing(hyphened(body), body_path, path)
        for code, line, body, body_path, path in bulk.each(held, Body, "code", codes, *wanted)
    }


def known(ids: Collection[str]) -> dict[str, Known]:
    """Return the entries that were made already under some ids."""
    wanted = (_text("id"), "kind", "response_id", "digest")
    rows = bulk.each(Entry.objects.all(), Entry, "id", ids, *wanted)
    return {hyphened(entry): Known(kind, response, bytes(digest)) for entry, kind, response, digest in rows}


def holders(response: Response, asked: Iterable[Held]) -> Mapping[Held, str]:
    """Return under which id the reports of some bodies and days were filed: a query a form, line and day."""
    bodies: dict[tuple[str, str, datetime.date], list[str]] = {}
    for body, form, line, day in asked:
        bodies.setdefault((form, line, day), []).append(body)
    found: dict[Held, str] = {}
    for (form, line, day), own in bodies.items():
        reports = DailyReport.objects.at().filter(response=response, form=form, line=line, day=day)
        rows = bulk.each(reports, DailyReport, "body_id", own, _text("body_id"), _text("entry_id"))
        found.update({(hyphened(body), form, line, day): hyphened(entry) for body, entry in rows})
    return found


def former(
    response: Response, form: Form, line: str, day: datetime.date, bodies: Iterable[str], codes: Sequence[str]
) -> dict[str, Stated]:
    """Return some numbers of the reports of some bodies before a day's, by the bodies' ids."""
    reports = DailyReport.objects.at().filter(
        response=response, form=form.code, line=line, day=former_day(form, day), state__in=FILED
    )
    columns = [form.by_code[code].column for code in codes]
    rows = bulk.each(reports, DailyReport, "body_id", bodies, _text("body_id"), *columns)
    return {hyphened(body): dict(zip(codes, numbers, strict=True)) for body, *numbers in rows}


def _text(name: str) -> Cast:
    """Return an id's column as text, which is read several times as quickly."""
    return Cast(name, CharField())


def hyphened(key: str) -> str:
    """Return an id as people write it, whatever the database keeps."""
    if len(key) == 36:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
