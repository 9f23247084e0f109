"""``fangxian import FILE --bulk``: lines and tables, packed or not; what was refused can be corrected and sent (M8)."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fangxian.cli import data, main
from fangxian.conftest import World
from fangxian.lines.reports.bulk.tests.sending import line, packed
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, approved

TABLE = """body,line,day,form,received,total,spent,short,until,source,kinds,note
audit-office,organs,2020-02-01,supplies,200,"1,200",350.5,是,2020-02-20,捐赠,N95、普通,无
archives,organs,2020-02-01,supplies,许多,300,,,,,,

statistics,organs,2020-02-01,supplies,0,,,,,,,
nobody,organs,2020-02-01,supplies,0,0,,,,,,
"""


@pytest.fixture
def goods(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The form on goods is asked for; the command finds the database of the test."""
    monkeypatch.setattr(data, "start", lambda _database: None)
    approved(world)
    return world


def run(*options: object) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main.app, ["import", *map(str, options), "--bulk", "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_lines_are_filed_and_the_refused_ones_come_back(goods: World, tmp_path: Path) -> None:
    file, back = tmp_path / "day.ndjson.gz", tmp_path / "again.ndjson"
    wrong = line("archives", numbers={"received": 3, "total": 1})
    file.write_bytes(gzip.compress(b"\n".join(packed([line(), b"", wrong, b"{"]))))
    assert run(file, "--dry-run")[1]["new"] == 1
    assert not DailyReport.objects.exists()
    code, told = run(file, "--errors", back)
    assert (code, told["lines"], told["new"], told["invalid"], told["malformed"]) == (1, 3, 1, 1, 1)
    assert [refused["line"] for refused in told["refused"]] == [3, 4]
    kept, broken = back.read_text().splitlines()
    assert broken == "{"
    corrected = json.loads(kept) | {"numbers": {"received": 3, "total": 4}}
    assert corrected.pop("refused")
    back.write_text(json.dumps(corrected | {"refused": "…"}))
    code, told = run(back)
    assert (code, told["new"], DailyReport.objects.count()) == (0, 1, 2)
    assert run(file, "--after", 1)[1]["lines"] == 2


def test_a_table_is_read_as_people_write_it(goods: World, tmp_path: Path) -> None:
    file, back = tmp_path / "day.csv", tmp_path / "again.csv"
    file.write_text("\ufeff" + TABLE)
    code, told = run(file, "--errors", back)
    assert (code, told["new"], told["invalid"], told["missing"]) == (1, 1, 2, 1)
    assert [refused["line"] for refused in told["refused"]] == [3, 5, 6]
    row = DailyReport.objects.get(form=CODE)
    assert (row.n01, row.n02, row.n03, row.n05) == (200, 1200, 35050, 1)
    assert row.answers == {
        "until": "2020-02-20",
        "source": "donated",
        "kinds": ["n95", "plain"],
        "note": "无",
    }
    rows = list(csv.DictReader(io.StringIO(back.read_text())))
    assert [(each["body"], bool(each["refused"])) for each in rows] == [
        ("archives", True), ("statistics", True), ("nobody", True),
    ]  # fmt: skip
    back.write_text(back.read_text().replace("许多", "9").replace("supplies,0,,", "supplies,0,7,"))
    code, told = run(back)
    assert (code, told["new"], told["missing"]) == (1, 2, 1)
    assert run(file)[1]["unchanged"] == 1


def test_what_is_no_such_file_is_said(goods: World, tmp_path: Path) -> None:
    workbook, cut, bare = tmp_path / "day.xlsx", tmp_path / "day.ndjson.gz", tmp_path / "day.csv"
    workbook.write_bytes(b"PK")
    for path in (workbook, tmp_path / "none.ndjson"):
        assert CliRunner().invoke(main.app, ["import", str(path), "--bulk"]).exit_code == 2
    cut.write_bytes(gzip.compress(packed([line()])[0])[:-9])
    code, told = run(cut)
    assert (code, told["done"], bool(told["detail"])) == (1, False, True)
    bare.write_text("unit,day\n")
    assert CliRunner().invoke(main.app, ["import", str(bare), "--bulk"]).exit_code == 1
