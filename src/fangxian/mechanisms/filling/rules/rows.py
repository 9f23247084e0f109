"""The rows below a header: what names them, what they stand for, under which other row they stand (pure, M8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.headers import Header
from fangxian.mechanisms.filling.rules.outline import Outline
from fangxian.mechanisms.filling.rules.sheet import Axis, Content, Node, RawSheet
from fangxian.mechanisms.imports.text import fold

NodeOf = Callable[[str, str], Node | None]
"""Finds what a row's or column's label stands for, given also the heading above it."""
WHOLE = Node(Axis.WHOLE, "", "")
UNIT = "unit"
_UNIT_HEADINGS = {"单位", "计量单位", "数量单位", "量词", "计算单位"}
Path = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A row with what it is called; ``heads`` others only, or is to be filled."""

    number: int
    labels: Path
    unit: str
    node: Node | None = None
    heads: bool = False

    @property
    def is_named(self) -> bool:
        """Whether anything names it."""
        return bool(self.labels)


def label_columns(raw: RawSheet, header: Header, body: Sequence[int]) -> dict[int, str]:
    """Return the columns that name rows with their headings; a column of units is ``unit``, one of notes is none."""
    named: dict[int, str] = {}
    for column in range(raw.width):
        path = header.paths.get(column, ("",))
        if wording.is_sequence(path[-1]) or wording.is_note(path[-1]):
            continue
        texts = [
            cell.text
            for row in body
            if (cell := raw.at(row, column)).content is Content.TEXT
            and not wording.is_struck(cell.text)
            and not (named and wording.is_figure(cell.text))
            and raw.anchor(row, column)[1] == column
        ]
        if not texts:
            continue
        counts = all(wording.tidy(text) in wording.UNITS for text in texts)
        is_unit = counts and (wording.plain(path[-1]) in _UNIT_HEADINGS or bool(named))
        named[column] = UNIT if is_unit else path[-1]
    return named


def halves(header: Header, named: dict[int, str]) -> list[tuple[dict[int, str], list[int]]]:
    """Part a table into those beside each other (项目 数量 项目 数量): each's naming columns and its others.

    What is named right of the figures, under another heading than those left of them, says something of them only.
    A group left of the first names (类别 项目 数量 项目 数量) holds for the others too.
    """
    found: list[tuple[dict[int, str], list[int]]] = [({}, [])]
    for column in sorted({*header.paths, *named}):
        if column not in named:
            found[-1][1].append(column)
        elif not found[-1][1] or named[column] == UNIT:
            found[-1][0][column] = named[column]
        elif (again := _again(found, named[column])) is not None:
            found.append(({**again, column: named[column]}, []))
    return found


def _again(parts: list[tuple[dict[int, str], list[int]]], heading: str) -> dict[int, str] | None:
    """Return what stands left of the column of that heading in a table's first part; None where it has none such."""
    first = next((named for named, _columns in parts if named), None)
    if first is None:
        return {}
    at = next((column for column in first if fold(first[column]) == fold(heading)), None)
    return None if at is None else {column: first[column] for column in first if column < at}


def rows_of(
    raw: RawSheet, body: Sequence[int], named: dict[int, str], columns: Sequence[int], node_of: NodeOf
) -> list[Row]:
    """Return the rows of a table with what each stands for, or the rows above of which it is a part."""
    rows = [_row(raw, row, named, columns) for row in body]
    heading = next((text for text in reversed(named.values()) if text != UNIT), "")
    found = {row.number: _node(row.labels, heading, node_of) for row in rows if row.is_named}
    plain = [row for row in rows if row.is_named and not wording.is_total(row.labels[-1])]
    known = [row for row in plain if found[row.number]]
    most = len(known) * 2 >= len(plain)
    if not known or not (most or wording.is_territory(heading)):
        return list(_outlined(rows))
    axis = next((node.axis for node in found.values() if node), Axis.BODY)
    return [
        replace(row, node=_stands_for(row.labels[-1], found[row.number], axis, most)) if row.is_named else row
        for row in rows
    ]


def _stands_for(label: str, node: Node | None, axis: Axis, most: bool) -> Node:
    """A total of rows most of which are others' (our county among the city's) is nobody's that we know."""
    return WHOLE if most and wording.is_total(label) else node or Node(axis, "", label)


def _row(raw: RawSheet, number: int, named: dict[int, str], columns: Sequence[int]) -> Row:
    labels: list[str] = []
    unit, seen = "", set()
    for column, heading in named.items():
        spot, text = raw.anchor(number, column), wording.shown(raw.at(number, column).text)
        if heading == UNIT:
            unit = wording.tidy(text)
        elif text and spot not in seen and not wording.is_struck(text):
            labels.append(text)
        seen.add(spot)
    over = bool(labels) and bool(columns) and all(raw.anchor(number, each)[1] in named for each in columns)
    unit = unit or next((each for text in labels if (each := wording.unit_in(text))), "")
    return Row(number, tuple(labels), unit, heads=over)


def _outlined(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows with the labels under which they stand before their own."""
    above, outline = "", Outline()
    counts = any(row.unit and not any(map(wording.unit_in, row.labels)) for row in rows)
    for number, row in enumerate(rows):
        if not row.is_named:
            yield row
            continue
        label = row.labels[-1]
        following = next((each.labels[-1] for each in rows[number + 1 :] if each.is_named), "")
        unitless = counts and not row.unit and wording.level(label) > 0
        if row.heads or unitless or _only_heads(label, following):
            outline.head(label)
            yield replace(row, heads=True)
        elif wording.is_part(label) and above:
            yield replace(row, labels=(*row.labels[:-1], above, label))
        else:
            above = label
            yield replace(row, labels=(*outline.above(label), *row.labels))


def _only_heads(label: str, following: str) -> bool:
    """A numbered topic before deeper ones has no figure of its own: 二、隔离观察情况."""
    return 0 < wording.level(label) < wording.level(following) and wording.is_topical(label)


def _node(labels: Path, heading: str, node_of: NodeOf) -> Node | None:
    return node_of(labels[-1], heading) or (node_of("".join(labels), heading) if len(labels) > 1 else None)
