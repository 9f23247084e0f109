"""A machine of another architecture on this one: a Debian 12 of that architecture, its programs run by QEMU.

Usage: python -m tools.bundle.emulated ARCHITECTURE ROOT COMMAND ARGUMENT... — run inside the namespaces, see `command`.
Needs Linux 6.7, qemu-user-static and mmdebstrap; changes nothing of this machine, since the interpreter of foreign
programs is known inside a user namespace only. A program takes some twenty times as long as it would natively.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.bundle import closed
from tools.setup.environment import ROOT

DEBIAN, DEBIAN_NAMES = "bookworm", {"aarch64": "arm64", "x86_64": "amd64"}
PACKAGES = "base-files,coreutils,dash,gzip,libc-bin,python3,tar,tzdata"
"""What the manual asks of a site: Debian 12 with Python 3.11, and nothing else."""
USER, NUMBER = "operator", 1000
SOURCES = "mnt"
"""Where the emulated machine sees this source tree."""


def registration(architecture: str) -> Path:
    """Return the file of QEMU's package that tells the kernel how it knows, and runs, an architecture's programs."""
    return Path(f"/usr/lib/binfmt.d/qemu-{architecture}.conf")


def refusal(architecture: str) -> str:
    """Return why this machine cannot stand in for another one, or "" if it can."""
    if not registration(architecture).exists() or not shutil.which("mmdebstrap"):
        return "apt-get install --no-install-recommends qemu-user-static mmdebstrap"
    return closed.refusal()


def machine(architecture: str) -> Path:
    """Return the root folder of a Debian, unpacked once into .build by the system's own package tool."""
    root = ROOT / ".build" / f"debian-{architecture}"
    if not (root / "etc/passwd").exists():
        shutil.rmtree(root, ignore_errors=True)
        what = ["--variant=extract", f"--architectures={DEBIAN_NAMES[architecture]}", f"--include={PACKAGES}"]
        subprocess.run(["mmdebstrap", "--quiet", *what, DEBIAN, str(root)], check=True)
        (root / SOURCES).mkdir(exist_ok=True)
        (root / "etc/passwd").write_text(f"{USER}:x:{NUMBER}:{NUMBER}::/tmp:/bin/sh\n", encoding="ascii")
    return root


def command(architecture: str, *arguments: str) -> list[str]:
    """Return a command that runs another one on the emulated machine, as a user, with no network."""
    apart = ["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    inside = [sys.executable, "-m", "tools.bundle.emulated", architecture, str(machine(architecture))]
    return ["unshare", *apart, *inside, *arguments]


def furnish(architecture: str, root: Path) -> None:
    """Give the emulated machine its devices, its processes, QEMU and the source tree, in this mount namespace."""
    mount("--rbind", "/dev", root / "dev")
    mount("-t", "proc", "proc", root / "proc")
    mount("-t", "binfmt_misc", "binfmt_misc", root / SOURCES)
    (root / SOURCES / "register").write_bytes(registration(architecture).read_bytes().strip())
    mount("--rbind", str(ROOT), root / SOURCES)


def mount(*arguments: str | Path) -> None:
    """Mount something; raises ``CalledProcessError``."""
    subprocess.run(["mount", *map(str, arguments)], check=True)


def main() -> None:
    """Furnish the machine, close its network, and become the command there, with no power beyond a user's."""
    architecture, root = sys.argv[1], Path(sys.argv[2])
    furnish(architecture, root)
    closed.close()
    own = ["--user", f"--map-user={NUMBER}", f"--map-group={NUMBER}"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: S108
    arguments = ["unshare", *own, f"--root={root}", f"--wd=/{SOURCES}", *sys.argv[3:]]
    os.execvpe("unshare", arguments, environment)  # noqa: S606


if __name__ == "__main__":
    main()
