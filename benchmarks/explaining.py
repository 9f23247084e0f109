"""`python -m benchmarks.explaining FILE`: how PostgreSQL answers the ten hottest reads, written as a document.

A city with arrivals and a fortnight of reports is entered; then the pages that are open all day are read, every
statement is explained with what it really took, and for each page the dearest is kept.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import stores

ROOT = Path(__file__).resolve().parents[1]
MOST = 10
SIZE = 20_000
LONGEST = 900
"""Characters of a line; the middle of a longer one is left out."""
HEAD = """# How the ten hottest reads are answered

Written by `make explain` on PostgreSQL: a city with {n:,} arrivals, reports of a fortnight by {units} units, statistics
fresh. For each page that is open all day the statement that took longest, with the plan that was chosen. Times are
those of one run on a busy machine; what matters is which index is taken and how many rows are looked at.
"""
KEY = re.compile(r"'[0-9a-f-]{36}'(::uuid)?")
MOMENT = re.compile(r"'\d{4}-\d\d-\d\d[T ][\d:.+]+'(::timestamptz)?")


@dataclass(frozen=True)
class Read:
    """The dearest statement of a page, its plan, and the milliseconds that it took."""

    page: str
    statement: str
    plan: list[str]
    milliseconds: float


def main() -> None:
    """Start itself again in fresh databases, and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--n", type=int, default=SIZE)
    arguments = parser.parse_args()
    if "postgresql" not in stores.available():
        sys.exit("Explaining needs PostgreSQL.")
    with stores.fresh("postgresql") as environment:
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        command = f"from benchmarks.explaining import written; written({arguments.n})"
        done = subprocess.run(
            [sys.executable, "-c", command],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    arguments.file.write_text(done.stdout, encoding="utf-8")


def written(n: int) -> None:
    """Fill a city, read its pages and print the document."""
    import django

    django.setup()
    from benchmarks.explained_city import UNITS, pages

    reads = [dearest(name, read) for name, read in pages(n).items()]
    found = sorted((read for read in reads if read), key=lambda read: -read.milliseconds)[:MOST]
    print(HEAD.format(n=n, units=UNITS))
    for read in found:
        print(f"## {read.page} — {read.milliseconds:.2f} ms\n")
        print("```sql", _plain(read.statement), "```\n\n```text", *map(_plain, read.plan), "```\n", sep="\n")


def dearest(page: str, read: Callable[[], object]) -> Read | None:
    """Read a page once to warm up and once more, and explain each of its statements that only reads."""
    from django.db import connection

    asked: dict[str, Any] = {}

    def remember(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            asked[sql] = parameters
        return execute(sql, parameters, many, context)

    read()
    with connection.execute_wrapper(remember):
        read()
    found = [_explained(page, statement, parameters) for statement, parameters in asked.items()]
    return max(found, key=lambda each: each.milliseconds, default=None)


def _explained(page: str, statement: str, parameters: Any) -> Read:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", parameters)
        plan = [str(row[0]) for row in cursor.fetchall()]
    (took,) = (line for line in plan if line.startswith("Execution Time"))
    return Read(page, statement, plan, float(took.split()[2]))


def _plain(text: str) -> str:
    """Shorten what differs from run to run, and lists of columns that say nothing."""
    text = MOMENT.sub("'…'", KEY.sub("'…'", text))
    text = re.sub(r'"(\w+)"', r"\1", text)
    text = re.sub(r"((?:\w+\.\w+(?: AS \w+)?, ){6})(?:\w+\.\w+(?: AS \w+)?, )+", r"\1…, ", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


if __name__ == "__main__":
    main()
