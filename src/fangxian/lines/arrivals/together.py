"""Persons of three to eight reports settled all at once: the rules judge one set of each pattern (M5).

A set's pattern is what the rules look at in its reports, of every two of them, in the order in which they came, and
nothing that says who they are about. Whoever lets the rules look at something more adds it here; tests compare what
comes out with all rules on all reports.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from fangxian.lines.arrivals.filling import fill, plan_anew
from fangxian.lines.arrivals.likeness import COMMUNITY, NOW, counterpart_due_at
from fangxian.lines.arrivals.models import MatchKey, Side
from fangxian.lines.arrivals.rules.groups import BITS
from fangxian.lines.arrivals.writing import REPORTS, STANDINGS, repeated, write
from fangxian.trees.responses.models import Response

LARGEST = 8
Facts = Mapping[int, tuple[UUID, Mapping[str, Any]]]
"""By a version's key its entry, and the facts of its standing by name."""
FIRST = {
    "line": "line", "name": "name_token", "id_number": "id_token", "phone": "phone_token",
    "building": "building_token", "address": "address_token", "day": "arrived_on", "at": "reported_at",
}  # fmt: skip
"""Of which a report is known by the place of the first one of the set that has the same."""
LINKS = ("subject", "counterpart", "duplicate_of", "possible_with")
SAID = ("state", "method", "conflicts", "found_after_due", "awaits_decision")
WANTED = {
    **{name: f"a.{name}" for name in (*LINKS, *SAID, "fulfilled_at")},
    "counterpart_due_at": "a.due", "disclaimed": "FALSE",
}  # fmt: skip
WORD = (
    "model bigint, place integer, subject integer, counterpart integer, duplicate_of integer, possible_with integer,"
    " fulfilled integer, state varchar(14), method varchar(20), conflicts varchar(80), found_after_due boolean,"
    " awaits_decision boolean"
)
SHARED = " ".join(f"WHEN '{kind}' THEN {bit}" for kind, bit in BITS.items())


class Word(NamedTuple):
    """What the rules say of the report at a ``place`` in every set that is like its ``model``; others by place."""

    model: int
    place: int
    subject: int | None
    counterpart: int | None
    duplicate_of: int | None
    possible_with: int | None
    fulfilled: int | None
    state: str
    method: str
    conflicts: str
    found_after_due: bool
    awaits_decision: bool


def judge_together(
    response: Response, sets: list[list[int]], judge: Callable[[list[list[int]]], Facts]
) -> None:
    """Fill the temporary table ``arrivals_settled`` with what the rules say of each report of some sets.

    A set is the keys of its reports' versions; ``judge`` gives the facts of some sets by all rules.
    """
    later = (response.registration_hours - response.declaration_hours) * 3600
    of_root = {own[0]: own for own in sets}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE arrivals_set (root bigint, own bigint)")
        fill("arrivals_set", ("root", "own"), ((own[0], number) for own in sets for number in own))
        plan_anew("arrivals_set", "root", "own")
        cursor.execute(f"CREATE TEMP TABLE arrivals_placed AS {_placed()}", {"later": later})
        plan_anew("arrivals_placed", "root", "place", "own")
        cursor.execute(f"CREATE TEMP TABLE arrivals_model AS {_models()}")
        cursor.execute("SELECT DISTINCT model FROM arrivals_model")
        models = [of_root[root] for (root,) in cursor.fetchall()]
        cursor.execute(f"CREATE TEMP TABLE arrivals_word ({WORD})")
        fill("arrivals_word", Word._fields, list(_words(cursor, judge(models))))
        plan_anew("arrivals_model", "root", "model")
        plan_anew("arrivals_word", "model", "place")
        cursor.execute("CREATE INDEX arrivals_at_place ON arrivals_placed (root, place)")
        cursor.execute(f"CREATE TEMP TABLE arrivals_settled AS {_settled()}")
        for table in ("set", "placed", "model", "word"):
            cursor.execute(f"DROP TABLE arrivals_{table}")


def settle_together(response: Response) -> int:
    """Bring up to date the standings of the reports so judged; return how many changed."""
    count = write(response, "arrivals_settled", "arrivals_settled a", WANTED)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE arrivals_settled")
    return count


