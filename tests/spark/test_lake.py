"""Spark with two worker processes, DuckDB and the database say the same of one lake, cell by cell."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fangxian.conftest import BEGAN, World
from fangxian.core import clock
from fangxian.lake.engines import Spark
from fangxian.lake.exporting import export
from fangxian.lake.figures import sayable
from fangxian.lake.tests.lively import assert_equal, live_through, opened
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.people.actor import SYSTEM

pytestmark = [pytest.mark.filterwarnings("ignore")]
WORKERS = "local-cluster[2,1,1024]"


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Start Spark with two workers, each a process of its own."""
    started = Spark(WORKERS)
    for planning in ("codegen.wholeStage", "adaptive.enabled"):  # takes longer than to compute a small world
        started.session.conf.set(f"spark.sql.{planning}", "false")
    yield started
    started.close()


def test_two_workers_of_their_own_compute(spark: Spark) -> None:
    context = spark.session.sparkContext
    parts = context.parallelize(range(8), 8).map(lambda _: os.getpid()).collect()
    memory = context._jsc.sc().getExecutorMemoryStatus()
    assert os.getpid() not in parts
    assert len(set(parts)) == 2, "one Python worker in each of two executors"
    assert memory.size() == 3, "two executors and the driver"


def test_spark_duckdb_and_the_database_agree(world: World, tmp_path: Path, spark: Spark) -> None:
    instants = live_through(world, 7)
    export(SYSTEM, tmp_path, world.response)
    lakes = [opened(tmp_path, world), opened(tmp_path, world, spark)]
    asked = [
        ask(world.response, by="place", place=world.places["county"]),
        ask(world.response, by="body", body=world.bodies["committee"], line="organs", as_of=instants[30]),
        ask(world.response, by="day", start=BEGAN, end=min(clock.now(), instants[25])),
    ]
    for question in asked:
        for lake in lakes:
            assert_equal(lake, question)
    assert_equal(lakes[1], ask(world.response, as_of=instants[35]), sayable(all_measures()))
