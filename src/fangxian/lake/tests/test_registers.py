"""Registers in the lake are those of the database, are not read where nothing changed, and answer without it."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fangxian.command.figuring import asked, rows_of
from fangxian.conftest import FIRST_DAY, World
from fangxian.core.errors import Conflict
from fangxian.lake import registers
from fangxian.lake.exporting import export
from fangxian.lake.extracting import parts_of
from fangxian.lake.figures import sayable
from fangxian.lake.files import read_list
from fangxian.lake.layout import CACHE
from fangxian.lake.ledgers import REGISTERS, Register
from fangxian.lake.manifest import Manifest
from fangxian.lake.tests.lively import live_through
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places import actions as places

WEEK = datetime.timedelta(days=7)
LATER = FIRST_DAY + datetime.timedelta(days=3)


def held(root: Path, register: Register) -> list[dict[str, Any]]:
    """Return a register's rows in the lake, each of which lies with its city."""
    rows = []
    for file in read_list(root, Manifest.load(root).registers[register.name]).values():
        rows += pq.read_table(root / file.path, partitioning=None).to_pylist()
    key = str(register.model._meta.pk.attname)  # type: ignore[union-attr]
    return sorted(rows, key=lambda row: str(row[key]))


def assert_same(root: Path) -> None:
    """Compare every register of the lake with its table, by what both hold."""
    for register in REGISTERS:
        columns = [column.name for column in register.columns]
        rows = {row["pk"]: row for row in register.model._default_manager.values("pk", *columns)}
        found = held(root, register)
        assert len(found) == len(rows), register.name
        key = str(register.model._meta.pk.attname)  # type: ignore[union-attr]
        by_key = {str(pk): row for pk, row in rows.items()}
        for row in found:
            for name in ("path", "code", "name", "valid_to", "short_name", "closed_on"):
                if name in row:
                    assert row[name] == by_key[str(row[key])][name], (register.name, name)


def test_a_change_of_a_place_or_body_reaches_the_lake_and_only_its_city_is_written(
    world: World, tmp_path: Path
) -> None:
    world.file()
    export(SYSTEM, tmp_path, world.response)
    assert_same(tmp_path)
    world.time.advance(WEEK)
    places.rename(SYSTEM, world.places["spring"], "更名社区")
    written = export(SYSTEM, tmp_path, world.response)
    assert (written.files["places"], written.files.get("positions", 0)) == (1, 0)
    assert_same(tmp_path)
    world.time.advance(WEEK)
    bodies.close_body(SYSTEM, world.bodies["archives"], LATER + WEEK)
    places.recode(SYSTEM, world.places["east"], "220602099", LATER + WEEK)
    written = export(SYSTEM, tmp_path, world.response)
    assert {"places", "place_codes", "bodies", "positions"} <= set(written.files)
    assert_same(tmp_path)


def test_where_nothing_changed_places_and_bodies_are_not_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file()
    for _ in range(2):
        export(SYSTEM, tmp_path, world.response)
        world.time.advance(WEEK)
    read: list[str] = []

    def parts(register: Register) -> Any:
        read.append(register.name)
        return parts_of(register)

    monkeypatch.setattr(registers, "parts_of", parts)
    assert not export(SYSTEM, tmp_path, world.response).files
    assert set(read) == {register.name for register in REGISTERS if not register.at}


def test_a_lake_of_another_format_is_not_written_over(world: World, tmp_path: Path) -> None:
    export(SYSTEM, tmp_path, world.response)
    told = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(told | {"format": 1}))
    with pytest.raises(Conflict):
        export(SYSTEM, tmp_path, world.response)


def test_figures_come_from_the_lake_alone(world: World, tmp_path: Path) -> None:
    """As on another machine: another process, that has the folder and neither database nor keys."""
    live_through(world, 9, 25)
    export(SYSTEM, tmp_path / "lake", world.response)
    until = Manifest.load(tmp_path / "lake").responses[str(world.response.id)].until
    for words in (
        {"by": "place", "place": "2206"},
        {"by": "body", "body": "committee", "line": "organs"},
        {"by": "day", "from": FIRST_DAY.isoformat(), "to": until},
    ):
        codes = [measure.code for measure in sayable(all_measures())]
        live = [
            row for answer in asked(SYSTEM, codes, as_of=until, **_named(words)) for row in rows_of(answer)
        ]
        assert _alone(tmp_path, words) == live


def _named(words: dict[str, str]) -> dict[str, str]:
    names = {"from": "start", "to": "end"}
    return {names.get(name, name): word for name, word in words.items()}


def _alone(folder: Path, words: dict[str, str]) -> list[dict[str, Any]]:
    """Ask by the command line, with settings that name no other database."""
    kept = {"PATH", "PYTHONPATH", "HOME", "LANG"}
    surroundings = {name: value for name, value in os.environ.items() if name in kept} | {
        "DJANGO_SETTINGS_MODULE": "fangxian.settings.local",
        "FANGXIAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "FANGXIAN_DATA_DIR": str(folder / "data"),
        CACHE: str(folder / "cache"),
    }
    options = [part for name, word in words.items() for part in (f"--{name}", word)]
    command = [sys.executable, "-m", "fangxian.cli", "lake", "figures", "--json", "--lake", f"{folder}/lake"]
    told = subprocess.run([*command, *options], env=surroundings, capture_output=True, text=True)  # noqa: S603
    assert not told.returncode, told.stderr
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    return rows
