"""The Python environment of a release: made from the bundle's wheels, with no index and no network."""

import os
import subprocess
import sys
from pathlib import Path

LOCKS = ("base", "pdf")


def make(release: Path) -> Path:
    """Make or repair a release's environment and return its folder of programs.

    Every wheel is checked against the hash in the lock. Pip runs from its own wheel, so the machine's Python
    needs none. Raises ``CalledProcessError``.
    """
    home = release / "venv"
    if not (home / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    locks = [argument for lock in LOCKS for argument in ("-r", str(release / "requirements" / f"{lock}.txt"))]
    wheel = next((release / "wheels").glob("fangxian-*.whl"))
    pip(release, home, "install", "--no-deps", "--require-hashes", *locks)
    pip(release, home, "install", "--no-deps", "--force-reinstall", str(wheel))
    pip(release, home, "check", from_wheels=False)
    return home / "bin"


def pip(release: Path, home: Path, command: str, *arguments: str, from_wheels: bool = True) -> None:
    """Run the bundled pip inside an environment, deaf to the machine's own pip configuration."""
    program = next((release / "wheels").glob("pip-*.whl")) / "pip"
    offline = ["--no-index", "--find-links", str(release / "wheels"), "--no-cache-dir"] if from_wheels else []
    options = ["--isolated", "--quiet", "--disable-pip-version-check"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))
    }
    subprocess.run(
        [str(home / "bin" / "python"), str(program), *options, command, *offline, *arguments],
        env=environment | {"PIP_CONFIG_FILE": os.devnull},
        check=True,
    )
