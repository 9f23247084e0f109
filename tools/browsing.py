"""What the browser tests and the screenshots share: Chromium's arguments, and a site served for real."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60
"""Seconds until a site that was started must answer."""


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a local site whose databases and keys lie in a folder."""
    own = {"DJANGO_SETTINGS_MODULE": "fangxian.settings.local", "PYTHONPATH": "src"}
    kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    return kept | own | {"FANGXIAN_DATA_DIR": str(data)}


def fangxian(data: Path, *arguments: str) -> list[str]:
    """Run a command of the console script on a folder; return its lines, raise ``CalledProcessError``."""
    command = [sys.executable, "-m", "fangxian.cli", *arguments]
    done = subprocess.run(
        command, env=environment(data), check=True, text=True, stdout=subprocess.PIPE, stderr=sys.stderr
    )
    return done.stdout.splitlines()


def chromium(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@contextmanager
def site(data: Path, at: str) -> Iterator[str]:
    """Serve the databases in a folder on a free port, the clock beginning ``at`` an hour; yields the address."""
    port = free_port()
    options = ["serve", "--port", str(port), "--workers", "1", "--at", at]
    server = subprocess.Popen([sys.executable, "-m", "fangxian.cli", *options], env=environment(data))
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=15)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = PATIENCE) -> None:
    """Return when a page answers; raises ``TimeoutError``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
