"""CSV as spreadsheets read it: a byte order mark, which office software needs for Chinese, and no cell that is run."""

import csv
import io
from collections.abc import Sequence

BEGINNING = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line_of(cells: Sequence[object]) -> str:
    """Return one line of a CSV file with its end."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([defused(cell) for cell in cells])
    return text.getvalue()


def defused(cell: object) -> object:
    """Return a cell that no spreadsheet will run: a quote before whatever could begin a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
