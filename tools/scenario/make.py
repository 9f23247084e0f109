"""Write a whole scenario: ``python -m tools.scenario.make NAME OUT_DIR``; the same code gives the same files."""

import shutil
import sys
from importlib import import_module
from pathlib import Path

PACKAGES = {
    "baishan-2020": "baishan",
    "cangzhou-2020": "cangzhou",
    "zhenan-2020": "zhenan",
    "henan-2020": "henan",
    "jilin-2020": "jilin",
}
"""The package of each scenario; its module ``make`` has ``make(directory)``."""


def make(name: str, directory: Path) -> None:
    """Write one scenario into a folder that held an older one or nothing; raise KeyError for an unknown name."""
    module = import_module(f"tools.scenario.{PACKAGES[name]}.make")
    for folder in directory.iterdir() if directory.is_dir() else ():
        if folder.is_dir():
            shutil.rmtree(folder)
    directory.mkdir(parents=True, exist_ok=True)
    module.make(directory)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in PACKAGES:
        sys.exit(f"usage: python -m tools.scenario.make {'|'.join(PACKAGES)} OUT_DIR")
    make(sys.argv[1], Path(sys.argv[2]))
