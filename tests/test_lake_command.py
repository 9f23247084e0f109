"""``fangxian lake``: a lake exported and asked from the command line, and what it says when it cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fangxian.cli import figures, lake, main
from fangxian.conftest import World
from fangxian.core.errors import Refusal


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs a command on the small world and returns what it prints as JSON."""
    for module in (figures, lake):
        monkeypatch.setattr(module, "start", lambda _database="": None)
    monkeypatch.setattr(lake, "_start_alone", lambda _folder: None)  # the registers are those of the world

    def invoke(*words: object) -> Any:
        result = CliRunner().invoke(
            main.app, [str(word) for word in (*words, "--json")], catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return invoke


def test_a_lake_is_exported_asked_and_listed(run: Any, world: World, tmp_path: Path) -> None:
    world.file("audit-office")
    told = run("lake", "export", "--to", tmp_path)
    assert (told["rows"]["reports"], told["persons"]) == (1, 0)
    assert run("lake", "export", "--to", tmp_path)["files"] == {}
    words = (
        "-m",
        "reports.filed",
        "-m",
        "reports.completeness",
        "--by",
        "place",
        "--as-of",
        told["known_until"],
    )
    here = run("figures", *words, "--to", "2020-02-01")
    assert run("lake", "figures", "--lake", tmp_path, *words, "--to", "2020-02-01") == here
    assert [row["value"] for row in here][:1] == [1]
    (made,) = run("lake", "list", "--lake", tmp_path)
    assert (made["by"], made["purpose"]) == ("system", "")


def test_persons_need_a_purpose_and_an_account_that_may_unmask(
    run: Any, world: World, tmp_path: Path
) -> None:
    world.declare(1)
    to = ("lake", "export", "--to", tmp_path)
    for words in (
        ("--purpose", "流调"),
        ("--account", "committee"),
        ("--purpose", "流调", "--account", "spring"),
    ):
        with pytest.raises(Refusal):
            run(*to, *words)
    assert run(*to, "--purpose", "流调", "--account", "committee")["persons"] == 1
    assert run("lake", "list", "--lake", tmp_path)[-1]["purpose"] == "流调"


@pytest.mark.parametrize(
    "words",
    [
        ("--engine", "excel"), ("-m", "nothing.at_all"), ("--as-of", "2099-01-01"), ("--place", "110000"),
    ],
)  # fmt: skip
def test_what_the_lake_cannot_answer_is_said(
    run: Any, world: World, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(Refusal):
        run("lake", "figures", "--lake", tmp_path, "-m", "reports.due")
    run("lake", "export", "--to", tmp_path)
    with pytest.raises(Refusal):
        run("lake", "figures", "--lake", tmp_path, *words)
