"""How a form and what fills it are shown: the sheet as a table, and a list of its blanks with their pickers."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Text
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.filling.computing import Cell
from fangxian.mechanisms.filling.dictionary import windows_of
from fangxian.mechanisms.filling.figuring import Flag
from fangxian.mechanisms.filling.ledgers import all_ledgers
from fangxian.mechanisms.filling.rules.choices import SURE, Choice, Constant, Source
from fangxian.mechanisms.filling.rules.gaps import with_values
from fangxian.mechanisms.filling.rules.meaning import Window
from fangxian.mechanisms.filling.rules.sheet import Content, RawSheet, Spot
from fangxian.mechanisms.filling.understanding import Form, Key

MOST_ROWS, MOST_COLUMNS = 60, 40
FLAGS: dict[Flag, Text] = {
    Flag.UNMAPPED: gettext_lazy("we do not have this"),
    Flag.UNKNOWN: gettext_lazy("this unit, place or day is not known"),
    Flag.OUTSIDE: gettext_lazy("outside your part: left empty"),
    Flag.SILENT: gettext_lazy("nobody has reported it: left empty, not zero"),
    Flag.NO_DENOMINATOR: gettext_lazy("nothing to divide by"),
    Flag.SMALL: gettext_lazy("small number: not for publication"),
    Flag.HIDDEN: gettext_lazy("small number: hidden"),
    Flag.UNIT: gettext_lazy("another unit"),
}
CONSTANTS: dict[Constant, Text] = {
    Constant.OWNER: gettext_lazy("name of the unit or place"),
    Constant.DATE: gettext_lazy("the day"),
    Constant.CUT_OFF: gettext_lazy("day and hour of the cut-off"),
    Constant.FILLER: gettext_lazy("who fills it in"),
    Constant.PHONE: gettext_lazy("phone of who fills it in"),
    Constant.LINE: gettext_lazy("name of the line"),
    Constant.LEVEL: gettext_lazy("response level"),
    Constant.RESPONSE: gettext_lazy("name of the response"),
    Constant.NUMBER: gettext_lazy("running number"),
    Constant.NODE: gettext_lazy("name of each row's unit or place"),
}
WINDOWS: dict[Window, Text] = {
    Window.DAY: gettext_lazy("of the day"),
    Window.YESTERDAY: gettext_lazy("of the day before"),
    Window.TOTAL: gettext_lazy("since the start"),
    Window.NOW: gettext_lazy("at that hour"),
}


@dataclass(frozen=True)
class Item:
    """Something asked for, with what is proposed and in which cells."""

    key: Key
    label: str
    cells: str
    choice: Choice
    what: str
    words: str
    windows: list[tuple[Window, Text]]
    flags: list[Text]
    value: str = ""
    url: str = ""

    @property
    def status(self) -> str:
        """The chip's colour: certain, likely, a mere hint, nothing."""
        if not self.choice.fills:
            return "zero"
        return "ok" if self.choice.confirmed or self.choice.confidence >= SURE else "due"

    @property
    def said(self) -> str:
        """How sure it is."""
        if not self.choice.source:
            return _("left empty")
        return _("confirmed") if self.choice.confirmed else f"{self.choice.confidence}%"


@dataclass(frozen=True)
class Square:
    """One cell of the sheet's picture."""

    text: str
    columns: int = 1
    rows: int = 1
    kind: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """A sheet as it will look, and its blanks one by one."""

    name: str
    rows: list[list[Square]]
    items: list[Item] = field(default_factory=list)
    cut: bool = False


def pictures(form: Form, choices: Mapping[Key, Choice], cells: Sequence[Cell]) -> list[Picture]:
    """Return every sheet that has blanks."""
    titles, measures = _titles(), {each.code: each for each in all_measures()}
    found = []
    for number, (raw, sheet) in enumerate(zip(form.file.sheets, form.sheets, strict=True)):
        own = [cell for cell in cells if cell.sheet == number]
        keys = [f"{number}|{asked.key}" for asked in sheet.asked]
        items = [_item(form, key, choices[key], own, titles, measures) for key in keys]
        if items:
            cut = raw.height > MOST_ROWS or raw.width > MOST_COLUMNS
            found.append(Picture(sheet.name, _rows(raw, own), items, cut))
    return found


