"""Reading an XLSForm workbook as a form; whatever lies outside the subset is refused by row and column (M8)."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from fangxian.core.errors import Invalid
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form, Frequency
from fangxian.mechanisms.forms.xlsform.columns import (
    CHOICES,
    NARROWER,
    NOTE,
    OURS,
    READ,
    SELECT_MULTIPLE,
    SELECT_ONE,
    SETTINGS,
    SURVEY,
    imported,
)

Sheets = Mapping[str, Sequence[Sequence[object]]]
"""The cells of each sheet by its name, from its first row and column."""

T = TypeVar("T")
YES, NO = {"yes", "true", "true()", "1"}, {"", "no", "false", "false()", "0"}
SHEETS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


@dataclass
class _Row:
    """A row with the cells that hold something, by column; what is wrong goes into ``errors`` by cell."""

    sheet: str
    number: int
    places: Mapping[str, int]
    cells: dict[str, str]
    errors: dict[str, str] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, column: str, text: str) -> None:
        """Say what is wrong with a cell, named as a spreadsheet names it."""
        letter = xl_col_to_name(self.places.get(column, 0))
        told = {"sheet": self.sheet, "row": self.number, "column": column, "text": text}
        said = _("Sheet %(sheet)s, row %(row)s, column %(column)s: %(text)s") % told
        self.errors.setdefault(f"{self.sheet}!{letter}{self.number}", said)

    def parsed(self, column: str, parse: Callable[[str], T], default: T, text: str) -> T:
        """Return a cell read by ``parse``, the default when it is empty or wrong."""
        try:
            return parse(self[column]) if self[column] else default
        except ValueError:
            self.refuse(column, text)
            return default


def read(sheets: Sheets) -> Form:
    """Return the form that a workbook defines.

    Raises ``Invalid`` with a sentence for each cell outside the subset, by its name (``survey!B5``).
    """
    errors: dict[str, str] = {}
    found = {name: _rows(name, sheets.get(name, []), errors) for name in SHEETS}
    if not found["survey"] and not errors:
        errors["survey"] = _("There is no sheet “survey” with a heading and questions: this is no XLSForm.")
    lists = _lists(found["choices"])
    fields, notes = _fields(found["survey"], lists)
    form = _settings(found["settings"], tuple(fields), "\n".join(notes), errors)
    if errors:
        raise Invalid(errors)
    return form


def _rows(sheet: str, cells: Sequence[Sequence[object]], errors: dict[str, str]) -> list[_Row]:
    """Return the rows below the heading that hold something; a column that we do not know must be empty."""
    if not cells:
        return []
    heading = [_text(cell).strip() for cell in cells[0]]
    places = {name.lower() if not name.startswith(OURS) else name: at for at, name in enumerate(heading)}
    rows = []
    for number, line in enumerate(cells[1:], start=2):
        texts = {name: _text(line[at]) for name, at in places.items() if at < len(line)}
        row = _Row(sheet, number, places, {name: text for name, text in texts.items() if text}, errors)
        for name in row.cells:
            if name not in SHEETS[sheet]:
                row.refuse(name, _("This column lies outside what is supported: %s.") % name)
        if row.cells:
            rows.append(row)
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def _lists(rows: Sequence[_Row]) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for row in rows:
        for column in CHOICES:
            if not row[column]:
                row.refuse(column, _("This is needed."))
        lists[row["list_name"]] = (*lists.get(row["list_name"], ()), Choice(row["name"], row["label"]))
    return lists


def _fields(rows: Sequence[_Row], lists: Mapping[str, tuple[Choice, ...]]) -> tuple[list[Field], list[str]]:
    """Return the fields, and the notes before the first and after the last, which are the form's own help."""
    fields: list[Field] = []
    general: list[str] = []
    waiting: list[str] = []
    for row in rows:
        if row["type"].strip() == NOTE:
            (waiting if fields else general).append(row["label"])
        else:
            fields.append(_field(row, lists, waiting))
            waiting = []
    _refuse_repeated(rows)
    return fields, [*general, *waiting]


