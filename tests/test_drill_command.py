"""``fangxian drill``: what it prints, and how it ends."""

import json

import pytest
from typer.testing import CliRunner

from fangxian.cli.main import app
from fangxian.conftest import World
from fangxian.core.errors import Invalid
from fangxian.drill.models import Drill

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SMALL = [
    "drill",
    "--place",
    "220602",
    "--units",
    "2",
    "--days",
    "1",
    "--arrivals",
    "1",
    "--start",
    "2020-01-20",
]


def test_it_prints_its_truth_and_the_figures_and_ends_with_nought(world: World) -> None:
    done = CliRunner().invoke(app, [*SMALL, "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["differences"], told["refused"]) == (0, [], [])
    assert told["truth"] == told["figures"]
    gone = CliRunner().invoke(app, ["drill", "--remove", told["id"]])
    assert (gone.exit_code, Drill.objects.get().state) == (0, Drill.State.REMOVED)


def test_a_difference_ends_with_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangxian.drill.truth.Truth.figures", lambda _self, **_how: {"reports.due": 99})
    done = CliRunner().invoke(app, [*SMALL])
    assert done.exit_code == 1
    assert "differs" in done.stdout


def test_a_dry_run_writes_nothing_and_sends_the_same_again(world: World) -> None:
    first, second = (CliRunner().invoke(app, [*SMALL, "--dry-run", "--json"]) for _time in range(2))
    assert first.stdout == second.stdout
    assert all(json.loads(line)["at"] for line in first.stdout.splitlines())
    assert not Drill.objects.exists()


def test_what_is_wrong_is_named(world: World) -> None:
    assert CliRunner().invoke(app, ["drill"]).exit_code == 2
    assert CliRunner().invoke(app, ["drill", "--play", "x"]).exit_code == 2
    refused = CliRunner().invoke(app, ["drill", "--place", "220602", "--late", "3"]).exception
    assert isinstance(refused, Invalid)
    assert "late" in refused.errors
