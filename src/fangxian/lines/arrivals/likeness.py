"""What the rules look at in a report and in the other one of its set, as one number that the database makes (M5).

Reports of one number are alike: what the rules say of one of them holds for all (`alike`). Whoever lets the rules look
at something more adds it here; tests compare what comes out with all rules on all reports.
"""

from django.db import connection

from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import Side
from fangxian.lines.arrivals.rules.groups import KINDS

NOW = f"'{FOREVER:%Y-%m-%d %H:%M:%S}'"
COMPARED = (
    "name_token", "id_token", "phone_token", "building_token", "address_token", "line_id", "arrived_on",
)  # fmt: skip
COMMUNITY = 12
Aspect = tuple[str, int]
"""An expression in SQL, and how many values it has, from 0 on."""


def likeness() -> str:
    """Return the number of a report ``o``, the other one ``x`` (or none), their ``m.kinds`` of key, and ``f``.

    ``f`` is the standing that the report has so far (or none).
    """
    terms, weight = [], 1
    for expression, values in _aspects():
        terms.append(f"{weight} * ({expression})")
        weight *= values
    return " + ".join(terms)


def counterpart_due_at() -> str:
    """Return by when the other side must report; what was set before stays, though the hours have changed."""
    hours = f"CASE o.side WHEN '{Side.UNIT}' THEN %(later)s ELSE -%(later)s END"
    later = (
        f"o.due_at + ({hours}) * interval '1 second'"
        if connection.vendor == "postgresql"
        else f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', o.due_at, ({hours}) || ' seconds') || substr(o.due_at, 20)"
    )
    return (
        f"CASE WHEN o.side <> '{Side.UNIT}' AND o.body_id IS NULL THEN NULL"
        f" WHEN f.due_at = o.due_at AND f.counterpart_due_at IS NOT NULL THEN f.counterpart_due_at ELSE {later} END"
    )


def greatest(one: str, other: str) -> str:
    """Return the larger of two values in SQL."""
    return f"{'greatest' if connection.vendor == 'postgresql' else 'max'}({one}, {other})"


def _aspects() -> list[Aspect]:
    fewest = "least" if connection.vendor == "postgresql" else "min"
    length = f"{fewest}({COMMUNITY}, length(o.path), length(x.path))"
    return [
        ("m.kinds", KINDS),
        _whether("x.id IS NOT NULL"),
        *(_whether(f"{one}.side = '{Side.UNIT}'") for one in "ox"),
        *(_whether(f"{one}.body_id IS NOT NULL") for one in "ox"),
        *(_whether(f"{one}.id_valid") for one in "ox"),
        *(_equal(f"o.{name}", f"x.{name}") for name in COMPARED),
        _equal(f"substr(o.path, 1, {length})", f"substr(x.path, 1, {length})"),
        _equal("o.reported_at", "x.reported_at"),
        _whether("(o.reported_at, o.entry_id) < (x.reported_at, x.entry_id)"),
        _whether(f"o.reported_at > {counterpart_due_at()}"),
    ]


def _whether(condition: str) -> Aspect:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END", 2


def _equal(one: str, other: str) -> Aspect:
    return f"CASE {one} = {other} WHEN TRUE THEN 1 WHEN FALSE THEN 2 ELSE 0 END", 3
