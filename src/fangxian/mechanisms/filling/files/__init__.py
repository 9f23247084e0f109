"""Blank forms as files: read into sheets, and given back with only the filled cells' values changed (M8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid
from fangxian.mechanisms.filling.rules.sheet import Merged, RawSheet, Spot, letters
from fangxian.mechanisms.imports.archive import MEGABYTE, Limits
from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.sheets import COMPOUND_FILE, ZIP

Value = str | int | float


class Percent(float):
    """A number of percent; a cell whose format shows percent holds a hundredth of it."""


LIMITS = Limits(file_bytes=10 * MEGABYTE, unpacked_bytes=60 * MEGABYTE, rows=2_000)
MOST_MERGED = 200_000
XLSX, XLS, DOCX = "xlsx", "xls", "docx"
CONTENT_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    XLS: "application/vnd.ms-excel",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Changes:
    """What is put into one sheet: values by place, and rows inserted before a row as copies of it."""

    values: Mapping[Spot, Value] = field(default_factory=dict)
    grow_at: int = 0
    grow_by: int = 0


def bounded(merged: Iterable[Merged]) -> tuple[Merged, ...]:
    """Return merged ranges; raises ``SheetError`` TOO_WIDE where they cover more than any form does."""
    found = tuple(merged)
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in found)
    if area > MOST_MERGED:
        raise SheetError(Code.TOO_WIDE, letters(max(each[3] for each in found)))
    return found


class FormFile(Protocol):
    """A blank form of any file type."""

    kind: str
    sheets: list[RawSheet]

    def filled(self, changes: Sequence[Changes], watermark: str = "") -> bytes:
        """Return the same file with the changes of each sheet; a watermark goes into its properties."""
        ...


def open_form(content: bytes) -> FormFile:
    """Read a form; what it is, its bytes decide. Raises ``Invalid`` (``file``) when it cannot be read safely."""
    try:
        return _open(content)
    except SheetError as fault:
        if fault.code is Code.NOT_A_WORKBOOK:
            raise Invalid(
                {"file": _("This file cannot be read. Send the form as .xlsx, .xls or .docx.")}
            ) from fault
        raise Invalid({"file": fault.problem.sentence}) from fault


def _open(content: bytes) -> FormFile:
    from fangxian.mechanisms.filling.files.docx import DocxForm
    from fangxian.mechanisms.filling.files.xls import XlsForm
    from fangxian.mechanisms.filling.files.xlsx import XlsxForm

    if not content:
        raise SheetError(Code.EMPTY_FILE)
    if len(content) > LIMITS.file_bytes:
        raise SheetError(Code.TOO_LARGE, f"{LIMITS.file_bytes // MEGABYTE} MB")
    if content.startswith(COMPOUND_FILE):
        return XlsForm(content)
    if not content.startswith(ZIP):
        raise SheetError(Code.NOT_A_WORKBOOK)
    return XlsxForm(content) if b"xl/workbook.xml" in content else DocxForm(content)
