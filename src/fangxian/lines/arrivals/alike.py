"""Persons of one or two reports settled all at once: the rules judge one of each kind, the database does all alike.

Most persons are one or two reports that nothing else concerns. What the rules look at in them is a number
(`likeness`), of which a million reports have some hundreds; the real rules judge one report of each, and their word
is applied to every report of that number in one statement. There is no second definition of the rules.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from fangxian.core import bulk
from fangxian.lines.arrivals.filling import fill, plan_anew
from fangxian.lines.arrivals.likeness import NOW, counterpart_due_at, greatest, likeness
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.reaching import FACTS, Reached
from fangxian.lines.arrivals.rules.groups import standing_for
from fangxian.lines.arrivals.rules.pairs import reconcile_pair, reconcile_single
from fangxian.lines.arrivals.settling import Found, Reports, Stated, facts_of
from fangxian.lines.arrivals.writing import REPORTS, STANDINGS, key_of, repeated, write
from fangxian.trees.responses.models import Response

WANTED = {
    "subject": "CASE WHEN v.is_first THEN a.entry ELSE a.beside END", "state": "v.state",
    "counterpart": "CASE WHEN v.is_answered THEN a.beside END",
    "duplicate_of": "CASE WHEN v.is_duplicate THEN a.beside END",
    "possible_with": "CASE WHEN v.is_possible THEN a.beside END",
    "method": "v.method", "conflicts": "v.conflicts", "counterpart_due_at": "a.due",
    "fulfilled_at": "CASE WHEN v.is_fulfilled THEN a.both_at END", "found_after_due": "v.found_after_due",
    "disclaimed": "FALSE", "awaits_decision": "v.awaits_decision",
}  # fmt: skip
"""A standing's facts besides those of its report: of what it is alike in ``a``, and the rules' word ``v``."""
FOUND = "arrivals_alike a JOIN arrivals_word v ON v.likeness = a.likeness"
WORD = (
    "likeness bigint, is_first boolean, state varchar(14), is_answered boolean, is_duplicate boolean,"
    " is_possible boolean, method varchar(20), conflicts varchar(80), is_fulfilled boolean, found_after_due boolean,"
    " awaits_decision boolean"
)


class Word(NamedTuple):
    """What the rules say of every report of one likeness."""

    likeness: int
    is_first: bool
    state: str
    is_answered: bool
    is_duplicate: bool
    is_possible: bool
    method: str
    conflicts: str
    is_fulfilled: bool
    found_after_due: bool
    awaits_decision: bool


def settle_alike(response: Response) -> int:
    """Bring up to date the standings of reports that are alone or two, undecided; return how many changed.

    Who stands beside whom is in the temporary table ``arrivals_beside`` (`neighbours`).
    """
    later = (response.registration_hours - response.declaration_hours) * 3600
    with connection.cursor() as cursor:
        cursor.execute(_alike(), {"later": later, "response": key_of(response)})
        cursor.execute(f"CREATE TEMP TABLE arrivals_word ({WORD})")
        fill("arrivals_word", Word._fields, list(_words(response, cursor)))
        plan_anew("arrivals_alike", "likeness", "former", "entry")
        plan_anew("arrivals_word", "likeness")
        count = write(response, "arrivals_alike", FOUND, WANTED)
        for table in ("beside", "alike", "word"):
            cursor.execute(f"DROP TABLE arrivals_{table}")
    return count


def _alike() -> str:
    return (
        "CREATE TEMP TABLE arrivals_alike AS SELECT o.id AS own, m.other, coalesce(m.kinds, 0) AS kinds,"  # noqa: S608
        f" o.entry_id AS entry, x.entry_id AS beside, f.id AS former, {repeated('o')},"
        f" {greatest('o.reported_at', 'x.reported_at')} AS both_at, {counterpart_due_at()} AS due,"
        f" {likeness()} AS likeness FROM {REPORTS} o LEFT JOIN arrivals_beside m ON m.own = o.id"
        f" LEFT JOIN {REPORTS} x ON x.id = m.other"
        f" LEFT JOIN {STANDINGS} f ON f.entry_id = o.entry_id AND f.recorded_to = {NOW}"
        f" WHERE o.response_id = %(response)s AND o.recorded_to = {NOW} AND NOT o.voided"
        " AND (m.more IS NULL OR NOT m.more)"
    )


def _words(response: Response, cursor: Any) -> Iterator[Word]:
    """Let the rules judge one report of each likeness."""
    chosen = "SELECT min(own) FROM arrivals_alike GROUP BY likeness"
    cursor.execute(f"SELECT likeness, own, other, kinds FROM arrivals_alike WHERE own IN ({chosen})")  # noqa: S608
    chosen_rows = cursor.fetchall()
    numbers = {number for row in chosen_rows for number in row[1:3] if number}
    versions = ArrivalReport.objects.filter(bulk.among(ArrivalReport, "id", numbers))
    stated = {key: Stated(*own) for key, *own in bulk.read(versions, "id", *Stated._fields)}
    known = Standing.objects.known().filter(
        bulk.among(Standing, "entry_id", {row.entry_id for row in stated.values()})
    )
    standings = {entry: (key, tuple(own)) for key, entry, *own in bulk.read(known, "id", "entry_id", *FACTS)}
    for number, own, other, kinds in chosen_rows:
        rows = [stated[one] for one in (own, other) if one]
        reached = Reached({row.entry_id: set(standing_for(kinds)) for row in rows}, standings=standings)
        facts = facts_of(response, rows, reached, _simply)
        yield _word(number, stated[own].entry_id, dict(zip(FACTS, facts[stated[own].entry_id], strict=True)))


def _word(number: int, entry: UUID, facts: Mapping[str, Any]) -> Word:
    return Word(
        number,
        facts["subject"] == entry,
        facts["state"],
        facts["counterpart"] is not None,
        facts["duplicate_of"] is not None,
        facts["possible_with"] is not None,
        facts["method"],
        facts["conflicts"],
        facts["fulfilled_at"] is not None,
        facts["found_after_due"],
        facts["awaits_decision"],
    )


def _simply(reports: Reports) -> Found:
    own = list(reports.values())
    return reconcile_pair(*own) if len(own) == 2 else reconcile_single(*own)
