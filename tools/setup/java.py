"""Find Java 17 or later for Spark, and get Debian's where there is none."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.setup.system import install

NEEDED = 17
PACKAGE = "openjdk-17-jre-headless"
VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def program() -> str:
    """Return the ``java`` that Spark would start, "" where there is none."""
    home = os.environ.get("JAVA_HOME", "")
    return str(Path(home) / "bin" / "java") if home else shutil.which("java") or ""


def version() -> int:
    """Return the major version of the Java there is, 0 where there is none."""
    if not program() or not Path(program()).exists():
        return 0
    told = subprocess.run([program(), "-version"], capture_output=True, text=True).stderr
    found = VERSION.search(told)
    return int(found.group(1)) if found else 0


def main() -> None:
    """Install Java where it is missing or too old, or say what the administrator should install."""
    if version() >= NEEDED:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Spark needs Java {NEEDED} or later; install as root: {PACKAGE}")
    print(f"Installing {PACKAGE} from Debian …", flush=True)
    install([PACKAGE])
    if version() < NEEDED:
        sys.exit(f"Java {NEEDED} or later was installed, but JAVA_HOME names another: unset it")


if __name__ == "__main__":
    main()
