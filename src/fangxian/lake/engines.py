"""What computes on a lake: DuckDB in this process, or Spark, here or on a cluster; ibis speaks to both."""

import datetime
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import ibis
from django.utils.translation import gettext as _
from ibis.expr.types import Table

from fangxian.core.errors import Invalid

SPARK_MASTER = "FANGXIAN_SPARK_MASTER"
HERE = "local[*]"
LOOPBACK = "127.0.0.1"


class Name(StrEnum):
    """The engines."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Engine(Protocol):
    """Something that reads Parquet files as a table and runs an expression."""

    def table(self, name: str, files: Sequence[Path]) -> Table:
        """Return the rows of some files (at least one) of one schema."""
        ...

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """Run an expression and return its rows, which are few."""
        ...


class DuckDB:
    """The engine within the process: no server, all cores, spills to the disk what memory does not hold."""

    def __init__(self) -> None:
        self._connection = ibis.duckdb.connect()

    def table(self, name: str, files: Sequence[Path]) -> Table:
        """Return the rows of some files."""
        paths = [str(path) for path in files]
        return self._connection.read_parquet(paths, table_name=name, hive_partitioning=False)

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """Run an expression."""
        found: list[dict[str, Any]] = self._connection.to_pyarrow(expression).to_pylist()
        return found

    def close(self) -> None:
        """End the connection."""
        self._connection.disconnect()


class Spark:
    """Spark, where ``FANGXIAN_SPARK_MASTER`` says: by default in this machine's threads."""

    def __init__(self, master: str = "") -> None:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession

        master = master or os.environ.get(SPARK_MASTER, HERE)
        _surroundings(master)
        builder = SparkSession.builder.appName("fangxian-lake")
        for key, value in _settings(master).items():
            builder = builder.config(key, value)
        try:
            self.session = builder.getOrCreate()
        except PySparkRuntimeError as error:
            told = _("Spark did not start: it needs Java 17 or later, and the cluster's address.")
            raise Invalid({"engine": told}) from error
        self.session.sparkContext.setLogLevel("ERROR")
        self._connection = ibis.pyspark.connect(self.session)

    def table(self, name: str, files: Sequence[Path]) -> Table:
        """Return the rows of some files."""
        self.session.read.parquet(*(f"file://{path}" for path in files)).createOrReplaceTempView(name)
        return self._connection.table(name)

    def rows(self, expression: Table) -> list[dict[str, Any]]:
        """Run an expression."""
        found: list[dict[str, Any]] = self._connection.to_pyarrow(expression).to_pylist()
        return found

    def close(self) -> None:
        """End the session, its workers too."""
        self.session.stop()


def _surroundings(master: str) -> None:
    """Say where Spark and its Python lie: its processes look in the environment, not in this one's memory."""
    import pyspark

    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        os.environ.setdefault("SPARK_WORKER_DIR", str(Path(tempfile.gettempdir()) / "fangxian-spark"))


def _settings(master: str) -> dict[str, str]:
    """Return the settings for a master; a cluster's own ``spark-defaults.conf`` says the rest."""
    common = {
        "spark.master": master,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
    }
    if not master.startswith("local"):
        return common
    return (
        common
        | {
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.sql.shuffle.partitions": "4",
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # every worker is there before anything is computed
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
            "spark.executor.memory": "768m",  # a worker of local-cluster[…,…,1024] offers 1024 MiB
        }
    )


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """Start an engine for as long as it is needed; raises ``Invalid`` where it is not installed or does not start."""
    if name not in list(Name):
        raise Invalid({"engine": _("Choose duckdb or spark.")})
    try:
        started: DuckDB | Spark = Spark() if name == Name.SPARK else DuckDB()
    except ModuleNotFoundError as error:
        told = _("%(engine)s is not installed here: see docs/lake.md.") % {"engine": name}
        raise Invalid({"engine": told}) from error
    try:
        yield started
    finally:
        started.close()


def schedule(rows: Sequence[tuple[str, datetime.date, datetime.datetime, datetime.datetime]]) -> Table:
    """Return forms' days with their cut-off and the end of their grace as a table of an expression."""
    import pyarrow as pa

    from fangxian.lake.ledgers import INSTANT

    names = ("form", "day", "due", "late_from")
    types = (pa.string(), pa.date32(), INSTANT, INSTANT)
    columns = [pa.array(list(told), kind) for told, kind in zip(zip(*rows, strict=True), types, strict=True)]
    return ibis.memtable(pa.table(dict(zip(names, columns, strict=True))))
