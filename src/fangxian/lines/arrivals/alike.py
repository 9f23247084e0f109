"""Persons of one or two reports settled all at once: the rules judge one of each kind, the database does all alike.

Most persons are one or two reports that nothing else concerns. What the rules look at in them is a number
(`likeness`), of which a million reports have some hundreds; the real rules judge one report of each, and their word
is applied to every report of that number in one statement. There is no second definition of the rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from fangxian.core import bulk, clock
from fangxian.lines.arrivals.likeness import NOW, counterpart_due_at, greatest, likeness
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.reaching import FACTS, Reached
from fangxian.lines.arrivals.rules.groups import standing_for
from fangxian.lines.arrivals.rules.pairs import reconcile_pair, reconcile_single
from fangxian.lines.arrivals.settling import Found, Reports, Stated, facts_of
from fangxian.trees.responses.models import Response

REPORTS, STANDINGS = ArrivalReport._meta.db_table, Standing._meta.db_table
BLOCK = 10_000
Met = tuple[int, int | None, int]
"""The keys of a report's version and of the other one's in its set, and the kinds of match key that they share."""
WANTED = {
    "side": "o.side", "path": "o.path", "line_id": "o.line_id", "body_id": "o.body_id", "body_path": "o.body_path",
    "subject": "CASE WHEN v.is_first THEN a.entry ELSE a.beside END", "state": "v.state",
    "counterpart": "CASE WHEN v.is_answered THEN a.beside END",
    "duplicate_of": "CASE WHEN v.is_duplicate THEN a.beside END",
    "possible_with": "CASE WHEN v.is_possible THEN a.beside END",
    "method": "v.method", "conflicts": "v.conflicts", "arrived_at": "o.happened_at", "reported_at": "o.reported_at",
    "due_at": "o.due_at", "counterpart_due_at": "a.due",
    "fulfilled_at": "CASE WHEN v.is_fulfilled THEN a.both_at END", "found_after_due": "v.found_after_due",
    "disclaimed": "FALSE", "awaits_decision": "v.awaits_decision", "from_key_area": "o.from_key_area",
    "has_symptoms": "o.has_symptoms",
}  # fmt: skip
"""Each of a standing's facts: of the report ``o``, what it is alike in ``a``, and the rules' word ``v``."""

FOUND = f"arrivals_alike a JOIN arrivals_word v ON v.likeness = a.likeness JOIN {REPORTS} o ON o.id = a.own"
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


def settle_alike(response: Response, met: Iterable[Met]) -> int:
    """Bring up to date the standings of reports that are alone or two, undecided; return how many changed."""
    later = (response.registration_hours - response.declaration_hours) * 3600
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE arrivals_met (own bigint, other bigint, kinds smallint)")
        _fill("arrivals_met", ("own", "other", "kinds"), met)
        cursor.execute(_alike(), {"later": later})
        cursor.execute(f"CREATE TEMP TABLE arrivals_word ({WORD})")
        _fill("arrivals_word", Word._fields, list(_words(response, cursor)))
        for table in ("arrivals_alike", "arrivals_word"):
            _plan_anew(table)
        if Standing.objects.known().filter(response=response).exists():
            cursor.execute(_unchanged())
            cursor.execute(_closing(), [clock.now()])
        cursor.execute(_opening(), [_id(response), clock.now()])
        count = int(cursor.rowcount)
        for table in ("met", "alike", "word"):
            cursor.execute(f"DROP TABLE arrivals_{table}")
    if count >= BLOCK:
        _plan_anew(STANDINGS)
    return count


def _alike() -> str:
    return (
        "CREATE TEMP TABLE arrivals_alike AS SELECT m.own, m.other, m.kinds, o.entry_id AS entry, x.entry_id AS beside,"  # noqa: S608
        " f.id AS former,"
        f" {greatest('o.reported_at', 'x.reported_at')} AS both_at, {counterpart_due_at()} AS due,"
        f" {likeness()} AS likeness FROM arrivals_met m JOIN {REPORTS} o ON o.id = m.own"
        f" LEFT JOIN {REPORTS} x ON x.id = m.other"
        f" LEFT JOIN {STANDINGS} f ON f.entry_id = o.entry_id AND f.recorded_to = {NOW}"
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


def _unchanged() -> str:
    """Return the statement that takes out what stands already as the rules have it."""
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    former = ", ".join(f"f.{name}" for name in WANTED)
    return (
        f"DELETE FROM arrivals_alike WHERE own IN (SELECT a.own FROM {FOUND} JOIN {STANDINGS} f ON f.id = a.former"  # noqa: S608
        f" WHERE ({former}) {same} ({', '.join(WANTED.values())}))"
    )


def _closing() -> str:
    """Return the statement that closes the standings of which the facts are others now."""
    former = "SELECT former FROM arrivals_alike WHERE former IS NOT NULL"
    return f"UPDATE {STANDINGS} SET recorded_to = %s WHERE id IN ({former})"  # noqa: S608


def _opening() -> str:
    """Return the statement that opens the standings that hold now, in the order in which indexes take them best."""
    return (
        f"INSERT INTO {STANDINGS} (entry_id, response_id, recorded_from, recorded_to, {', '.join(WANTED)})"  # noqa: S608
        f" SELECT a.entry, %s, %s, {NOW}, {', '.join(WANTED.values())} FROM {FOUND} ORDER BY a.entry"
    )


def _id(response: Response) -> Any:
    return response.id if connection.features.has_native_uuid_field else response.id.hex


def _plan_anew(table: str) -> None:
    """Let PostgreSQL plan what follows for what is in a table now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")


def _fill(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Fill a temporary table with numbers, truths, and texts without a backslash or control character."""
    columns, left = ", ".join(names), iter(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                while block := list(islice(left, BLOCK)):
                    copy.write("".join(map(_line, block)))
            return
        marks = ", ".join(["%s"] * len(names))
        while block := list(islice(left, BLOCK)):
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", block)  # noqa: S608


def _line(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if value is None else str(value) for value in row]) + "\n"
