"""`python -m benchmarks [--only NAME] [--json FILE] [--n N] [--growth]`: measure, and say whether bounds hold.

Each benchmark runs in a process of its own, in fresh databases of each kind that there is. With `--n`, or the
variable N, sizes are lowered; with `--only` too, any size is measured. At full size, or with `--write`, the results go
into docs/benchmarks.md, beside those of the run before. `--growth` measures at a quarter and half of the size too. The
exit code is 1 when a bound is broken.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import record, stores
from benchmarks.measuring import Result
from benchmarks.run import SIZES

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure what was asked for."""
    arguments = _arguments()
    console = Console(stderr=True)
    rows = []
    for name in [arguments.only] if arguments.only else SIZES:
        n = _size(name, arguments)
        grown = [
            {"database": store, "name": result.name, "n": result.n, "ratio": result.ratio,
             "seconds": result.detail.get("seconds")}
            for store, result in (_all(console, name, n // 4) + _all(console, name, n // 2) if arguments.growth else [])
        ]  # fmt: skip
        found = _all(console, name, n)
        if arguments.write or n == SIZES[name]:
            record.update(name, found, grown)
        rows += found
    Console(width=None if sys.stdout.isatty() else 120).print(_table(rows))
    if arguments.json:
        plain = [
            {"name": row.name, "ratio": row.ratio, "bound": row.bound, "sense": row.sense, "n": row.n,
             "database": store, **row.detail}
            for store, row in rows
        ]  # fmt: skip
        arguments.json.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.exit(0 if all(row.holds for _store, row in rows) else 1)


def _size(name: str, arguments: argparse.Namespace) -> int:
    """Return the size asked for: a larger one than usual only for one benchmark that is named."""
    asked = arguments.n or SIZES[name]
    return asked if arguments.only else min(SIZES[name], asked)


def _all(console: Console, name: str, n: int) -> list[tuple[str, Result]]:
    """Measure one thing on every database that there is."""
    found = []
    for store in stores.available():
        with console.status(f"{name} · {store} · {n:,}"):
            found += [(store, result) for result in _measured(name, store, n)]
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition(":")[2])
    parser.add_argument("--only", choices=sorted(SIZES), help="measure only this")
    parser.add_argument("--json", type=Path, help="write the results to a file as well")
    parser.add_argument(
        "--n", type=int, default=int(os.environ.get("N") or 0), help="at most this size; with --only, any"
    )
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md at a lower size too")
    parser.add_argument("--growth", action="store_true", help="measure at a quarter and half of the size too")
    return parser.parse_args()


def _measured(name: str, store: str, n: int) -> list[Result]:
    with stores.fresh(store) as environment:
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.run", name, str(n)],
            env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
    return [Result(**row) for row in json.loads(done.stdout)]


def _table(rows: list[tuple[str, Result]]) -> Table:
    table = Table("benchmark", "database", "n", "ratio", "bound", "", "made of")
    for store, row in rows:
        bound = "" if row.bound is None else f"{'≤' if row.sense == 'max' else '≥'} {row.bound:g}"
        verdict = "" if row.bound is None else "ok" if row.holds else "BROKEN"
        table.add_row(
            row.name, store, f"{row.n:,}", record.number(row.ratio), bound, verdict, _made_of(row.detail)
        )
    return table


def _made_of(detail: dict[str, Any]) -> str:
    return "  ".join(f"{name} {record.number(value)}" for name, value in detail.items())


if __name__ == "__main__":
    main()
