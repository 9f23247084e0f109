"""Recomputing every count from the facts: what the tallies hold must be what they would be, made anew (M8)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

from fangxian.lines.reports.owed.changes import Between, Moved
from fangxian.lines.reports.owed.folding import added_up
from fangxian.lines.reports.owed.models import BEGINNING, COUNTS, Change, Fold, Stray, Tally
from fangxian.lines.reports.owed.nodes import Node
from fangxian.lines.reports.owed.writing import Counts, Key
from fangxian.trees.responses.models import Response

NOTHING: Counts = (0, 0, 0, 0)


class Difference(NamedTuple):
    """A count that is not what the facts say: where, what is held, what the facts say."""

    table: str
    key: Key
    held: Counts
    facts: Counts


def differences(response: Response) -> list[Difference]:
    """Return every count of a response that differs from the facts at its watermark; none must."""
    with transaction.atomic():
        fold = Fold.objects.select_for_update().filter(response=response).first()
        if fold is None:
            return []
        rows = list(Between(connection, response.id, BEGINNING, fold.watermark).all())
        facts, strays = added_up(rows)
        dated = {key: own for key, own in facts.items() if key.node.is_dated}
        found = _compare("tally", _held(Tally, response), facts)
        found += _compare("change", _held(Change, response), dated)
    return found + _stray(response, strays)


def _held(model: type[Tally] | type[Change], response: Response) -> dict[Key, Counts]:
    names = ("form", "is_step", "body", "path", "exact", "line", "day", "filed_on", "late_at", *COUNTS)
    held: dict[Key, Counts] = {}
    rows = model._default_manager.filter(response=response).values_list(*names)
    for form, is_step, body, path, exact, line, day, filed_on, late_at, *counts in rows.iterator():
        key = Key(form, is_step, Node(body, path, exact), line, day, filed_on, late_at)
        before = held.get(key, NOTHING)
        held[key] = tuple(a + b for a, b in zip(before, counts, strict=True))
    return held


def _compare(table: str, held: dict[Key, Counts], facts: dict[Key, Counts]) -> list[Difference]:
    return [
        Difference(table, key, held.get(key, NOTHING), facts.get(key, NOTHING))
        for key in sorted(held.keys() | facts.keys())
        if held.get(key, NOTHING) != facts.get(key, NOTHING)
    ]


def _stray(response: Response, strays: Sequence[Moved]) -> list[Difference]:
    """Compare what strays, at the place of what it answers."""
    names = ("form", "line", "body", "path", "report_body", "report_path", "day", "filed_on", "late_at")
    held: Counter[tuple[Any, ...]] = Counter()
    for *key, filed in Stray.objects.filter(response=response).values_list(*names, "filed"):
        held[tuple(key)] += filed
    facts: Counter[tuple[Any, ...]] = Counter()
    for row in strays:
        facts[tuple(getattr(row, name) for name in names)] += row.filed
    return [
        Difference(
            "stray", Key(key[0], False, Node(key[2], key[3]), key[1], *key[6:]), (0, held[key], 0, 0),
            (0, facts[key], 0, 0),
        )
        for key in held.keys() | facts.keys()
        if held[key] != facts[key]
    ]  # fmt: skip
