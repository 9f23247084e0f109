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
Aspect = tuple[str, ...]
"""Conditions in SQL of which one at most holds: it has as many values as there are, and one more when none does."""


def likeness() -> str:
    """Return the number of a report ``o``, the other one ``x`` (or none), their ``m.kinds`` of key, and ``f``.

    ``f`` is the standing that the report has so far (or none).
    """
    terms, weight = ["coalesce(m.kinds, 0)"], KINDS
    for aspect in _aspects():
        cases = " ".join(f"WHEN {one} THEN {number * weight}" for number, one in enumerate(aspect, 1))
        terms.append(f"CASE {cases} ELSE 0 END")
        weight *= len(aspect) + 1
    return " + ".join(terms)


def counterpart_due_at() -> str:
    """Return by when the other side must report; what was set before stays, though the hours have changed."""
    later = (
        "o.due_at + {} * interval '1 second'"  # reckoned once, since it is a constant
        if connection.vendor == "postgresql"
        else "strftime('%%Y-%%m-%%d %%H:%%M:%%S', o.due_at, {} || ' seconds') || substr(o.due_at, 20)"
    )
    unit, community = (later.format(hours) for hours in ("%(later)s", "(-(%(later)s))"))
    return (
        f"CASE WHEN o.side <> '{Side.UNIT}' AND o.body_id IS NULL THEN NULL"
        f" WHEN f.due_at = o.due_at AND f.counterpart_due_at IS NOT NULL THEN f.counterpart_due_at"
        f" WHEN o.side = '{Side.UNIT}' THEN {unit} ELSE {community} END"
    )


def greatest(one: str, other: str) -> str:
    """Return the larger of two values in SQL."""
    return f"{'greatest' if connection.vendor == 'postgresql' else 'max'}({one}, {other})"


def _aspects() -> list[Aspect]:
    fewest = "least" if connection.vendor == "postgresql" else "min"
    length = f"{fewest}({COMMUNITY}, length(o.path), length(x.path))"
    within = f"substr(o.path, 1, {length}) = substr(x.path, 1, {length})"
    return [
        ("x.id IS NOT NULL",),
        *((f"{one}.side = '{Side.UNIT}'",) for one in "ox"),
        *((f"{one}.body_id IS NOT NULL",) for one in "ox"),
        *((f"{one}.id_valid",) for one in "ox"),
        *(_equal(name) for name in COMPARED),
        (f"o.path = x.path OR {within}", "x.id IS NOT NULL"),
        _equal("reported_at"),
        ("o.reported_at < x.reported_at OR (o.reported_at = x.reported_at AND o.entry_id < x.entry_id)",),
        (f"o.reported_at > {counterpart_due_at()}",),
    ]


def _equal(name: str) -> Aspect:
    """Return what tells whether both say the same, another thing, or one of them nothing."""
    return f"o.{name} = x.{name}", f"o.{name} <> x.{name}"
