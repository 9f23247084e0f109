"""Inserting rows into a sheet's XML as people do: what lies below moves, and ranges over the place grow with it.

Only what is known to move rightly is moved: cells, merged ranges, formulas of the sheet, its own rules for entries
and formats. A sheet with drawings, tables or comments, or one that others refer to, is refused.
"""

import copy
import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from fangxian.core.errors import Invalid

_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.!'\"])(\$?[A-Z]{1,3}\$?)(\d{1,7})(?![\d(A-Za-z_!.])")
_QUOTED = re.compile(r'("(?:[^"]|"")*")')
_FIXED = {
    "drawing",
    "legacyDrawing",
    "tableParts",
    "oleObjects",
    "controls",
    "hyperlinks",
    "rowBreaks",
    "picture",
}


def insert_rows(root: Any, at: int, count: int, is_referred_to: bool) -> None:
    """Insert copies of a row before it (rows from 0); raises ``Invalid`` where that would tear something."""
    names = {etree.QName(each).localname for each in root}
    shared = any(each.get("t") in ("shared", "array") for each in root.iter(f"{_space(root)}f"))
    if names & _FIXED or shared or is_referred_to:
        raise Invalid({"file": _("The form has too few blank rows, and none can be added to it safely. "
                                 "Add rows to the form and send it again.")})  # fmt: skip
    data = root.find(f"{_space(root)}sheetData")
    for row in data:
        number = int(row.get("r"))
        if number > at:
            _renumber(row, number + count)
    model = next((row for row in data if int(row.get("r")) == at + count + 1), None)
    if model is not None:
        index = list(data).index(model)
        for number in range(count):
            copied = copy.deepcopy(model)
            _renumber(copied, at + number + 1)
            data.insert(index + number, copied)
    for each in root.iter(f"{_space(root)}f"):
        each.text = _moved(each.text or "", at, count)
    for name, attribute in (("mergeCell", "ref"), ("dimension", "ref"), ("autoFilter", "ref"),
                            ("dataValidation", "sqref"), ("conditionalFormatting", "sqref")):  # fmt: skip
        for each in root.iter(f"{_space(root)}{name}"):
            each.set(attribute, _moved(each.get(attribute, ""), at, count))


def _space(root: Any) -> str:
    return f"{{{etree.QName(root).namespace}}}"


def _renumber(row: Any, number: int) -> None:
    row.set("r", str(number))
    for cell in row:
        if reference := cell.get("r"):
            cell.set("r", re.sub(r"\d+$", str(number), reference))


def _moved(text: str, at: int, count: int) -> str:
    """Move the references in a formula or a list of ranges; texts in quotes stay."""
    parts = _QUOTED.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = _REFERENCE.sub(
            lambda found: found[1] + str(int(found[2]) + (count if int(found[2]) > at else 0)), parts[index]
        )
    return "".join(parts)
