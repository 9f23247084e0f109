"""Every error code of an import, once: its severity and the sentence that the sender reads.

The page ``docs/import-errors.md`` lists the same codes; a test holds the two together (M5, M8).
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    """An error keeps its row (or the whole file) out; a warning is shown and the row goes in."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """What can be wrong with a file, a sheet, a row or a cell."""

    EMPTY_FILE = "EMPTY_FILE"
    NOT_A_WORKBOOK = "NOT_A_WORKBOOK"
    ENCRYPTED = "ENCRYPTED"
    TOO_LARGE = "TOO_LARGE"
    ZIP_BOMB = "ZIP_BOMB"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    TOO_WIDE = "TOO_WIDE"
    NO_HEADER = "NO_HEADER"
    MISSING_COLUMN = "MISSING_COLUMN"
    MISSING_VALUE = "MISSING_VALUE"
    FORMULA = "FORMULA"
    BAD_DATE = "BAD_DATE"
    IN_FUTURE = "IN_FUTURE"
    BAD_NUMBER = "BAD_NUMBER"
    BAD_FLAG = "BAD_FLAG"
    BAD_CHOICE = "BAD_CHOICE"
    BAD_ID_NUMBER = "BAD_ID_NUMBER"
    ROUNDED_NUMBER = "ROUNDED_NUMBER"
    BAD_PHONE = "BAD_PHONE"
    UNKNOWN_PLACE = "UNKNOWN_PLACE"
    AMBIGUOUS_PLACE = "AMBIGUOUS_PLACE"
    UNKNOWN_BODY = "UNKNOWN_BODY"
    AMBIGUOUS_BODY = "AMBIGUOUS_BODY"
    DUPLICATE_ROW = "DUPLICATE_ROW"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    CONFLICT = "CONFLICT"
    RULE_BROKEN = "RULE_BROKEN"
    LOCKED = "LOCKED"


# Sentences may use {title} (the column as the sender named it), {value} and {detail}.
SENTENCES: dict[Code, tuple[Severity, Promise | str]] = {
    Code.EMPTY_FILE: (Severity.ERROR, _("The file is empty.")),
    Code.NOT_A_WORKBOOK: (
        Severity.ERROR,
        _("The file is not a workbook that can be read; save it as .xlsx and send it again."),
    ),
    Code.ENCRYPTED: (Severity.ERROR, _("The file is protected by a password; remove it and send it again.")),
    Code.TOO_LARGE: (Severity.ERROR, _("The file is larger than {detail}.")),
    Code.ZIP_BOMB: (Severity.ERROR, _("The file unpacks to more than can be read safely.")),
    Code.TOO_MANY_ROWS: (Severity.ERROR, _("The sheet has more than {detail} rows; divide it.")),
    Code.TOO_WIDE: (
        Severity.ERROR,
        _("The sheet has values far to the right of the table (column {detail}); delete them."),
    ),
    Code.NO_HEADER: (Severity.ERROR, _("No row of column names was recognised.")),
    Code.MISSING_COLUMN: (Severity.ERROR, _("The column “{title}” is missing.")),
    Code.MISSING_VALUE: (Severity.ERROR, _("“{title}” is blank.")),
    Code.FORMULA: (
        Severity.ERROR,
        _("The formula in “{title}” has no valid result; write the value itself."),
    ),
    Code.BAD_DATE: (Severity.ERROR, _("“{value}” in “{title}” is not a date; write it as 2020-02-03 14:20.")),
    Code.IN_FUTURE: (Severity.ERROR, _("“{value}” in “{title}” lies in the future.")),
    Code.BAD_NUMBER: (Severity.ERROR, _("“{value}” in “{title}” is not a whole number.")),
    Code.BAD_FLAG: (Severity.ERROR, _("“{value}” in “{title}” is neither yes nor no.")),
    Code.BAD_CHOICE: (Severity.ERROR, _("“{value}” is not one of the values of “{title}”.")),
    Code.BAD_ID_NUMBER: (
        Severity.WARNING,
        _("“{value}” is not a valid identity number; it is kept as given. Please check it."),
    ),
    Code.ROUNDED_NUMBER: (
        Severity.WARNING,
        _("The spreadsheet has rounded the identity number; it is left out. Format the column as text."),
    ),
    Code.BAD_PHONE: (
        Severity.WARNING,
        _("“{value}” does not look like a telephone number; it is kept as given. Please check it."),
    ),
    Code.UNKNOWN_PLACE: (Severity.ERROR, _("No place “{value}” is known.")),
    Code.AMBIGUOUS_PLACE: (
        Severity.ERROR,
        _("“{value}” may be several places: {detail}. Write the street as well."),
    ),
    Code.UNKNOWN_BODY: (Severity.ERROR, _("No unit “{value}” is known.")),
    Code.AMBIGUOUS_BODY: (
        Severity.ERROR,
        _("“{value}” may be several units: {detail}. Write the full name."),
    ),
    Code.DUPLICATE_ROW: (
        Severity.WARNING,
        _("The same person is already in row {detail}; this row is left out."),
    ),
    Code.OUT_OF_SCOPE: (Severity.ERROR, _("“{value}” is outside what you may enter.")),
    Code.CONFLICT: (Severity.ERROR, _("This row was sent before with other content: {detail}.")),
    Code.LOCKED: (Severity.ERROR, _("“{value}” lies in a locked period: {detail}")),
    Code.RULE_BROKEN: (Severity.ERROR, _("“{title}” with “{value}”: {detail}")),
}


def explained() -> Iterator[tuple[Code, Severity, Promise | str]]:
    """Yield every code with its severity and its sentence, in the order of the documentation."""
    for code in Code:
        yield code, *SENTENCES[code]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: ``row`` is the sheet's own number (from 1), ``column`` from 0.

    ``value_shown`` may be personal, so it stays out of ``repr`` and thereby out of logs (decision 8).
    """

    code: Code
    row: int | None = None
    column: int | None = None
    field: str = ""
    value_shown: str = dataclasses.field(default="", repr=False)
    title: str = ""
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """Say whether the row is kept out."""
        return SENTENCES[self.code][0]

    @property
    def sentence(self) -> str:
        """Say in the reader's language what is wrong and what to do."""
        template = str(SENTENCES[self.code][1])
        return template.format(title=self.title or self.field, value=self.value_shown, detail=self.detail)

    @property
    def cell(self) -> str:
        """Name the cell as spreadsheets do (``C12``); blank for a whole row or file."""
        if self.row is None or self.column is None:
            return ""
        return f"{column_letters(self.column)}{self.row}"


class SheetError(Exception):
    """A fault of the whole file: nothing of it can be imported. ``problem`` says which."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code.value)
        self.problem = Problem(code, detail=detail)

    @property
    def code(self) -> Code:
        """Return the code of the fault."""
        return self.problem.code


class ValueProblem(ValueError):
    """A cell's value cannot be read; ``kept`` is what is kept where the code is only a warning."""

    def __init__(self, code: Code, kept: object = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.kept = kept


def column_letters(column: int) -> str:
    """Return the spreadsheet's letters of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    while column >= 0:
        column, remainder = divmod(column, 26)
        letters = chr(ord("A") + remainder) + letters
        column -= 1
    return letters


def column_index(letters: str) -> int:
    """Return the index from 0 of a spreadsheet column: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