def _placed() -> str:
    """Return what gives each report its place in its set, and what the rules look at in it, as digits."""
    came = "row_number() OVER (PARTITION BY s.root ORDER BY o.reported_at, o.entry_id)"
    stated = ", ".join(f"o.{name}" for name in FIRST.values() if name != "line")
    report = (
        f"SELECT s.root, o.id AS own, o.entry_id AS entry, f.id AS former, {counterpart_due_at()} AS due,"  # noqa: S608
        f" CAST({came} AS integer) AS place, o.side, o.id_valid, o.body_id,"
        f" substr(o.path, 1, {COMMUNITY}) AS community,"
        f" CASE WHEN o.side = '{Side.UNIT}' THEN coalesce(o.line_id, '') END AS line, {stated}"
        f" FROM arrivals_set s JOIN {REPORTS} o ON o.id = s.own"
        f" LEFT JOIN {STANDINGS} f ON f.entry_id = o.entry_id AND f.recorded_to = {NOW}"
    )
    return f"SELECT root, own, entry, former, due, place, reported_at, {_mark()} AS mark FROM ({report}) AS r"  # noqa: S608


def _mark() -> str:
    truths = [
        f"side = '{Side.UNIT}'", "id_valid", "body_id IS NOT NULL",
        f"side <> '{Side.UNIT}' AND due IS NOT NULL AND reported_at > due",
    ]  # fmt: skip
    digits = [f"CASE WHEN {truth} THEN 1 ELSE 0 END" for truth in truths]
    digits += [
        f"CASE WHEN {name} IS NULL THEN 0 ELSE min(place) OVER (PARTITION BY root, {name}) END"
        for name in FIRST.values()
    ]
    # A place given less precisely than its community contradicts nothing that lies in it: such sets are alike only
    # if all their places are the same.
    place = (
        f"CASE WHEN min(length(community)) OVER (PARTITION BY root) < {COMMUNITY} THEN '=' || community"
        " ELSE '' || min(place) OVER (PARTITION BY root, community) END"
    )
    return " || ".join(["'' || place", *digits, f"({place})"])


def _models() -> str:
    """Return what finds for each set its model, the first set of the same marks and the same kinds of key shared."""
    agg = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    held = (
        "SELECT p.root, k.kind, sum(1 << p.place) AS held FROM arrivals_placed p"  # noqa: S608
        f" JOIN {MatchKey._meta.db_table} k ON k.entry_id = p.entry"
        " GROUP BY p.root, k.value, k.kind HAVING count(*) > 1"
    )
    shared = (
        f"SELECT DISTINCT root, '' || CASE kind {SHARED} END || '-' || held AS shared"  # noqa: S608
        f" FROM ({held}) AS h ORDER BY 1, 2"
    )
    order = " ORDER BY {}" if connection.vendor == "postgresql" else ""
    marks = (
        f"SELECT root, {agg}(mark, ' '{order.format('place')}) AS marks FROM arrivals_placed GROUP BY root"  # noqa: S608
    )
    keys = (
        f"SELECT root, {agg}(shared, ' '{order.format('shared')}) AS keys FROM ({shared}) AS s GROUP BY root"  # noqa: S608
    )
    return (
        f"SELECT m.root, min(m.root) OVER (PARTITION BY marks, keys) AS model FROM ({marks}) AS m"  # noqa: S608
        f" LEFT JOIN ({keys}) AS k ON k.root = m.root"
    )


def _words(cursor: Any, facts: Facts) -> Iterator[Word]:
    """Say of the reports of each model by their places what the rules say of them by name."""
    cursor.execute(
        "SELECT m.model, p.place, p.own FROM arrivals_model m JOIN arrivals_placed p ON p.root = m.root"
        " WHERE m.root = m.model ORDER BY 1, 2"
    )
    for model, rows in groupby(cursor.fetchall(), itemgetter(0)):
        own = [(place, *facts[number]) for _model, place, number in rows]
        places = {entry: place for place, entry, _facts in own}
        came = {said["reported_at"]: place for place, _entry, said in reversed(own)}
        for place, _entry, said in own:
            links: dict[str, Any] = {name: places.get(said[name]) for name in LINKS}
            told = {name: said[name] for name in SAID}
            yield Word(**links, **told, model=model, place=place, fulfilled=came.get(said["fulfilled_at"]))


def _settled() -> str:
    """Return what applies the word on a model's reports to all that are at their places in sets like it."""
    links = ", ".join(f"l{number}.entry AS {name}" for number, name in enumerate(LINKS))
    joins = "".join(
        f" LEFT JOIN arrivals_placed l{number} ON l{number}.root = p.root AND l{number}.place = v.{name}"
        for number, name in enumerate(LINKS)
    )
    return (
        f"SELECT p.entry, p.former, p.due, {repeated('o')}, {links}, {', '.join(f'v.{name}' for name in SAID)},"  # noqa: S608
        " u.reported_at AS fulfilled_at"
        f" FROM arrivals_placed p JOIN {REPORTS} o ON o.id = p.own JOIN arrivals_model m ON m.root = p.root"
        f" JOIN arrivals_word v ON v.model = m.model AND v.place = p.place{joins}"
        " LEFT JOIN arrivals_placed u ON u.root = p.root AND u.place = v.fulfilled"
    )
