"""Answers as a table of nodes by measures: for the page with links to entries, for a chart, and plain for export."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.core import words
from fangxian.core.errors import Text
from fangxian.mechanisms.figures.answers import Answer, Node, Value
from fangxian.mechanisms.figures.asking import entries_url
from fangxian.mechanisms.figures.measures import AnyMeasure, Rate
from fangxian.mechanisms.figures.questions import By

SERIES = 5
"""More curves or bars a place cannot be told apart."""

BARS = 30


@dataclass(frozen=True)
class Cell:
    """A figure with the address of the entries behind it."""

    value: Value
    url: str
    is_rate: bool


@dataclass(frozen=True)
class TableRow:
    """A node of the breakdown with its figures; the whole has no node."""

    label: Text
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The whole, a page of the nodes, how many there are, and the number of the next one."""

    measures: list[AnyMeasure]
    whole: TableRow
    rows: list[TableRow]
    total: int
    next: int | None


@dataclass(frozen=True)
class Chart:
    """A few measures of one unit, drawn as curves by day, else as bars."""

    kind: str
    unit: Text
    titles: list[Text]
    rows: list[tuple[Text, list[int | float | None]]]


def table(found: Sequence[Answer], *, start: int = 0, size: int = 100) -> Table:
    """Return one page of a table; every answer has the same nodes in the same order."""
    nodes = [node for node, _value in found[0].nodes]
    shown = nodes[start : start + size]
    rows = [
        TableRow(
            label_of(found[0], node), [_cell(answer, answer.nodes[start + at][1], node) for answer in found]
        )
        for at, node in enumerate(shown)
    ]
    whole = TableRow(_("in all"), [_cell(answer, answer.total, None) for answer in found])
    more = start + size if len(nodes) > start + size else None
    return Table([answer.measure for answer in found], whole, rows, len(nodes), more)


def chart(found: Sequence[Answer]) -> Chart | None:
    """Return a chart of the measures that share the first one's kind; None without nodes or with too many."""
    rates = isinstance(found[0].measure, Rate)
    drawn = [answer for answer in found if isinstance(answer.measure, Rate) == rates][:SERIES]
    nodes = [node for node, _value in found[0].nodes]
    by_day = found[0].question.by is By.DAY
    if len(nodes) < 2 or (len(nodes) > BARS and not by_day):
        return None
    rows = [
        (label_of(found[0], node), [answer.nodes[at][1].value for answer in drawn])
        for at, node in enumerate(nodes)
    ]
    titles = [answer.measure.title for answer in drawn]
    return Chart("line" if by_day else "bar", drawn[0].measure.unit, titles, rows)


def label_of(answer: Answer, node: Node) -> Text:
    """Return a node's name; a day as people say it."""
    if answer.question.by is By.DAY:
        return words.day(datetime.date.fromisoformat(node.key))
    return node.label


def plain(found: Sequence[Answer]) -> list[list[object]]:
    """Return headings and rows for an export: codes and names, and for a rate its parts as well."""
    head: list[object] = [f"{found[0].question.response.mark}{_('code')}", _("name")]
    for answer in found:
        head += _heads(answer.measure)
    rows = [head, ["", _("in all"), *_values([answer.total for answer in found], found)]]
    for at, (node, _value) in enumerate(found[0].nodes):
        rows.append([node.code, str(node.label), *_values([answer.nodes[at][1] for answer in found], found)])
    return rows


def _cell(answer: Answer, value: Value, node: Node | None) -> Cell:
    url = entries_url(answer.measure.code, answer.question, node)
    return Cell(value, url, isinstance(answer.measure, Rate))


def _heads(measure: AnyMeasure) -> list[object]:
    title = f"{measure.title} ({measure.unit})"
    if isinstance(measure, Rate):
        return [title, str(measure.numerator.title), str(measure.denominator.title)]
    return [title]


def _values(values: Sequence[Value], found: Sequence[Answer]) -> list[object]:
    cells: list[object] = []
    for value, answer in zip(values, found, strict=True):
        cells.append(value.text if value.qualifier else value.value)
        if isinstance(answer.measure, Rate):
            cells += [value.numerator, value.denominator]
    return cells
