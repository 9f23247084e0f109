"""The proof: every sum is made anew from the facts, and none may differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from fangxian.mechanisms.figures.models import Fold, Tally
from fangxian.mechanisms.figures.tallies import adding, folding
from fangxian.mechanisms.figures.tallies.declared import declared

TALLY = Tally._meta.db_table


@dataclass(frozen=True)
class Difference:
    """A sum that is not what its facts add up to: where it stands, what is kept and what it should be."""

    source: str
    response: str
    node: str
    moment: str
    column: str
    kept: int
    counted: int


@dataclass(frozen=True)
class Audit:
    """What was looked at: how many sums, and those that differ."""

    sums: int
    differences: list[Difference]


def audit() -> Audit:
    """Make every sum anew beside the kept ones, compare them cell by cell, and throw the new ones away."""
    sums, differences = 0, []
    for tallied in declared():
        for kept in Fold.objects.filter(source=tallied.name).select_related("response"):
            with transaction.atomic():
                anew = Fold.objects.create(
                    response=kept.response, source=f"{tallied.name}~", up_to=folding.BEGINNING
                )
                held = Fold.objects.select_for_update().get(pk=kept.pk)
                adding.add(anew, tallied, kept.response, held.up_to)
                found = list(_differing(held.pk, anew.pk, sorted(tallied.columns.values())))
                sums += Tally.objects.filter(fold=held).count()
                transaction.set_rollback(True)
            differences += [Difference(tallied.name, str(kept.response_id), *row) for row in found]
    return Audit(sums, differences)


def _differing(kept: int, anew: int, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield node, moment, column and both numbers where two folds differ; a sum of nothing is like none."""
    key = ", ".join(name for name in adding.KEY if name != "fold_id")
    names = ["facts", *columns]
    told = ", ".join(
        ", ".join([f"COALESCE(SUM(CASE WHEN fold_id = %s THEN {name} END), 0)"] * 2) for name in names
    )
    unequal = " OR ".join(
        f"SUM(CASE WHEN fold_id = %s THEN COALESCE({name}, 0) ELSE -COALESCE({name}, 0) END) <> 0"
        for name in names
    )
    statement = f"SELECT {key}, {told} FROM {TALLY} WHERE fold_id IN (%s, %s) GROUP BY {key} HAVING {unequal}"  # noqa: S608
    values = [*([kept, anew] * len(names)), kept, anew, *([kept] * len(names))]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor.fetchall():
            _stated, _fine, node, moment, *_rest = row
            pairs = row[6:]
            for number, name in enumerate(names):
                if pairs[2 * number] != pairs[2 * number + 1]:
                    yield node, str(moment), name, int(pairs[2 * number]), int(pairs[2 * number + 1])
