"""A table (CSV) of reports becomes lines of JSON: a row a report, a column for each field by its code (M8)."""

import csv
import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Refusal
from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.catalogue import form_of, steady
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.mechanisms.imports.values import parse_flag
from fangxian.trees.responses.models import Response

OWN = ("id", "body", "line", "form", "day", "draft", "comment")
REFUSED = "refused"
"""The column in which refused rows are given back with the reason; it is passed over when they are sent again."""
NEEDED = {"body", "line", "day"}
_encode = msgspec.json.Encoder().encode


def lines_of(response: Response, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield for each line of a table, its heading too, a line of JSON; the heading and blank rows become blank lines.

    A row without an ``id`` has one made of form, line, body and day, so that sending it again is safe. A cell that
    cannot be read goes on as it is, and is refused with its field. Raises ``Invalid`` for a heading without unit,
    line or day.
    """
    rows = csv.reader(line.decode("utf-8-sig", errors="replace") for line in lines)
    heading = [name.strip() for name in next(rows, [])]
    if missing := NEEDED - set(heading):
        raise Invalid({"file": _("Columns are missing: %(names)s") % {"names": ", ".join(sorted(missing))}})
    yield b""
    with steady():
        for row in rows:
            told = {name: cell.strip() for name, cell in zip(heading, row, strict=False) if name != REFUSED}
            yield _encode(_stated(response, told)) if any(told.values()) else b""


def _stated(response: Response, told: dict[str, str]) -> dict[str, Any]:
    whose = {name: told.get(name, "") for name in ("body", "line", "day")}
    whose["form"] = told.get("form") or RETURNEES.code
    made = "/".join([str(response.pk), *(whose[name] for name in ("form", "line", "body", "day"))])
    numbers, answers = _values(_form(whose["form"], whose["day"]), told)
    return {
        "id": told.get("id") or str(uuid.uuid5(uuid.NAMESPACE_OID, made)), **whose, "numbers": numbers,
        "answers": answers, "draft": bool(told.get("draft")) and parse_flag(told["draft"]) is not False,
        "comment": told.get("comment", ""),
    }  # fmt: skip


def _form(code: str, day: str) -> Form | None:
    try:
        return form_of(code, datetime.date.fromisoformat(day))
    except (Refusal, ValueError):
        return None


def _values(form: Form | None, told: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    numbers: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for code, cell in told.items():
        field = form.by_code.get(code) if form else None
        if code in OWN or not cell:
            continue
        if field is None:
            numbers[code] = cell
            continue
        into = numbers if field.is_number else answers
        try:
            into[code] = values.parse_cell(field, cell)
        except Invalid:
            into[code] = cell
    return numbers, answers
