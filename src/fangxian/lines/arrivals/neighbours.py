"""Who shares a match key with nobody, with one other, or with more: found in SQL, for all reports at once (M5).

Keys are read in the order of their values, so that reports beside each other under one value are neighbours. Whoever
has one neighbour, who has no other, is one of a set of two; sets of more are put together in the program.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from fangxian.core import bulk
from fangxian.lines.arrivals.filling import fill, plan_anew
from fangxian.lines.arrivals.likeness import NOW
from fangxian.lines.arrivals.models import MatchKey
from fangxian.lines.arrivals.rules.groups import BITS, Groups
from fangxian.lines.arrivals.writing import REPORTS, key_of
from fangxian.trees.responses.models import Response

KEYS = MatchKey._meta.db_table
PAIR = ("former", "entry", "kinds")
Decided = Iterable[tuple[UUID, UUID | None]]


def find_neighbours(response: Response, decided: Decided) -> None:
    """Fill the temporary table ``arrivals_beside``: reports by version, their neighbours and kinds of key.

    ``more`` marks the reports of sets of three and more, and of those that humans ``decided`` about.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TEMP TABLE arrivals_pair AS {_pairs()}")
        else:
            cursor.execute("CREATE TEMP TABLE arrivals_pair (former char(32), entry char(32), kinds integer)")
            fill("arrivals_pair", PAIR, ((*both, kinds) for both, kinds in sorted(_paired(cursor).items())))
        fill("arrivals_pair", PAIR, _as_pairs(decided))
        cursor.execute(f"CREATE TEMP TABLE arrivals_many AS {_having_many()}")
        plan_anew("arrivals_many", "own")
        cursor.execute(f"CREATE TEMP TABLE arrivals_beside AS {_both_ways()}", [key_of(response)])
        plan_anew("arrivals_beside", "own", "other", "more")
        for table in ("pair", "many"):
            cursor.execute(f"DROP TABLE arrivals_{table}")


def sets_of_more() -> tuple[list[list[int]], list[list[int]]]:
    """Return the sets of the marked reports, by versions: those about which nobody decided, and the others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT own, other FROM arrivals_beside WHERE more")
        links = cursor.fetchall()
    numbers, decided = sorted({own for own, _other in links}), {own for own, other in links if own == other}
    groups = Groups(range(numbers[0], numbers[-1] + 1) if numbers else range(0))
    groups.link(links)
    plain: list[list[int]] = []
    touched: list[list[int]] = []
    for own in groups.sets(numbers):
        (plain if decided.isdisjoint(own) else touched).append(own)
    return plain, touched


def _pairs() -> str:
    """Every two reports beside each other under a value, once, with the kinds of those keys."""
    kinds = " + ".join(f"max(CASE kind WHEN '{kind}' THEN {bit} ELSE 0 END)" for kind, bit in BITS.items())
    return f"SELECT former, entry, {kinds} AS kinds FROM ({_beside()}) AS b GROUP BY former, entry"  # noqa: S608


def _paired(cursor: Any) -> dict[tuple[str, str], int]:
    """Return the same: SQLite, which groups by sorting only, takes twice as long for it as a dictionary."""
    two = f"SELECT min(entry_id), max(entry_id), kind FROM {KEYS} GROUP BY value HAVING count(*) = 2"  # noqa: S608
    crowded = f"SELECT value FROM {KEYS} GROUP BY value HAVING count(*) > 2"  # noqa: S608
    found: dict[tuple[str, str], int] = {}
    for statement in (two, _beside(f"WHERE value IN ({crowded})")):
        for former, entry, kind in cursor.execute(statement):
            found[former, entry] = found.get((former, entry), 0) | BITS[kind]
    return found


def _beside(where: str = "") -> str:
    """Every two reports beside each other under a value, and the kind of key."""
    former = "lag(entry_id) OVER (PARTITION BY value ORDER BY entry_id)"
    beside = f"SELECT {former} AS former, entry_id AS entry, kind FROM {KEYS} {where}"  # noqa: S608
    return f"SELECT former, entry, kind FROM ({beside}) AS beside WHERE former IS NOT NULL"  # noqa: S608


def _as_pairs(decided: Decided) -> list[tuple[Any, Any, int]]:
    """Return what was decided as pairs without a key; each report is its own neighbour too, and so has many."""
    key = bulk.keys()
    pairs = {(first, second) for first, second in decided if second}
    pairs |= {(entry, entry) for both in decided for entry in both if entry}
    return [(key(str(first)), key(str(second)), 0) for first, second in sorted(pairs)]


def _having_many() -> str:
    ends = "SELECT former AS own FROM arrivals_pair UNION ALL SELECT entry FROM arrivals_pair"
    return f"SELECT own FROM ({ends}) AS ends GROUP BY own HAVING count(*) > 1"  # noqa: S608


def _both_ways() -> str:
    """Each pair from either end, by versions; one in which somebody has many neighbours belongs to a set of more."""
    more = (
        "SELECT a.id AS one, b.id AS other, p.kinds, u.own IS NOT NULL OR v.own IS NOT NULL AS more"  # noqa: S608
        f" FROM arrivals_pair p JOIN {REPORTS} a ON a.entry_id = p.former AND a.recorded_to = {NOW} AND NOT a.voided"
        f" JOIN {REPORTS} b ON b.entry_id = p.entry AND b.recorded_to = {NOW} AND NOT b.voided"
        " LEFT JOIN arrivals_many u ON u.own = p.former LEFT JOIN arrivals_many v ON v.own = p.entry"
        " WHERE a.response_id = %s"
    )
    return (
        f"WITH marked AS ({more}) SELECT one AS own, other, kinds, more FROM marked"  # noqa: S608
        " UNION ALL SELECT other, one, kinds, more FROM marked"
    )
