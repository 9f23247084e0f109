"""The header of a table: up to four rows of labels, with merged groups, above the cells to be filled (pure, M8)."""

from dataclasses import dataclass

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.gaps import gaps
from fangxian.mechanisms.filling.rules.sheet import Content, RawSheet

DEEPEST = 4
LONGEST = 60
LOOKED_BELOW = 4


@dataclass(frozen=True)
class Header:
    """Where a header stands and the labels above each column, outermost first."""

    top: int
    bottom: int
    paths: dict[int, tuple[str, ...]]


def find_header(raw: RawSheet, row: int) -> Header | None:
    """Return the header that begins in a row, or None where none does."""
    texts = _labels(raw, row)
    if texts is None:
        return None
    bottom = _bottom(raw, row)
    paths = {column: _path(raw, row, bottom, column) for column in range(raw.width)}
    stated = [column for column, path in paths.items() if path]
    last = stated[-1]
    if any(not paths[column] for column in range(stated[0], last + 1)):
        return None
    if last + 1 < raw.width and len(texts) < 3 and raw.at(bottom + 1, last + 1).content is Content.BLANK:
        return None  # a label with its blank beside it
    if not _has_blanks(raw, bottom + 1, stated):
        return None
    return Header(row, bottom, {column: paths[column] for column in stated})


def _labels(raw: RawSheet, row: int) -> list[int] | None:
    """Return the columns of a row of labels; None for titles, lines of text and rows with numbers."""
    cells = list(raw.row(row))
    texts = [(column, cell.text) for column, cell in cells if cell.content is Content.TEXT]
    if len(texts) < 2 or any(cell.content in (Content.NUMBER, Content.FORMULA) for _column, cell in cells):
        return None
    if any(wording.is_struck(text) or wording.tidy(text) in wording.UNITS for _column, text in texts):
        return None
    if all(wording.is_form_label(text) and _is_blank_beside(raw, row, column) for column, text in texts):
        return None
    lines = [text for _column, text in texts if _is_line(text)]
    if len(lines) * 2 >= len(texts) or any(len(text) > LONGEST for _column, text in texts):
        return None
    return (
        None if wording.is_numbering([text for _column, text in texts]) else [column for column, _ in texts]
    )


def _is_blank_beside(raw: RawSheet, row: int, column: int) -> bool:
    beside = raw.right(row, column) + 1
    return beside < raw.width and raw.at(row, beside).content is Content.BLANK


def _is_line(text: str) -> bool:
    colon = ":" in text or "：" in text
    return bool(gaps(text)) or (colon and not wording.is_part(text))


def _bottom(raw: RawSheet, top: int) -> int:
    """Follow cells that reach down, and groups that stand above labels of their own."""
    bottom = top
    while bottom - top < DEEPEST - 1:
        rows = range(top, bottom + 1)
        deeper = max(raw.bottom(row, column) for row in rows for column, cell in raw.row(row) if cell.text)
        if deeper <= bottom and _goes_on(raw, top, bottom):
            deeper = bottom + 1
        if deeper <= bottom or deeper - top >= DEEPEST:
            break
        bottom = deeper
    return bottom


def _goes_on(raw: RawSheet, top: int, bottom: int) -> bool:
    """Tell whether the next row holds labels below groups, merged or not."""
    below = {column for column, cell in raw.row(bottom + 1) if cell.content is Content.TEXT}
    if not below or any(cell.content is not Content.TEXT and cell.content is not Content.BLANK
                        for _column, cell in raw.row(bottom + 1)):  # fmt: skip
        return False
    for column, cell in raw.row(bottom):
        right = raw.right(bottom, column)
        if cell.text and right > column and raw.bottom(bottom, column) == bottom:
            return all(each in below for each in range(column, right + 1) if _begins(raw, bottom + 1, each))
    texts = [column for column, cell in raw.row(bottom) if cell.text]
    open_ = [
        column
        for column in range(texts[0], max(texts[-1], *below) + 1)
        if not any(raw.text(row, column) for row in range(top, bottom + 1))
    ]
    return bool(open_) and all(column in below for column in open_) and len(below) > len(open_) and not (
        below & {column for column in texts if column - 1 not in texts and column + 1 not in open_}
    )  # fmt: skip


def _begins(raw: RawSheet, row: int, column: int) -> bool:
    return raw.anchor(row, column) == (row, column)


def _path(raw: RawSheet, top: int, bottom: int, column: int) -> tuple[str, ...]:
    seen, path = None, []
    for row in range(top, bottom + 1):
        anchor = raw.anchor(row, column)
        text = wording.shown(raw.text(*anchor))
        if not text and row == top and not raw.merged:
            text = _spread(raw, top, bottom, column)
        if text and anchor != seen:
            path.append(text)
        seen = anchor
    return tuple(path)


def _spread(raw: RawSheet, top: int, bottom: int, column: int) -> str:
    """Give a column the group's name that stands left of it, where the sheet has no merged cells."""
    if not any(raw.text(row, column) for row in range(top + 1, bottom + 1)):
        return ""
    left = next((each for each in range(column, -1, -1) if raw.text(top, each)), None)
    return wording.shown(raw.text(top, left)) if left is not None else ""


def _has_blanks(raw: RawSheet, first: int, columns: list[int]) -> bool:
    """Tell whether there is anything to fill below; below the last row there is."""
    if first >= raw.height:
        return True
    rows = range(first, min(first + LOOKED_BELOW, raw.height))
    return any(raw.at(row, column).content is not Content.TEXT for row in rows for column in columns)
