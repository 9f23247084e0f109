"""Take the two Chinese fonts that Fangxian prints with out of one locked wheel, and keep nothing else.

Usage: python -m tools.setup.fonts DIRECTORY
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.setup.environment import ROOT, first_environment, pip

FONTS = ("NotoSerifCJKsc-Regular.otf", "NotoSansCJKsc-Regular.otf")
DOWNLOAD = ("download", "--no-cache-dir", "--require-hashes", "--no-deps", "--only-binary=:all:")


def fetch_wheel(directory: Path) -> Path:
    """Download the locked wheel, checked against its hash, and return its path."""
    lock = ROOT / "requirements" / "fonts.txt"
    command = [*pip(first_environment()), *DOWNLOAD, "-r", str(lock), "-d", str(directory)]
    subprocess.run(command, check=True)
    return next(directory.glob("*.whl"))


def extract(wheel: Path, directory: Path) -> None:
    """Copy each font of `FONTS` from the wheel; raises ``KeyError`` if the wheel lacks one."""
    directory.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        members = {Path(name).name: name for name in archive.namelist()}
        for font in FONTS:
            with archive.open(members[font]) as source, (directory / font).open("wb") as target:
                shutil.copyfileobj(source, target)


def main() -> None:
    """Fetch the fonts into the given directory."""
    print("Fetching the Chinese fonts …", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        extract(fetch_wheel(Path(temporary)), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
