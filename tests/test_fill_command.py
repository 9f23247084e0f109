"""``fangxian fill``: a form filled without a browser, with exit codes that a script may trust (M8)."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangxian.cli.main import app
from fangxian.conftest import World
from fangxian.core.errors import Invalid
from fangxian.mechanisms.filling.tests.blanks import persons_form, sheet_of, units_form


def test_the_command_prints_every_blank_and_writes_the_form(world: World, tmp_path: Path) -> None:
    for number, body in ((1, "audit-office"), (2, "audit-office"), (3, "archives")):
        world.declare(number, body)
    form, out = tmp_path / "form.xlsx", tmp_path / "out.xlsx"
    form.write_bytes(units_form())
    wanted = ["fill", str(form), "--place", "220602", "--to", "2020-02-02", "--out", str(out), "--json"]
    answer = CliRunner().invoke(app, wanted, catch_exceptions=False)
    assert answer.exit_code == 0
    rows = json.loads(answer.stdout)
    assert set(rows[0]) == {"sheet", "cell", "label", "measure", "line", "value", "confidence"}
    by_cell = {row["cell"]: row for row in rows}
    assert (by_cell["C4"]["measure"], by_cell["C4"]["value"]) == ("arrivals.declared", 2)
    assert (by_cell["E4"]["measure"], by_cell["E4"]["value"]) == (None, None)
    assert sheet_of(out.read_bytes())["C4"].value == 2
    by_name = ["fill", str(form), "--body", "审计局", "--line", "organs", "--out", str(out)]
    assert CliRunner().invoke(app, by_name, catch_exceptions=False).exit_code == 0
    persons, listed = tmp_path / "persons.xlsx", tmp_path / "listed.xlsx"
    persons.write_bytes(persons_form())
    told_why = ["--purpose", "区里统一采样", "--out", str(listed), "--json"]
    wanted = ["fill", str(persons), "--body", "审计局", "--line", "organs", *told_why]
    rows = json.loads(CliRunner().invoke(app, wanted, catch_exceptions=False).stdout)
    by_cell = {row["cell"]: row for row in rows}
    assert (by_cell["A3"]["measure"], by_cell["A3"]["value"]) == ("constant:number", 1)
    assert by_cell["B3"]["measure"] == "ledger:arrivals.name"
    assert "＊" in by_cell["B3"]["value"]
    assert "＊" not in sheet_of(listed.read_bytes())["B3"].value
    for wrong in (["--body", "无此单位"], ["--place", "999"], []):
        with pytest.raises(Invalid):
            CliRunner().invoke(app, ["fill", str(form), *wrong, "--out", str(out)], catch_exceptions=False)
