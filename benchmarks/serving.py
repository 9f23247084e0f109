"""The site as it is installed: `fangxian serve` in a process of its own, on a free port of this machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = 60
COMMAND = "from fangxian.cli.main import run; run()"


@contextmanager
def served(*options: str) -> Iterator[int]:
    """Run `fangxian serve` with these options (none: its own defaults), and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", COMMAND, "serve", "--port", str(port), *options])
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(WAIT)


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + WAIT
    while time.monotonic() < limit and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
