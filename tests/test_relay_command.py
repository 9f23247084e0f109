"""``fangxian relay``: a chat relay read without a browser, in the encodings in which chats are exported (M8)."""

import json
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