def options() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return what a blank may be filled with, in groups."""
    found: list[tuple[Text, list[tuple[str, Text]]]] = [
        (_("Known beforehand"), [(f"{Source.CONSTANT}:{code}", title) for code, title in CONSTANTS.items()]),
        (_("Figures"), [(f"{Source.MEASURE}:{each.code}", each.title) for each in all_measures()]),
    ]
    for ledger in all_ledgers():
        fields = ledger.fields()
        found.append(
            (
                ledger.title,
                [(f"{Source.LEDGER}:{ledger.code}.{each.code}", str(each.title)) for each in fields],
            )
        )
    return found


def _titles() -> dict[str, Text]:
    return {value: title for _group, own in options() for value, title in own}


def _item(
    form: Form,
    key: Key,
    choice: Choice,
    cells: Sequence[Cell],
    titles: Mapping[str, Text],
    measures: Mapping[str, AnyMeasure],
) -> Item:
    asked = form.asked[key]
    own = [cell for cell in cells if cell.key == key]
    what = f"{choice.source}:{choice.code}" if choice.source else ""
    flags = dict.fromkeys(FLAGS[cell.flag] for cell in own if cell.flag and cell.flag is not Flag.UNMAPPED)
    single = own[0] if len(own) == 1 else None
    measure = measures.get(choice.code) if choice.source is Source.MEASURE else None
    windows = windows_of(measure) if measure else ()
    ends = dict.fromkeys((asked.slots[0].address, asked.slots[-1].address))
    return Item(
        key, asked.label, "–".join(ends), choice, what, str(titles.get(what, "")),
        [(window, WINDOWS[window]) for window in windows], list(flags),
        "" if single is None or single.value is None else str(single.value), single.url if single else "",
    )  # fmt: skip


def _rows(sheet: RawSheet, cells: Sequence[Cell]) -> list[list[Square]]:
    """Return the sheet as people see it: what is hidden in it is not shown."""
    raw, rows, columns = sheet.seen
    row_at, column_at = ({own: at for at, own in enumerate(each)} for each in (rows, columns))
    filled: dict[Spot, Cell] = {}
    lines: dict[Spot, dict[tuple[int, int], str]] = defaultdict(dict)
    for cell in cells:
        row = row_at.get(cell.slot.row, cell.slot.row - len(sheet.hidden_rows))
        spot = (row, column_at.get(cell.slot.column, cell.slot.column))
        if not cell.slot.end:
            filled[spot] = cell
        elif cell.value is not None:
            lines[spot][cell.slot.start, cell.slot.end] = str(cell.value)
    width = min(raw.width, MOST_COLUMNS)
    height = min(max([raw.height, *(row + 1 for row, _column in filled)]), MOST_ROWS)
    return [
        [
            _square(raw, row, column, width, filled.get((row, column)), lines)
            for column in range(width)
            if raw.anchor(row, column) == (row, column)
        ]
        for row in range(height)
    ]


def _square(
    raw: RawSheet,
    row: int,
    column: int,
    width: int,
    cell: Cell | None,
    lines: Mapping[Spot, dict[tuple[int, int], str]],
) -> Square:
    columns = min(raw.right(row, column), width - 1) - column + 1
    rows = min(raw.bottom(row, column), MOST_ROWS - 1) - row + 1
    if cell is None:
        text = with_values(raw.text(row, column), lines.get((row, column), {}))
        is_sum = raw.at(row, column).content is Content.FORMULA
        kind = "sum" if is_sum else "given" if (row, column) in lines else "label" if text else ""
        return Square("∑" if is_sum else text, columns, rows, kind)
    kind = "figure" if cell.url else "given" if cell.value is not None else "empty"
    value = "" if cell.value is None else str(cell.value)
    return Square(value, columns, rows, kind, cell.url, cell.label)


def moment_input(moment: datetime.datetime) -> str:
    """Return an instant as a browser's field takes it."""
    return moment.strftime("%Y-%m-%dT%H:%M")
