"""A city's first days of February 2020, replayed once a run, and served to each tour from a copy of its own.

``FANGXIAN_BROWSER_DATA`` names a folder in which the replay is kept from one run to the next.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import DESK, Visitor
from tools import browsing

SCENARIO = "scenarios/baishan-2020"
LAST_DAY = "2020-02-08"
NEXT_MORNING = "2020-02-09T08:30:00"

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Replay the scenario until 8 February; return the folder of both databases and the keys.

    Of several processes one replays, and the others wait for it.
    """
    kept = os.environ.get("FANGXIAN_BROWSER_DATA")
    run = tmp_path_factory.getbasetemp()
    folder = Path(kept) if kept else (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "replayed"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "audit.sqlite3").exists():
            database = f"sqlite:///{folder / 'fangxian.sqlite3'}"
            browsing.fangxian(
                folder, "scenario", "run", SCENARIO, "--until", LAST_DAY, "--database", database
            )
            (folder / "fangxian-audit.sqlite3").rename(folder / "audit.sqlite3")
    return folder


@pytest.fixture(scope="module")
def site(replayed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the replay on the morning of 9 February; yields the address."""
    own = tmp_path_factory.mktemp("site")
    shutil.copytree(replayed, own, dirs_exist_ok=True)
    with browsing.site(own, NEXT_MORNING) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        chromium = browsing.chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Visit:
    """Return a function that lets somebody come to the site, signed in as ``account`` if one is named."""

    def come(account: str = "", size: tuple[int, int] = DESK) -> Visitor:
        visitor = Visitor(browser, site, size)
        if account:
            visitor.sign_in_as(account)
        return visitor

    return come
