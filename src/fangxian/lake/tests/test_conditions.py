"""A condition said in ibis holds for exactly the rows for which Django's holds, empty columns and all."""

import datetime
import uuid
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.db.models import F, Q
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.lake.conditions import Unsayable, translate
from fangxian.lake.engines import DuckDB
from fangxian.lake.exporting import export
from fangxian.lake.ledgers import LEDGERS
from fangxian.lake.tests.lively import live_through, opened
from fangxian.lines.arrivals.models import Standing
from fangxian.trees.people.actor import SYSTEM

BEGAN = datetime.datetime(2020, 2, 1, 12, tzinfo=datetime.UTC)
INSTANTS = st.integers(-48, 200).map(lambda hours: BEGAN + datetime.timedelta(hours=hours))
TIMED = ("reported_at", "due_at", "counterpart_due_at", "fulfilled_at")
COMPARED = [f"{name}__{lookup}" for name in TIMED for lookup in ("gt", "gte", "lt", "lte")]
LEAVES = st.one_of(
    st.tuples(st.sampled_from(COMPARED), st.one_of(INSTANTS, st.sampled_from(TIMED).map(F))),
    st.tuples(st.sampled_from([f"{name}__isnull" for name in (*TIMED, "possible_with")]), st.booleans()),
    st.tuples(st.just("state__in"), st.lists(st.sampled_from(list(Standing.State)), max_size=3)),
    st.tuples(st.just("state"), st.sampled_from(list(Standing.State))),
    st.tuples(st.just("path__startswith"), st.sampled_from(["2206", "220602001", "9"])),
    st.tuples(st.just("has_symptoms"), st.booleans()),
    st.tuples(st.just("fulfilled_at"), st.none()),
    st.just(("pk__in", [])),
).map(lambda leaf: Q(leaf))


def joined(parts: st.SearchStrategy[Q]) -> st.SearchStrategy[Q]:
    """Return what is made of parts by "and" and "or"."""
    pairs = st.tuples(parts, parts)
    return st.one_of(pairs.map(lambda pair: pair[0] & pair[1]), pairs.map(lambda pair: pair[0] | pair[1]))


PLAIN = st.recursive(LEAVES, joined, max_leaves=4)
CONDITIONS = joined(st.one_of(PLAIN, PLAIN.map(lambda condition: ~condition)))


def test_what_django_selects_is_selected(world: World, tmp_path: Any) -> None:
    live_through(world, 5)
    export(SYSTEM, tmp_path, world.response)
    engine = DuckDB()
    table = opened(tmp_path, world, engine).table("standings")
    assert len(engine.rows(table.select("id"))) == Standing.objects.count() > 10

    @settings(max_examples=40)
    @given(CONDITIONS)
    def check(condition: Q) -> None:
        found = {row["id"] for row in engine.rows(table.filter(translate(condition, table)).select("id"))}
        assert found == set(Standing.objects.filter(condition).values_list("id", flat=True))

    check()


@pytest.mark.parametrize(
    "condition",
    [
        Q(state__regex="^m"), Q(line__name="x"), ~(Q(side="unit") & ~Q(state="matched")), Q(side="x") ^ Q(side="y"),
        Q(entry=object()), Q(subject__in=Standing.objects.none()), Q(identity="x"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(condition: Q) -> None:
    table = ibis.table(ibis.Schema.from_pyarrow(LEDGERS["standings"].schema), name="standings")
    with pytest.raises(Unsayable):
        translate(condition, table)


def test_keys_are_compared_as_they_are_written() -> None:
    key = uuid.UUID(int=5)
    table = ibis.memtable(pa.table({"body": [str(key), str(uuid.UUID(int=6))]}))
    rows = DuckDB().rows(table.filter(translate(Q(body=key), table)))
    assert rows == [{"body": str(key)}]
