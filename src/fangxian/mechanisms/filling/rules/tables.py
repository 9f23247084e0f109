"""The body of a table below its header: rows that are named, rows to be listed, columns that stand for units (pure)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.gaps import gaps
from fangxian.mechanisms.filling.rules.headers import Header, find_header
from fangxian.mechanisms.filling.rules.sheet import (
    Asked,
    Axis,
    Content,
    Kind,
    Node,
    RawSheet,
    Slot,
    address,
)

NodeOf = Callable[[str, str], Node | None]
"""Finds what a row's or column's label stands for, given also the heading above it."""
MOST_ROWS = 2_000
WHOLE = Node(Axis.WHOLE, "", "")
_UNIT_HEADINGS = {"单位", "计量单位", "数量单位"}
Path = tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    number: int
    labels: Path
    unit: str
    node: Node | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.labels)


def read_table(raw: RawSheet, header: Header, node_of: NodeOf) -> tuple[list[Asked], int]:
    """Return what a table asks for, and the first row below it."""
    end = _end(raw, header)
    numbers = [row for row in range(header.bottom + 1, end) if not _is_numbering(raw, row)]
    body = [row for row in numbers if not _is_example(raw, row)] or [header.bottom + 1]
    heads = _without_parts(header.paths)
    named = _label_columns(raw, header, body)
    rows = _with_nodes([_row(raw, header, row, named) for row in body], heads, named, node_of)
    if any(row.is_named for row in rows):
        rows = [row for row in rows if row.is_named or any((row.number, c) in raw.cells for c in heads)]
    columns = [column for column in heads if column not in named]
    asked = _listed(raw, heads, [row for row in rows if not row.is_named])
    fixed = [row for row in rows if row.is_named]
    if any(row.node and row.node.axis is not Axis.WHOLE for row in fixed):
        return asked + _by_row(raw, heads, columns, fixed), max(end, header.bottom + 2)
    return asked + _by_cell(raw, heads, columns, fixed, node_of), max(end, header.bottom + 2)


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
        if len(texts) > 2 and len(texts) == len(cells) and row > header.bottom + 1 and find_header(raw, row):
            return row
    return raw.height


def _is_numbering(raw: RawSheet, row: int) -> bool:
    return wording.is_numbering([cell.text for _column, cell in raw.row(row) if cell.text])


def _is_example(raw: RawSheet, row: int) -> bool:
    first = next((cell.text for _column, cell in raw.row(row) if cell.content is Content.TEXT), "")
    return wording.is_remark(first)


def _label_columns(raw: RawSheet, header: Header, body: Sequence[int]) -> dict[int, str]:
    """Return the columns that name rows with their headings; a column of units is ``unit``."""
    named = {}
    for column in range(raw.width):
        path = header.paths.get(column, ("",))
        if wording.is_sequence(path[-1]):
            continue
        texts = [
            cell.text
            for row in body
            if (cell := raw.at(row, column)).content is Content.TEXT and not wording.is_struck(cell.text)
        ]
        if (
            texts
            and wording.plain(path[-1]) in _UNIT_HEADINGS
            and all(text in wording.UNITS for text in texts)
        ):
            named[column] = "unit"
        elif texts:
            named[column] = path[-1]
    return named


def _row(raw: RawSheet, header: Header, number: int, named: dict[int, str]) -> _Row:
    labels: list[str] = []
    unit, seen = "", set()
    for column, heading in named.items():
        spot, text = raw.anchor(number, column), wording.shown(raw.at(number, column).text)
        if heading == "unit":
            unit = wording.tidy(text)
        elif text and spot not in seen and not wording.is_struck(text):
            labels.append(text)
        seen.add(spot)
    return _Row(number, tuple(labels), unit or next((u for t in labels if (u := wording.unit_in(t))), ""))


def _with_nodes(
    rows: list[_Row], heads: dict[int, Path], named: dict[int, str], node_of: NodeOf
) -> list[_Row]:
    """Tell what each row stands for, and complete labels that name a part of the row above."""
    heading = next((text for text in reversed(named.values()) if text != "unit"), "")
    found = {row.number: _node(row.labels, heading, node_of) for row in rows if row.is_named}
    plain = [number for number in found if not wording.is_total(_last(rows, number))]
    known = [number for number in plain if found[number]]
    by_node = bool(known) and len(known) * 2 >= len(plain)
    axis = next((node.axis for node in found.values() if node), Axis.BODY)
    done, above = [], ""
    for row in rows:
        node, labels = None, row.labels
        if by_node and row.is_named:
            is_sum = wording.is_total(labels[-1])
            node = WHOLE if is_sum else found[row.number] or Node(axis, "", labels[-1])
        elif row.is_named:
            if wording.is_part(labels[-1]) and above:
                labels = (*labels[:-1], above, labels[-1])
            else:
                above = labels[-1]
        done.append(_Row(row.number, labels, row.unit, node))
    return done


def _last(rows: list[_Row], number: int) -> str:
    return next(row.labels[-1] for row in rows if row.number == number)


def _node(labels: Path, heading: str, node_of: NodeOf) -> Node | None:
    return node_of(labels[-1], heading) or (node_of("".join(labels), heading) if len(labels) > 1 else None)


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


def _listed(raw: RawSheet, heads: dict[int, Path], rows: list[_Row]) -> list[Asked]:
    found = []
    for column, path in heads.items():
        slots = tuple(_slot(row.number, column) for row in rows if _is_blank(raw, row.number, column))
        if slots:
            found.append(Asked("", path, wording.unit_in(path[-1]) or _unit(path), Kind.LIST, slots))
    return found


def _by_row(raw: RawSheet, heads: dict[int, Path], columns: list[int], rows: list[_Row]) -> list[Asked]:
    """Rows are units, places, days: each column asks the same of all of them."""
    found = []
    for column in columns:
        slots = tuple(
            _slot(row.number, column, row.node) for row in rows if _is_blank(raw, row.number, column)
        )
        if slots and not wording.is_sequence(heads[column][-1]):
            found.append(Asked("", heads[column], _unit(heads[column]), Kind.ROWS, slots))
    return found


def _by_cell(
    raw: RawSheet, heads: dict[int, Path], columns: list[int], rows: list[_Row], node_of: NodeOf
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
                unit = row.unit or _unit(heads[column])
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
        done.append(Asked(key + again, each.path, each.unit, each.kind, each.slots))
    return done
