"""The collection of blank forms is what its drawings say, each of the three file types among them (M8)."""

from collections import Counter
from pathlib import Path

from tools.blank_forms.forms import FORMS
from tools.blank_forms.make import FOLDER, make


def test_the_files_are_those_that_are_drawn(tmp_path: Path) -> None:
    make(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix != ".toml"}


def test_twelve_forms_of_three_file_types_and_one_of_nineteen_columns() -> None:
    kinds = Counter(Path(name).suffix for name in FORMS)
    assert len(FORMS) == 12
    assert all(kinds[kind] >= least for kind, least in {".xlsx": 8, ".xls": 2, ".docx": 2}.items())
    assert max(len(row) for drawings in FORMS.values() for drawing in drawings for row in drawing.rows) == 19
