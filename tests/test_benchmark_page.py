"""The page of benchmarks: new ratios stand beside the former ones, and a broken bound is not overlooked."""

import json
from pathlib import Path

import pytest

from benchmarks import record
from benchmarks.measuring import Result


@pytest.fixture(autouse=True)
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(record, "KEPT", tmp_path / "benchmarks.json")
    monkeypatch.setattr(record, "PAGE", tmp_path / "benchmarks.md")
    return tmp_path


def _row(page: Path, name: str) -> list[str]:
    (line,) = (
        line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}`")
    )
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_second_run_shows_the_first_beside_it(docs: Path) -> None:
    first = Result("list-page first", 1.0, 200_000, bound=1.3, detail={"milliseconds": 8.5})
    record.update("list-page", [("sqlite", first), ("postgresql", first)])
    record.update("list-page", [("sqlite", Result("list-page first", 1.5, 200_000, bound=1.3))])
    kept = json.loads((docs / "benchmarks.json").read_text(encoding="utf-8"))
    assert {(row["database"], row["ratio"], row["before"]) for row in kept} == {
        ("sqlite", 1.5, 1.0),
        ("postgresql", 1.0, None),
    }
    page = (docs / "benchmarks.md").read_text(encoding="utf-8")
    assert "≤ 1.3 **broken** | 1 (+50%)" in page
    assert "≤ 1.3 ✓ | — | milliseconds 8.5" in page


def test_growth_and_what_is_measured_are_told(docs: Path) -> None:
    grown = [{"database": "sqlite", "name": "import", "n": 25_000, "ratio": 29.0, "seconds": 23.4}]
    record.update("import", [("sqlite", Result("import", 30.0, 100_000))], grown)
    page = (docs / "benchmarks.md").read_text(encoding="utf-8")
    assert "How it grows (sqlite): import 25,000: 29, 23.4 s" in page
    assert "against a bare insert" in page
    assert _row(docs / "benchmarks.md", "import")[4] == "reported"
