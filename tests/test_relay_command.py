"""``fangxian relay``: a chat relay read without a browser, in the encodings in which chats are exported (M8)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangxian.cli import main, relay
from fangxian.conftest import World

TEXT = """#接龙 2月1日
1. 北方银行 新增1 重点地区0 累计1 双报0 未登记0 在管1 解除0 发热0
2. 南方银行：今日无新增，电话13900000000
3. 东方银行 新增2
收到
"""


def test_the_command_prints_what_was_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "start", lambda _database: None)
    file = tmp_path / "relay.txt"
    for encoding in ("utf-8", "gb18030"):
        file.write_bytes(TEXT.encode(encoding))
        result = CliRunner().invoke(main.app, ["relay", str(file), "--form", "daily-returnees", "--json"])
        rows = json.loads(result.stdout)
        assert (result.exit_code, [row["body"] for row in rows]) == (0, ["北方银行", "南方银行", "东方银行"])
        assert {"line", "body", "values", "understood"} <= set(rows[0])
        assert rows[2]["values"] == {"new_arrivals": 2}
        assert not rows[2]["understood"]
    file.write_text("收到\n")
    assert CliRunner().invoke(main.app, ["relay", str(file)]).exit_code == 1


def test_a_dash_is_the_input_and_nothing_read_a_wrong_day_and_no_file_say_so_by_their_codes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "start", lambda _database: None)

    def run(*options: str, text: str = TEXT) -> tuple[int, str]:
        result = CliRunner().invoke(main.app, ["relay", *options], input=text)
        return result.exit_code, result.stdout

    code, told = run("-", "--json")
    assert (code, [row["body"] for row in json.loads(told)]) == (0, ["北方银行", "南方银行", "东方银行"])
    assert run("-", "--json", text="") == (1, "[]\n")
    assert run("-", "--day", "2020-02-30")[0] == 2
    assert run("no-such-file.txt")[0] == 2


def test_without_a_database_units_stay_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "relay.txt"
    file.write_text(
        "请按“单位+新增+累计+在管”报送\n市教育局+0+12+3\n上岗村：零报告\n大河村 新增约3人，累计19\n"
    )
    kept = {name: text for name, text in os.environ.items() if not name.startswith("FANGXIAN_")}
    settings = {"DJANGO_SETTINGS_MODULE": "fangxian.settings.local", "FANGXIAN_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "fangxian.cli", "relay", str(file), "--form"]
    env = kept | settings
    found = subprocess.run([*command, "daily-returnees", "--json"], env=env, capture_output=True, check=True)  # noqa: S603
    rows = json.loads(found.stdout)
    assert [(row["line"], row["body"], row["understood"]) for row in rows] == [
        (2, "市教育局", True), (3, "上岗村", True), (4, "大河村", False),
    ]  # fmt: skip
    assert rows[0]["values"] == {"new_arrivals": 0, "total_arrivals": 12, "under_observation": 3}
    assert subprocess.run([*command, "unknown"], env=env, capture_output=True).returncode == 1  # noqa: S603
