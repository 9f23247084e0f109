"""The filled file: values into cells and gaps, rows inserted where a list is longer than the form (M8)."""

from collections import defaultdict
from dataclasses import replace

from fangxian.mechanisms.filling.computing import Cell, Sheetful
from fangxian.mechanisms.filling.files import DOCX, Changes, Percent, Value
from fangxian.mechanisms.filling.rules.gaps import with_values
from fangxian.mechanisms.filling.rules.sheet import Kind, Slot, Spot
from fangxian.mechanisms.filling.understanding import Form


def write(form: Form, done: Sheetful, watermark: str = "") -> bytes:
    """Return the form with its cells filled. Raises ``Invalid`` (``file``) where rows cannot be added safely."""
    changes = []
    for number, raw in enumerate(form.file.sheets):
        layout = done.layouts[number]
        values: dict[Spot, Value] = {}
        gaps: dict[Slot, dict[tuple[int, int], str]] = defaultdict(dict)
        for cell in done.cells:
            if cell.sheet != number or cell.value is None:
                continue
            slot = cell.slot
            if form.asked[cell.key].kind is Kind.INLINE:
                gaps[replace(slot, start=0, end=0, pattern="")][slot.start, slot.end] = str(cell.value)
            else:
                slot = _place(form, done, cell)
                values[slot.row, slot.column] = _written(form, cell)
        for line, filled in gaps.items():
            slot = layout.moved(line)
            values[slot.row, slot.column] = with_values(raw.text(line.row, line.column), filled)
        changes.append(Changes(values, layout.grow_at, layout.grow_by))
    return form.file.filled(changes, watermark)


def _written(form: Form, cell: Cell) -> Value:
    """Return a value as it stands in its cell: with the unit printed there, in a text with % where no label says it."""
    value = cell.value if cell.value is not None else ""
    printed = form.file.sheets[cell.sheet].at(cell.slot.row, cell.slot.column).printed
    if cell.is_share and not isinstance(value, str):
        value = Percent(value)
        printed = printed or ("%" if form.file.kind == DOCX and form.unit(cell.key) != "%" else "")
    if not printed and form.file.kind != DOCX:
        return value
    return f"{value}{printed}" if isinstance(value, str) else f"{value:.15g}{printed}"


def where(form: Form, done: Sheetful, cell: Cell) -> str:
    """Return a cell's address in the filled form; a paragraph of a text keeps its own."""
    if form.file.sheets[cell.sheet].is_text:
        return cell.slot.address
    return _place(form, done, cell).address


def _place(form: Form, done: Sheetful, cell: Cell) -> Slot:
    if form.asked[cell.key].kind is Kind.LIST:
        return cell.slot
    return done.layouts[cell.sheet].moved(cell.slot)
