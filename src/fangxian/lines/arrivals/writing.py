"""Standings written by statement: those that hold stay, those of other facts are closed, what holds now is opened."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from fangxian.core import bulk, clock
from fangxian.lines.arrivals.likeness import NOW
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.trees.responses.models import Response

REPORTS, STANDINGS = ArrivalReport._meta.db_table, Standing._meta.db_table
STATED = {
    "side": "side", "path": "path", "line_id": "line_id", "body_id": "body_id", "body_path": "body_path",
    "arrived_at": "happened_at", "reported_at": "reported_at", "due_at": "due_at", "from_key_area": "from_key_area",
    "has_symptoms": "has_symptoms",
}  # fmt: skip
"""The facts of a standing that are those of its report, and their columns there."""


def write(response: Response, table: str, found: str, wanted: dict[str, str]) -> int:
    """Bring the standings of a temporary table's reports up to date; return how many changed.

    A row of the ``table`` has a report's ``entry``, what is ``STATED`` by it, and the key ``former`` of the standing
    that holds so far. ``found`` joins it, as ``a``, with what gives the other facts ``wanted``.
    """
    facts = {name: f"a.{name}" for name in STATED} | wanted
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE former IS NOT NULL LIMIT 1")  # noqa: S608
        if cursor.fetchone():
            cursor.execute(_unchanged(table, found, facts))
            cursor.execute(_closing(table), [clock.now()])
        cursor.execute(_opening(found, facts), [key_of(response), clock.now()])
        return int(cursor.rowcount)


def repeated(report: str) -> str:
    """Return the columns of a report that a standing repeats, under the names that they have there."""
    return ", ".join(f"{report}.{column} AS {name}" for name, column in STATED.items())


def key_of(response: Response) -> Any:
    """Return a response's id as the database has it."""
    return bulk.keys()(str(response.id))


def _unchanged(table: str, found: str, facts: Mapping[str, str]) -> str:
    """Return the statement that takes out what stands already as the rules have it."""
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    former = ", ".join(f"f.{name}" for name in facts)
    return (
        f"DELETE FROM {table} WHERE entry IN (SELECT a.entry FROM {found} JOIN {STANDINGS} f ON f.id = a.former"  # noqa: S608
        f" WHERE ({former}) {same} ({', '.join(facts.values())}))"
    )


def _closing(table: str) -> str:
    """Return the statement that closes the standings of which the facts are others now."""
    former = f"SELECT former FROM {table} WHERE former IS NOT NULL"  # noqa: S608
    return f"UPDATE {STANDINGS} SET recorded_to = %s WHERE id IN ({former})"  # noqa: S608


def _opening(found: str, facts: Mapping[str, str]) -> str:
    """Return the statement that opens the standings that hold now, in the order in which indexes take them best."""
    return (
        f"INSERT INTO {STANDINGS} (entry_id, response_id, recorded_from, recorded_to, {', '.join(facts)})"  # noqa: S608
        f" SELECT a.entry, %s, %s, {NOW}, {', '.join(facts.values())} FROM {found} ORDER BY a.entry"
    )
