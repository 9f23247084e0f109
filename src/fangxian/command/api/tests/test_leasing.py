"""One allowance of an account over all processes of a site."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from fangxian.command.api.leasing import SHARE, Allowance

MINUTE = 26_350_000


def allowed(allowance: Allowance, tries: int, rate: int, account: str = "a") -> int:
    return sum(allowance.use(account, MINUTE, rate) for _ in range(tries))


def test_processes_share_what_is_allowed_and_never_let_more_through(tmp_path: Path) -> None:
    file, rate = tmp_path / "allowance", 1000
    with multiprocessing.get_context("fork").Pool(3) as pool:
        counts = pool.starmap(_process, [(file, 600, rate)] * 3)
    assert rate - 3 * (rate // SHARE) <= sum(counts) <= rate


def _process(file: Path, tries: int, rate: int) -> int:
    return allowed(Allowance(file), tries, rate)


def test_a_small_allowance_is_exact(tmp_path: Path) -> None:
    one, other = Allowance(tmp_path / "allowance"), Allowance(tmp_path / "allowance")
    let_through = [holder.use("a", MINUTE, 5) for _turn in range(4) for holder in (one, other)]
    assert let_through == [True] * 5 + [False] * 3
    assert one.use("b", MINUTE, 5), "another account has its own"
    assert other.use("a", MINUTE + 1, 5), "and the next minute begins anew"


def test_few_requests_ask_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowance, asked = Allowance(tmp_path / "allowance"), list[str]()
    count = allowance._count

    def counted(account: str, minute: int, wanted: int) -> int:
        asked.append(account)
        return count(account, minute, wanted)

    monkeypatch.setattr(allowance, "_count", counted)
    assert allowed(allowance, 7000, 6000) == 6000
    assert len(asked) == SHARE + 1, "a hundred blocks, and once to learn that there is no more"


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_without_the_file_each_process_counts_for_itself(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "missing" / "allowance"
    if content:
        file.parent.mkdir()
        file.write_bytes(content)
        with pytest.raises(sqlite3.Error):
            Allowance(file)._count("a", MINUTE, 1)
    assert allowed(Allowance(file), 10, 4) == 4
