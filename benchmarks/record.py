"""What was measured last and the time before, kept in docs/benchmarks.json and written out as docs/benchmarks.md."""

import ast
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import Result
from benchmarks.run import MODULES

ROOT = Path(__file__).resolve().parents[1]
KEPT, PAGE = ROOT / "docs" / "benchmarks.json", ROOT / "docs" / "benchmarks.md"
NOISE = 0.15
"""By which share a ratio may differ from the one before without being pointed out."""
HEAD = """# Benchmarks

Written by `make bench`, which measures on SQLite and on PostgreSQL; `make bench ONLY=import N=20000` measures one
thing at a lower size. Every figure is a **ratio** of two measurements made side by side in one run, so that another
machine, or a busy one, moves both. How it is measured, what was tried, and what is slow: [measuring.md](measuring.md).
"""
Row = dict[str, Any]


def update(name: str, measured: Iterable[tuple[str, Result]], growth: Iterable[Row] = ()) -> None:
    """Put a benchmark's new results in the place of its former ones, whose ratios stay beside them; write the page."""
    kept: list[Row] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
    former = {(row["name"], row["database"]): row for row in kept}
    rows: list[Row] = [
        {"benchmark": name, "name": result.name, "database": store, "ratio": result.ratio, "bound": result.bound,
         "sense": result.sense, "n": result.n, "detail": result.detail, "measured": f"{datetime.now(UTC):%Y-%m-%d}",
         "machine": machine(), "growth": [grown for grown in growth if grown["database"] == store],
         "before": former.get((result.name, store), {}).get("ratio")}
        for store, result in measured
    ]  # fmt: skip
    replaced = {row["database"] for row in rows}
    others = [row for row in kept if row["benchmark"] != name or row["database"] not in replaced]
    order = list(MODULES)
    rows = sorted([*others, *rows], key=lambda row: order.index(row["benchmark"]))
    KEPT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(rows), encoding="utf-8")


def machine() -> str:
    """Return what was measured on: cores, memory, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {_postgresql()}"
    )


def _postgresql() -> str:
    server = os.environ.get("FANGXIAN_TEST_DATABASE_URL")
    if not server:
        return "no PostgreSQL"
    asked = "import os, psycopg; print(psycopg.connect(os.environ['FANGXIAN_TEST_DATABASE_URL']).info.server_version)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    return f"PostgreSQL {int(told.stdout) // 10_000}" if told.returncode == 0 else "PostgreSQL"


def page(rows: Sequence[Row]) -> str:
    """Return the page: for each benchmark what it measures, its ratios with their bounds and the run before."""
    parts = [HEAD]
    for name in MODULES:
        own = [row for row in rows if row["benchmark"] == name]
        if own:
            parts += [f"\n## {name}\n", _sentence(name), "", *_table(own), *_growths(own)]
            parts.append(f"\n{own[-1]['measured']}, {own[-1]['machine']}.")
    return "\n".join(parts) + "\n"


def _sentence(name: str) -> str:
    """Return what a benchmark's module says of itself; nothing is imported for it."""
    file = Path(__file__).parent / f"{MODULES[name].replace('.', '/')}.py"
    told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(told.partition("\n\n")[0].split())


def _table(rows: Sequence[Row]) -> list[str]:
    head = [
        "| | database | n | ratio | bound | before | made of |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return head + [f"| {' | '.join(_cells(row))} |" for row in rows]


def _cells(row: Row) -> list[str]:
    made_of = ", ".join(f"{key.replace('_', ' ')} {number(value)}" for key, value in row["detail"].items())
    name, size, ratio = f"`{row['name']}`", f"{row['n']:,}", number(row["ratio"])
    return [name, row["database"], size, ratio, _bound(row), _before(row), made_of]


def _bound(row: Row) -> str:
    if row["bound"] is None:
        return "reported"
    holds = Result(row["name"], row["ratio"], row["n"], row["bound"], row["sense"]).holds
    return f"{'≤' if row['sense'] == 'max' else '≥'} {row['bound']:g} {'✓' if holds else '**broken**'}"


def _before(row: Row) -> str:
    former = row["before"]
    if former is None:
        return "—"
    change = row["ratio"] / former - 1 if former else 0.0
    return f"{number(former)} ({change:+.0%})" if abs(change) > NOISE else number(former)


def _growths(rows: Sequence[Row]) -> list[str]:
    """Return how cost grew with the size, where that was measured."""
    found = {row["database"]: row["growth"] for row in rows if row["growth"]}
    return [f"\nHow it grows ({store}): {'; '.join(map(_step, steps))}" for store, steps in found.items()]


def _step(step: Row) -> str:
    return f"{step['name']} {step['n']:,}: {number(step['ratio'])}, {number(step['seconds'])} s"


def number(value: float | str | None) -> str:
    """Return a number with four figures; a text as it is."""
    if isinstance(value, str) or value is None:
        return str(value)
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
