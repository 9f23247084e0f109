"""Reading a blank or filled sheet as a table: titles, header of up to three rows, columns or items with samples.

Headers are joined by merged cells; a sheet whose rows are items (口罩, 酒精 …) asks for each item by each column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell

from fangxian.mechanisms.imports.rowkinds import Sorter, joined
from fangxian.mechanisms.imports.sheets import Cell, Sheet
from fangxian.mechanisms.imports.text import fold, shown

SEARCHED_ROWS, DEEPEST, LONGEST_NAME, SAMPLES = 40, 3, 40, 20
ITEM_HEADS = re.compile(r"项目|指标(名称)?|物资(名称)?|品名|类别|内容|统计项(目)?|(物品|商品)名称|事项")
UNIT_HEADS = re.compile(r"(计量|计算)?单位|量词")
IDLE_HEADS = re.compile(r"序号?|编号|代码|指标代码|行次|规格(型号)?")
PLAIN_VALUES = re.compile(r"数量|数值|数据|人数|填报(数|内容|值)?|情况|结果|本日数?|答复")
LABEL = re.compile(
    r"(填报|填表|制表|报送|上报|审核|统计)(单位|人|日期|时间|部门)?(\((盖章|签字|公章)\))?:|(单位|日期|时间|联系人|电话|联系电话|负责人):"
)


@dataclass(frozen=True)
class Place:
    """One thing that the sheet asks for: its names from the outermost, where it stands, what stood in it."""

    names: tuple[str, ...]
    cell: str
    unit: str = ""
    samples: tuple[Cell, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Layout:
    """What a sheet asks: its titles, the lines beside the table that say something, and its places."""

    titles: tuple[str, ...]
    remarks: tuple[str, ...]
    places: tuple[Place, ...]


def layout(sheet: Sheet) -> Layout | None:
    """Return what a sheet asks, or None where no table is found."""
    top = _first_header_row(sheet)
    if top is None:
        return None
    bottom = _last_header_row(sheet, top)
    names = _names(sheet, top, bottom)
    above = [joined(row) for row in sheet.rows[:top]]
    titles = tuple(text for text in above if text and not LABEL.search(text))
    sorter = Sorter([each[-1] if each else "" for each in names], ())
    rows, remarks = [], [text for text in above if text]
    for number, row in enumerate(sheet.rows[bottom + 1 :], start=bottom + 1):
        kind = sorter.kind_of(row)
        if kind == "data" and not LABEL.match(joined(row)):
            rows.append((number, row))
        elif kind in ("remark", "signature", "data"):
            remarks.append(joined(row))
    places = tuple(_items(names, rows) or _columns(names, rows, bottom))
    return Layout(titles, tuple(remarks), places) if places else None


def _first_header_row(sheet: Sheet) -> int | None:
    """Return the first row of several short names, none of which is a number or a label to be filled in."""
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        stated = [shown(cell) for cell in row if shown(cell)]
        named = all(isinstance(cell, str) for cell in row if cell != "")
        short = all(len(text) <= LONGEST_NAME and not LABEL.search(text) for text in stated)
        if len(set(stated)) >= 2 and named and short:
            return number
    return None


def _last_header_row(sheet: Sheet, top: int) -> int:
    """Return the last row of the header: as deep as merged cells reach, and one below groups of columns."""
    bottom = top
    while bottom + 1 < min(top + DEEPEST, len(sheet.rows)):
        deeper = [end for start, _l, end, _r in sheet.merged if top <= start <= bottom < end]
        groups = [left for start, left, end, right in sheet.merged if start <= bottom == end and right > left]
        groups = [
            left for left in groups if left < len(sheet.rows[bottom]) and shown(sheet.rows[bottom][left])
        ]
        if not (deeper or groups or _continues(sheet, bottom)):
            break
        if not _names_only(sheet.rows[bottom + 1]):
            break
        bottom += 1
    return bottom


def _continues(sheet: Sheet, number: int) -> bool:
    """Tell, where nothing is merged, whether the next row names the columns of groups left blank above them."""
    if sheet.merged:
        return False
    upper, lower = ([shown(cell) for cell in row] for row in sheet.rows[number : number + 2])
    upper += [""] * (len(lower) - len(upper))
    below_blank = [text for above, text in zip(upper, lower, strict=False) if text and not above]
    return bool(below_blank) and any(upper) and len(set(lower) - {""}) < len(set(upper + lower) - {""})


def _names_only(row: Sequence[Cell]) -> bool:
    stated = [cell for cell in row if shown(cell)]
    return bool(stated) and all(isinstance(cell, str) and not shown(cell).isdecimal() for cell in stated)


def _names(sheet: Sheet, top: int, bottom: int) -> list[tuple[str, ...]]:
    """Return each column's names from its group to itself; a name over several cells counts once."""
    width = max(len(row) for row in sheet.rows[top : bottom + 1])
    grid = [[shown(cell) for cell in row] + [""] * (width - len(row)) for row in sheet.rows[top : bottom + 1]]
    for start, left, end, right in sheet.merged:
        if top <= start <= bottom:
            for row in range(start, min(end, bottom) + 1):
                for column in range(left, min(right + 1, width)):
                    grid[row - top][column] = grid[start - top][left]
    if not sheet.merged:
        for row, line in enumerate(grid[:-1]):
            for column in range(1, width):
                line[column] = line[column] or (line[column - 1] if grid[row + 1][column] else "")
    columns = zip(*grid, strict=True)
    return [tuple(dict.fromkeys(text for text in column if text)) for column in columns]


def _columns(
    names: Sequence[tuple[str, ...]], rows: Sequence[tuple[int, Sequence[Cell]]], bottom: int
) -> Iterator[Place]:
    """Return a place for each named column."""
    for column, own in enumerate(names):
        if own:
            stated = [row[column] for _n, row in rows if column < len(row) and shown(row[column])]
            yield Place(own, xl_rowcol_to_cell(bottom, column), samples=tuple(stated[:SAMPLES]))


def _items(names: Sequence[tuple[str, ...]], rows: Sequence[tuple[int, Sequence[Cell]]]) -> list[Place]:
    """Return a place for each item and column of values; none where the rows are no items."""
    leaves = [fold(each[-1]) if each else "" for each in names]
    item = next((at for at, leaf in enumerate(leaves) if ITEM_HEADS.fullmatch(leaf)), None)
    listed = [] if item is None else [(n, row) for n, row in rows if item < len(row) and shown(row[item])]
    if item is None or len({shown(row[item]) for _n, row in listed}) < 2:
        return []
    unit = next((at for at, leaf in enumerate(leaves) if UNIT_HEADS.fullmatch(leaf)), None)
    values = [
        at for at, leaf in enumerate(leaves)
        if leaf and at not in (item, unit) and not IDLE_HEADS.fullmatch(leaf) and leaf != "备注"
    ]  # fmt: skip
    return [
        Place(
            (shown(row[item]), *_value_names(names[at])),
            xl_rowcol_to_cell(number, at),
            shown(row[unit]) if unit is not None and unit < len(row) else "",
            tuple(cell for cell in row[at : at + 1] if shown(cell)),
        )
        for number, row in listed
        for at in values
    ]


def _value_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out a column's name that says no more than that values stand in it."""
    return tuple(name for name in names if not PLAIN_VALUES.fullmatch(fold(name)))