def _field(row: _Row, lists: Mapping[str, tuple[Choice, ...]], notes: Sequence[str]) -> Field:
    for column in ("name", "label"):
        if not row[column]:
            row.refuse(column, _("This is needed."))
    own, choices = _type(row, lists)
    return Field(
        code=row["name"],
        title=row["label"],
        type=own,
        kind=row.parsed(f"{OURS}kind", FieldKind, FieldKind.CURRENT, _("flow, cumulative or current.")),
        measure=row[f"{OURS}measure"],
        unit=row[f"{OURS}unit"],
        decimals=row.parsed(f"{OURS}decimals", _count, 2 if own in NARROWER["decimal"] else 0, _no_count()),
        required=_required(row),
        constraint=imported(row["constraint"]),
        constraint_message=row["constraint_message"],
        calculation=imported(row["calculation"]),
        help="\n".join([*notes, *([row["hint"]] if row["hint"] else [])]),
        choices=choices,
        synonyms=tuple(row[f"{OURS}synonyms"].split("\n")) if row[f"{OURS}synonyms"] else (),
    )


def _type(row: _Row, lists: Mapping[str, tuple[Choice, ...]]) -> tuple[FieldType, tuple[Choice, ...]]:
    word, _space, name = row["type"].strip().partition(" ")
    choices: tuple[Choice, ...] = ()
    if word in (SELECT_ONE, SELECT_MULTIPLE):
        found = FieldType.CHOICE if word == SELECT_ONE else FieldType.MULTIPLE
        choices = lists.get(name.strip(), ())
        if not choices:
            row.refuse("type", _("There is no list “%s” on the sheet “choices”.") % name)
    elif word in READ and not name:
        found = READ[word]
    else:
        row.refuse("type", _("The type “%s” lies outside what is supported.") % row["type"][:40])
        return FieldType.TEXT, ()
    own = row.parsed(f"{OURS}type", FieldType, found, _("There is no such type."))
    if own is not found and own not in NARROWER.get(word, ()):
        row.refuse(f"{OURS}type", _("This type does not go with “%s”.") % row["type"][:40])
    return own, () if own is FieldType.YES_NO else choices


def _required(row: _Row) -> bool:
    text = row["required"].strip().lower()
    if text not in YES | NO:
        row.refuse("required", _("Only yes or no is supported here."))
    return text in YES


def _refuse_repeated(rows: Sequence[_Row]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if row["name"] and seen.setdefault(row["name"], row.number) != row.number:
            row.refuse("name", _("The same as in row %s.") % seen[row["name"]])


def _settings(rows: Sequence[_Row], fields: tuple[Field, ...], text: str, errors: dict[str, str]) -> Form:
    """Return the form; without settings its code and title are left to be filled in."""
    row = rows[0] if rows else _Row("settings", 2, {}, {}, errors)
    return Form(
        code=row["form_id"],
        title=row["form_title"],
        fields=fields,
        number=int(row["version"]) if row["version"].isdecimal() else 1,
        valid_from=row.parsed(
            f"{OURS}valid_from", datetime.date.fromisoformat, datetime.date.min, _("Write the date as 2020-02-01.")
        ),
        frequency=row.parsed(
            f"{OURS}frequency", Frequency, Frequency.DAILY, _("daily, weekly or once.")
        ),
        due_on=row[f"{OURS}due_on"],
        cut_off=row.parsed(f"{OURS}cut_off", datetime.time.fromisoformat, None, _("Write the hour as 18:00.")),
        grace=row.parsed(f"{OURS}grace", _count, None, _no_count()),
        reviews=row.parsed(f"{OURS}reviews", _count, 1, _no_count()),
        help=text,
    )  # fmt: skip


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _no_count() -> str:
    """Return the sentence about what is no count."""
    return _("This is not a whole number.")
