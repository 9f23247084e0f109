"""The statements by which changes are read: obligations, excuses and reports known at two instants (M8).

Current rows are named by the very words of the partial indexes, which then serve: ``report_once``,
``obligation_once``; what opened or closed since is found by ``…_recorded`` and ``…_closed``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from fangxian.core import clock
from fangxian.core.fields import FOREVER
from fangxian.lines.reports.models import FILED, DailyReport, Excuse, Obligation
from fangxian.lines.reports.owed.nodes import LONGEST_BODY, STEP, STREET

REPORTS, OBLIGATIONS, EXCUSES = (each._meta.db_table for each in (DailyReport, Obligation, Excuse))
SINCE, UNTIL = "since", "until"
STATES = ", ".join(f"'{state.value}'" for state in FILED)
OWES = (
    "o.response_id = r.response_id AND o.form = r.form AND o.line_id = r.line_id AND o.body_id = r.body_id"
    " AND o.valid_from <= r.day AND (o.valid_to IS NULL OR o.valid_to > r.day)"
)
STRAYS = "(o.path <> r.path OR o.body_path <> r.body_path)"
NEAREST_BODY = (
    f"substr(o.body_path, 1, CASE WHEN length(o.body_path) <= {STEP} THEN 0"
    f" WHEN length(o.body_path) > {LONGEST_BODY + STEP} THEN {LONGEST_BODY} ELSE length(o.body_path) - {STEP} END)"
)
NEAREST_PATH = f"substr(o.path, 1, {STREET})"
EXACT = f"CASE WHEN length(o.path) <= {STREET} THEN 1 ELSE 0 END"
PLACE = f"o.form, o.line_id, {NEAREST_BODY}, {NEAREST_PATH}, {EXACT}"
LASTS = (
    "(o.valid_to IS NULL OR o.valid_to > o.valid_from) AND o.line_id IS NOT NULL AND o.body_id IS NOT NULL"
)


@dataclass(frozen=True)
class Known:
    """Conditions on when rows were recorded; ``is_now`` where the later of both instants is the present."""

    vendor: str
    is_now: bool

    @property
    def forever(self) -> str:
        """The end of what is current, as the indexes have it."""
        return "'9999-12-31 00:00:00'" if self.vendor == "sqlite" else f"'{FOREVER.isoformat(' ')}'"

    def name(self, value: str) -> str:
        """Return the place of a value in a statement."""
        if self.vendor == "sqlite":
            return f"%({value})s"
        return f"CAST(%({value})s AS timestamptz)"

    def at(self, alias: str, instant: str) -> str:
        """Return the condition that a row, found by its body, counted at one of both instants.

        A plus keeps SQLite from going by the instant, which would mean all rows known by then, for each body.
        """
        if instant == UNTIL and self.is_now:
            return self.current(alias)
        at, own = self.name(instant), f"+{alias}" if self.vendor == "sqlite" else alias
        return f"{own}.recorded_from <= {at} AND {own}.recorded_to > {at} AND NOT {alias}.voided"

    def current(self, alias: str) -> str:
        """Return the condition that a row counts now."""
        return f"{alias}.recorded_to = {self.forever} AND NOT {alias}.voided"

    def opened(self, alias: str) -> str:
        """Return the condition that a row came between both instants and counted at the later one."""
        came = f"{alias}.response_id = %(response)s AND {alias}.recorded_from > {self.name(SINCE)}"
        until = "" if self.is_now else f" AND {alias}.recorded_from <= {self.name(UNTIL)}"
        return f"{came}{until} AND {self.at(alias, UNTIL)}"

    def closed(self, alias: str) -> str:
        """Return the condition that a row counted at the earlier instant and went before the later one."""
        until = "" if self.is_now else f" AND {alias}.recorded_to <= {self.name(UNTIL)}"
        went = f"{alias}.recorded_to > {self.name(SINCE)} AND {alias}.recorded_to < {self.forever}{until}"
        had = f"{alias}.recorded_from <= {self.name(SINCE)} AND NOT {alias}.voided"
        return f"{alias}.response_id = %(response)s AND {went} AND {had}"

    def filed_on(self) -> str:
        """Return the local day of filing. Instants of SQLite are texts in UTC; China keeps one time all year."""
        zone = timezone.get_default_timezone()
        if self.vendor != "sqlite":
            return f"CAST(r.filed_at AT TIME ZONE '{zone}' AS date)"
        offset = clock.now().astimezone(zone).utcoffset()
        return f"date(substr(r.filed_at, 1, 19), '{int(offset.total_seconds() if offset else 0):+d} seconds')"


def touched(known: Known) -> str:
    """Return the forms and bodies of which an obligation or an excuse opened or closed."""
    return " UNION ".join(
        f"SELECT x.form, x.body_id FROM {table} x WHERE {condition}"  # noqa: S608
        for table in (OBLIGATIONS, EXCUSES)
        for condition in (known.opened("x"), known.closed("x"))
    )


def steps(known: Known, part: Sequence[str]) -> str:
    """Return by how many obligations more begin or end on a day at each place."""
    conditions = {1: known.opened("o"), -1: known.closed("o")}
    return " UNION ALL ".join(
        f"SELECT {PLACE}, o.{column}, {sign * by} * COUNT(*) FROM {OBLIGATIONS} o "  # noqa: S608
        f"WHERE {_all(condition, LASTS, f'o.{column} IS NOT NULL', *part)} GROUP BY 1, 2, 3, 4, 5, 6"
        for sign, condition in conditions.items()
        for column, by in (("valid_from", 1), ("valid_to", -1))
    )


def excused(known: Known, at: str, part: Sequence[str]) -> str:
    """Return the obligations of the bodies that changed, each with every excuse of the body, as known at an instant."""
    return (
        f"SELECT o.id, {PLACE}, o.valid_from, o.valid_to, e.valid_from, e.valid_to "  # noqa: S608
        f"FROM ({touched(known)}) t "
        f"JOIN {EXCUSES} e ON e.response_id = %(response)s AND e.form = t.form AND e.body_id = t.body_id "
        f"JOIN {OBLIGATIONS} o ON o.response_id = %(response)s AND o.form = t.form AND o.body_id = t.body_id "
        f"WHERE {_all(known.at('e', at), known.at('o', at), LASTS, *part)}"
    )


def filings(known: Known, part: Sequence[str], *, anew: bool) -> str:
    """Return how many reports more (or fewer: sign) were filed where owed; ``anew``: some bodies count anew."""
    untouched = ["NOT EXISTS (SELECT 1 FROM touched t WHERE t.form = r.form AND t.body_id = r.body_id)"]
    source = f"{REPORTS} r JOIN {OBLIGATIONS} o ON {OWES}"
    rest = [*part, *(untouched if anew else [])]
    branches = [
        _counted(known, 1, UNTIL, source, [known.opened("r"), *rest]),
        _counted(known, -1, SINCE, source, [known.closed("r"), *rest]),
    ]
    if not anew:
        return " UNION ALL ".join(branches)
    for sign, at in ((1, UNTIL), (-1, SINCE)):
        branches += _anew(known, sign, at, part)
    return f"WITH touched AS ({touched(known)}) {' UNION ALL '.join(branches)}"


def _anew(known: Known, sign: int, at: str, part: Sequence[str]) -> list[str]:
    """Return all reports of the bodies that changed, as known at an instant: those current today, and the others."""
    source = (
        f"touched t JOIN {OBLIGATIONS} o ON o.response_id = %(response)s AND o.form = t.form"
        f" AND o.body_id = t.body_id JOIN {REPORTS} r ON {OWES}"
    )
    if at == UNTIL and known.is_now:
        return [_counted(known, sign, at, source, [known.current("r"), *part])]
    instant = known.name(at)
    then = [f"{'+' if known.vendor == 'sqlite' else ''}r.recorded_from <= {instant}", known.current("r")]
    since = [f"r.recorded_to < {known.forever}", known.at("r", at)]
    return [_counted(known, sign, at, source, [*kind, *part]) for kind in (then, since)]


def _counted(known: Known, sign: int, at: str, source: str, conditions: Sequence[str]) -> str:
    excuses = (
        f"NOT EXISTS (SELECT 1 FROM {EXCUSES} e WHERE e.response_id = r.response_id AND e.form = r.form"  # noqa: S608
        " AND e.body_id = r.body_id AND e.valid_from <= r.day AND (e.valid_to IS NULL OR e.valid_to > r.day)"
        f" AND {known.at('e', at)})"
    )
    where = _all(*conditions, known.at("o", at), f"r.state IN ({STATES})", excuses)
    return (
        f"SELECT {sign}, o.form, o.line_id, CASE WHEN {STRAYS} THEN o.body_path ELSE {NEAREST_BODY} END, "  # noqa: S608
        f"CASE WHEN {STRAYS} THEN o.path ELSE {NEAREST_PATH} END, {EXACT}, r.day, {known.filed_on()}, r.late_at, "
        f"CASE WHEN {STRAYS} THEN r.body_path ELSE '' END, CASE WHEN {STRAYS} THEN r.path ELSE '' END, COUNT(*), "
        "SUM(CASE WHEN r.is_zero THEN 1 ELSE 0 END), SUM(CASE WHEN r.filed_at > r.late_at THEN 1 ELSE 0 END) "
        f"FROM {source} WHERE {where} GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"
    )


def _all(*conditions: str) -> str:
    return " AND ".join(conditions)
