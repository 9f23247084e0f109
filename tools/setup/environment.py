"""Make a virtual environment from locked, hashed requirements, and install Fangxian into it in place.

Usage: python -m tools.setup.environment DIRECTORY LOCK...
Each LOCK is the name of a file in requirements/, without .txt.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = (".venv", ".venv-test")
PYTHON_NEEDED = (3, 11)


def create(directory: Path) -> None:
    """Create the environment unless it is there; leaves by ``SystemExit`` when Python lacks what it takes."""
    if sys.version_info < PYTHON_NEEDED:
        sys.exit(
            f"Fangxian needs Python 3.11 or later, not {sys.version.split()[0]}: make PYTHON=/path/to/it"
        )
    if (directory / "bin" / "python").exists():
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(directory)])
    if made.returncode:
        sys.exit("This Python cannot make virtual environments. On Debian: apt-get install python3-venv")
    (directory / ".gitignore").write_text("*\n", encoding="utf-8")


def pip(directory: Path) -> list[str]:
    """Return the start of a pip command of an environment."""
    return [str(directory / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]


def first_environment() -> Path:
    """Return an environment that is already there; the machine's own Python may well lack pip."""
    found = [ROOT / name for name in ENVIRONMENTS if (ROOT / name / "bin" / "python").exists()]
    return found[0] if found else sys.exit("Make an environment first: make demo, or make test")


def install(directory: Path, locks: list[str]) -> None:
    """Install exactly what the locks name, then the package itself, editable, with no further look-up."""
    files = [argument for lock in locks for argument in ("-r", f"requirements/{lock}.txt")]
    locked = ["install", "--no-cache-dir", "--require-hashes", "--no-deps", *files]
    package = ["install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."]
    for arguments in (locked, package, ["check"]):
        subprocess.run([*pip(directory), *arguments], cwd=ROOT, check=True)


def size(directory: Path) -> int:
    """Return the bytes that the files of a directory take."""
    files = (Path(folder) / name for folder, _, names in os.walk(directory) for name in names)
    return sum(file.lstat().st_size for file in files)


def main() -> None:
    """Make the environment and say how long it took and how large it is."""
    directory, locks = ROOT / sys.argv[1], sys.argv[2:]
    started = time.monotonic()
    print(f"Installing {', '.join(locks)} into {directory.name} …", flush=True)
    create(directory)
    install(directory, locks)
    print(f"{directory.name}: {size(directory) / 1e6:.0f} MB in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
