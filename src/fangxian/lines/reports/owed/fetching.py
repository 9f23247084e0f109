"""Reading the tallies of nodes and the watermark that they stand for, in one statement: one moment (M8)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangxian.core import replica
from fangxian.lines.reports.owed.changes import Moved, as_day, as_instant
from fangxian.lines.reports.owed.models import Change, Fold, Stray, Tally
from fangxian.lines.reports.owed.nodes import Node, slot_before
from fangxian.lines.reports.owed.parts import Wanted
from fangxian.lines.reports.slots import Due
from fangxian.mechanisms.figures.questions import Question

NODE = "form, line, body, path, exact, is_step, day, filed_on, late_at"
FOLD, TALLY, CHANGE, STRAY = (each._meta.db_table for each in (Fold, Tally, Change, Stray))


@dataclass(frozen=True)
class Read:
    """Rows of nodes, and strays (whose node says nothing), as known at the watermark."""

    watermark: datetime.datetime
    rows: list[tuple[Node, Moved]]


def fetch(question: Question, asked: Wanted, dues: Mapping[str, Due]) -> Read | None:
    """Return the counts of the nodes as far as they are folded, or by the last slot before an earlier instant.

    None where nothing was folded yet.
    """
    database = replica.database()
    adapt = database.ops.adapt_datetimefield_value
    slot = slot_before(question.as_of) if question.as_of else None
    native = database.features.has_native_uuid_field
    response = question.response.id
    values: dict[str, Any] = {
        "response": response if native else response.hex, "line": asked.part.line, "slot": adapt(slot),
        "first": database.ops.adapt_datefield_value(min(due.days[0] for due in dues.values())),
        "last": database.ops.adapt_datefield_value(max(due.days[-1] for due in dues.values())),
        "no": False, "yes": True,
    }  # fmt: skip
    with database.cursor() as cursor:
        cursor.execute(_statement(asked, list(dues), values, dated=slot is not None), values)
        found = cursor.fetchall()
    watermark = next((as_instant(row[8]) for row in found if row[0] is None), None)
    if watermark is None:
        return None
    rows = [_row(row) for row in found if row[0] is not None]
    return Read(min(watermark, slot) if slot else watermark, rows)


def _statement(asked: Wanted, forms: Sequence[str], values: dict[str, Any], *, dated: bool) -> str:
    """Return the fold's watermark, and then the rows that are known by it; no fold, no rows."""
    place = [
        "response_id = %(response)s",
        _among("form", forms, values),
        _among("body", sorted({node.body for node in asked.nodes}), values),
        _among("path", sorted({node.path for node in asked.nodes}), values),
        _among("exact", sorted({node.exact for node in asked.nodes}), values),
        *(["line = %(line)s"] if asked.part.line else []),
    ]
    known = ["known_at <= %(slot)s"] if dated else []
    table, counts = (
        (CHANGE, "SUM(due), SUM(filed), SUM(zero), SUM(late)") if dated else (TALLY, "due, filed, zero, late")
    )
    group = f" GROUP BY {NODE}" if dated else ""
    stray = [
        "response_id = %(response)s",
        _among("form", forms, values),
        "day BETWEEN %(first)s AND %(last)s",
    ]
    branches = [
        "SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, watermark, NULL, NULL, 0, 0, 0, 0 "  # noqa: S608
        f"FROM {FOLD} WHERE response_id = %(response)s",
        *(
            f"SELECT {NODE}, '', '', {counts} FROM {table} WHERE {' AND '.join([*place, *kind, *known])}{group}"  # noqa: S608
            for kind in (
                ["is_step = %(yes)s", "day <= %(last)s"],
                ["is_step = %(no)s", "day BETWEEN %(first)s AND %(last)s"],
            )
        ),
        "SELECT form, line, body, path, %(no)s, %(no)s, day, filed_on, late_at, report_body, report_path, 0, "  # noqa: S608
        f"filed, zero, late FROM {STRAY} WHERE {' AND '.join([*stray, *known])}",
    ]
    return " UNION ALL ".join(branches)


def _among(name: str, values: Sequence[Any], into: dict[str, Any]) -> str:
    places = []
    for number, value in enumerate(values):
        into[f"{name}{number}"] = value
        places.append(f"%({name}{number})s")
    return f"{name} IN ({', '.join(places) or 'NULL'})"


def _row(row: Sequence[Any]) -> tuple[Node, Moved]:
    form, line, body, path, exact, _is_step, day, filed_on, late_at, report_body, report_path, *counts = row
    node = Node(body, path, bool(exact))
    due, filed, zero, late = map(int, counts)
    return node, Moved(
        form, line, body, path, bool(exact), as_day(day), as_day(filed_on), as_instant(late_at), report_body,
        report_path, due, filed, zero, late,
    )  # fmt: skip
