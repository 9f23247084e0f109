"""``python -m tools.blank_forms.make [FOLDER]``: write every blank form, by default where the tests find them."""

import sys
from pathlib import Path

from tools.blank_forms import forms, fresh, unseen
from tools.blank_forms.layout import WRITERS

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "blank-forms"


def make(folder: Path) -> None:
    """Write the forms into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawings in (forms.FORMS | fresh.FORMS | unseen.FORMS).items():
        path = folder / name
        WRITERS[path.suffix](path, drawings)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
