"""The filled file: values into cells and gaps, rows inserted where a list is longer than the form (M8)."""

from collections import defaultdict

from fangxian.mechanisms.filling.computing import Cell, Sheetful
from fangxian.mechanisms.filling.files import Changes, Value
from fangxian.mechanisms.filling.rules.gaps import with_values
from fangxian.mechanisms.filling.rules.sheet import Kind, Spot
from fangxian.mechanisms.filling.understanding import Form


def write(form: Form, done: Sheetful, watermark: str = "") -> bytes:
    """Return the form with its cells filled. Raises ``Invalid`` (``file``) where rows cannot be added safely."""
    changes = []
    for number, raw in enumerate(form.file.sheets):
        layout = done.layouts[number]
        values: dict[Spot, Value] = {}
        gaps: dict[Spot, dict[tuple[int, int], str]] = defaultdict(dict)
        for cell in done.cells:
            if cell.sheet != number or cell.value is None:
                continue
            slot = layout.moved(cell.slot)
            if form.asked[cell.key].kind is Kind.INLINE:
                gaps[cell.slot.row, cell.slot.column][cell.slot.start, cell.slot.end] = str(cell.value)
            else:
                values[slot.row, slot.column] = cell.value
        for spot, filled in gaps.items():
            moved = next(layout.moved(cell.slot) for cell in done.cells
                         if cell.sheet == number and (cell.slot.row, cell.slot.column) == spot)  # fmt: skip
            values[moved.row, moved.column] = with_values(raw.text(*spot), filled)
        changes.append(Changes(values, layout.grow_at, layout.grow_by))
    return form.file.filled(changes, watermark)


def where(form: Form, done: Sheetful, cell: Cell) -> str:
    """Return a cell's address in the filled form."""
    if form.asked[cell.key].kind is Kind.INLINE and form.file.sheets[cell.sheet].is_text:
        return cell.slot.address
    return done.layouts[cell.sheet].moved(cell.slot).address
