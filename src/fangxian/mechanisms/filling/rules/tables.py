"""The body of a table below its header: rows that are named, rows to be listed, columns that stand for units (pure)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.gaps import gaps
from fangxian.mechanisms.filling.rules.headers import Header, find_header
from fangxian.mechanisms.filling.rules.rows import WHOLE, NodeOf, Path, Row, halves, label_columns, rows_of
from fangxian.mechanisms.filling.rules.sheet import Asked, Axis, Content, Kind, Node, RawSheet, Slot, address

MOST_ROWS = 2_000


def read_table(raw: RawSheet, header: Header, node_of: NodeOf) -> tuple[list[Asked], int]:
    """Return what a table asks for, and the first row below it."""
    end = _end(raw, header)
    numbers = [row for row in range(header.bottom + 1, end) if not _is_numbering(raw, row)]
    body = [row for row in numbers if not _is_example(raw, row)] or [header.bottom + 1]
    asked = []
    for named, columns in halves(header, label_columns(raw, header, body)):
        heads = _without_parts(
            {each: header.paths[each] for each in header.paths if each in (*named, *columns)}
        )
        asked += _half(raw, heads, columns, rows_of(raw, body, named, columns, node_of), node_of)
    return asked, max(end, header.bottom + 2)


def _half(
    raw: RawSheet, heads: dict[int, Path], columns: list[int], rows: list[Row], node_of: NodeOf
) -> list[Asked]:
    """Return what a table asks for: rows to be listed, and rows that are named."""
    if any(row.is_named for row in rows):
        rows = [row for row in rows if row.is_named or any((row.number, c) in raw.cells for c in heads)]
    asked = _listed(raw, heads, [row for row in rows if not row.is_named])
    fixed = [row for row in rows if row.is_named and not row.heads]
    if any(row.node and row.node.axis is not Axis.WHOLE for row in fixed):
        return asked + _by_row(raw, heads, columns, fixed)
    return asked + _by_cell(raw, heads, columns, fixed, node_of)


def _end(raw: RawSheet, header: Header) -> int:
    """Return the row where remarks, signatures or the next table begin."""
    for row in range(header.bottom + 1, min(raw.height, header.bottom + MOST_ROWS)):
        cells = [(column, cell) for column, cell in raw.row(row) if cell.content is not Content.BLANK]
        texts = [cell.text for _column, cell in cells if cell.content is Content.TEXT]
        remark = bool(texts) and wording.is_remark(texts[0])
        if (
            texts
            and not wording.is_part(texts[0])
            and ((gaps(texts[0]) and not remark) or (remark and len(cells) == 1))
        ):
            return row
        headed = row > header.bottom + 1 and _is_alone(raw, row - 1)
        if (
            len(texts) == len(cells) > (1 if headed else 2)
            and row > header.bottom + 1
            and find_header(raw, row)
        ):
            return row - headed
    return raw.height


def _is_alone(raw: RawSheet, row: int) -> bool:
    """Tell whether a row holds one text and nothing else: the heading of what follows."""
    cells = [cell for _column, cell in raw.row(row) if cell.content is not Content.BLANK]
    return len(cells) == 1 and cells[0].content is Content.TEXT


def _is_numbering(raw: RawSheet, row: int) -> bool:
    return wording.is_numbering([cell.text for _column, cell in raw.row(row) if cell.text])


def _is_example(raw: RawSheet, row: int) -> bool:
    first = next((cell.text for _column, cell in raw.row(row) if cell.content is Content.TEXT), "")
    return wording.is_remark(first)


def _without_parts(paths: dict[int, Path]) -> dict[int, Path]:
    """Complete columns that name a part of the column before them: 其中：来自重点地区."""
    done: dict[int, Path] = {}
    before: Path = ()
    for column, path in paths.items():
        first = next((index for index, label in enumerate(path) if wording.is_part(label)), None)
        if first is None or not before:
            done[column], before = path, path
            continue
        rest = path[first:] if wording.plain(path[first]) else path[first + 1 :]
        group = path[:first]
        base = before[len(group) :] if before[: len(group)] == group else before
        done[column] = (*group, *base, *rest)
    return done


def _slot(row: int, column: int, node: Node | None = None) -> Slot:
    return Slot(row, column, address(row, column), node)


def _is_blank(raw: RawSheet, row: int, column: int) -> bool:
    return raw.anchor(row, column) == (row, column) and raw.at(row, column).content is Content.BLANK


def _listed(raw: RawSheet, heads: dict[int, Path], rows: list[Row]) -> list[Asked]:
    found = []
    for column, path in heads.items():
        slots = tuple(_slot(row.number, column) for row in rows if _is_blank(raw, row.number, column))
        if slots:
            found.append(Asked("", path, _unit(path), Kind.LIST, slots))
    return found


def _by_row(raw: RawSheet, heads: dict[int, Path], columns: list[int], rows: list[Row]) -> list[Asked]:
    """Rows are units, places, days: each column asks the same of all of them."""
    found = []
    for column in columns:
        slots = tuple(
            _slot(row.number, column, row.node) for row in rows if _is_blank(raw, row.number, column)
        )
        if slots and not wording.is_sequence(heads[column][-1]):
            unit = _unit(heads[column]) or raw.at(slots[0].row, column).printed
            found.append(Asked("", heads[column], unit, Kind.ROWS, slots))
    return found


def _by_cell(
    raw: RawSheet, heads: dict[int, Path], columns: list[int], rows: list[Row], node_of: NodeOf
) -> list[Asked]:
    """Rows name what is asked for; columns are windows, or units and places (a transposed table)."""
    nodes = {column: node_of(heads[column][-1], "") for column in columns}
    sums = {column for column in columns if wording.is_total(heads[column][-1])}
    values = [c for c in columns if c not in sums and not wording.is_sequence(heads[c][-1])]
    turned = bool(values) and sum(1 for column in values if nodes[column]) * 2 > len(values)
    asked = []
    for row in rows:
        if turned:
            axis = next(node.axis for node in nodes.values() if node)
            slots = tuple(
                _slot(row.number, c, WHOLE if c in sums else nodes[c] or Node(axis, "", heads[c][-1]))
                for c in (*values, *sums)
                if _is_blank(raw, row.number, c)
            )
            asked += [Asked("", row.labels, row.unit, Kind.ROWS, slots)] if slots else []
            continue
        for column in columns:
            if _is_blank(raw, row.number, column) and not wording.is_sequence(heads[column][-1]):
                path = (*row.labels, *heads[column])
                unit = row.unit or _unit(heads[column]) or raw.at(row.number, column).printed
                asked.append(Asked("", path, unit, Kind.CELL, (_slot(row.number, column),)))
    return asked


def _unit(path: Path) -> str:
    return next((unit for label in reversed(path) if (unit := wording.unit_in(label))), "")


def by_key(asked: Sequence[Asked], mark: Callable[[Asked], str]) -> list[Asked]:
    """Give everything asked for its key, with a running number where labels repeat."""
    counts: dict[str, int] = defaultdict(int)
    done = []
    for each in asked:
        key = mark(each)
        counts[key] += 1
        again = f"#{counts[key]}" if counts[key] > 1 else ""
        done.append(replace(each, key=key + again))
    return done
