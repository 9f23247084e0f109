"""A closed network on this machine: a network namespace with a loopback device and no route.

Usage: python -m tools.bundle.closed COMMAND ARGUMENT... — run inside the namespace, see `command`.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

SET_FLAGS, UP_AND_RUNNING = 0x8914, 0x41
NOWHERE = ("192.0.2.1", 443)
"""An address for documentation (RFC 5737): nobody has it."""


def prefix() -> list[str]:
    """Return the command that opens a namespace, for root and for others."""
    if os.geteuid() == 0:
        return ["unshare", "--net"]
    return ["unshare", "--user", "--map-current-user", "--keep-caps", "--net"]


def refusal() -> str:
    """Return why this machine allows no namespace, or "" if it does."""
    try:
        tried = subprocess.run([*prefix(), "true"], capture_output=True, text=True)
    except FileNotFoundError:
        return "the program unshare is not here"
    return "" if tried.returncode == 0 else tried.stderr.strip()


def command(*arguments: str) -> list[str]:
    """Return a command that runs another one in a closed network."""
    return [*prefix(), sys.executable, "-m", "tools.bundle.closed", *arguments]


def close() -> None:
    """Raise the loopback device of this namespace, and make sure that nothing else can be reached."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, SET_FLAGS, struct.pack("16sh", b"lo", UP_AND_RUNNING))
    routes = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    if routes:
        sys.exit(f"There are routes here: {routes}")
    try:
        socket.create_connection(NOWHERE, timeout=2).close()
    except OSError as error:
        print(f"No routes; reaching out: {error.strerror}", flush=True)
    else:
        sys.exit("This network is not closed.")


def main() -> None:
    """Close the network and become the command."""
    close()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606


if __name__ == "__main__":
    main()
