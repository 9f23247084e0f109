"""Processes that write into one SQLite file take turns, and nobody waits for one that has died."""

import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITER = """
import sys, django
django.setup()
from fangxian.core.turns import turn
print("waits", flush=True)
with turn():
    print("writes", flush=True)
    sys.stdin.readline()
"""


def test_a_process_waits_for_the_one_before_and_is_woken_by_its_end_or_death(tmp_path: Path) -> None:
    with writer(tmp_path) as first:
        assert said(first) == ["waits", "writes"]
        with writer(tmp_path) as second:
            assert said(second) == ["waits"]
            first.kill()
            assert said(second) == ["writes"]
            with writer(tmp_path) as third:
                assert said(third) == ["waits"]
                assert second.stdin is not None
                second.stdin.write(b"\n")
                assert said(third) == ["writes"]


@contextmanager
def writer(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process that writes until it is told a line."""
    environment = os.environ | {
        "FANGXIAN_DATABASE_URL": f"sqlite:///{folder}/main.sqlite3", "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(  # noqa: S603 - this file's own program
        command, bufsize=0, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def said(process: "subprocess.Popen[bytes]") -> list[str]:
    """Return the lines that a process says: waits for the first one, and then a moment for others."""
    assert process.stdout is not None
    lines, patience = [], 60.0
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while ready.select(patience) and (line := process.stdout.readline()):
            lines.append(line.decode().strip())
            patience = 0.5
    return lines
