"""Fill a source's figures in: conditions decided, numbers written, headings recognised (M24)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from fangxian.mechanisms.papers import numerals
from fangxian.mechanisms.papers.document import (
    Document,
    DocumentBlock,
    Heading,
    Letterhead,
    Paragraph,
    Run,
    Runs,
    Table,
)
from fangxian.mechanisms.papers.syntax import (
    Block,
    Choice,
    Condition,
    Fact,
    Figure,
    Inline,
    Listing,
    Reference,
    Source,
    Text,
)

HEADINGS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
COLUMNS = {"place": "地区", "body": "单位", "line": "条线", "day": "日期"}
COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a figure says: the answer to a `Reference`.

    With a `denominator` (zero included) it is a rate, written as a percentage or "—". `qualifier` is the
    entry's own 余, 多 or 约. `text` replaces the written number (a hidden small cell). `rows` is the
    breakdown that a list asked for, each with its label; `label` heads the list's column.
    """

    value: numerals.Number | None = None
    numerator: int | None = None
    denominator: int | None = None
    qualifier: str = ""
    unit: str = ""
    label: str = ""
    text: str | None = None
    url: str | None = None
    missing: bool = False
    rows: tuple[tuple[str, Shown], ...] = ()
    decimals: int = 0
    """Decimals that an amount of money or the like is written with; without them at most one."""

    def amount(self, part: str = "value") -> Fraction | None:
        """The exact number behind a part; nothing if it is missing or there is nothing to divide by."""
        chosen = {"numerator": self.numerator, "denominator": self.denominator}.get(part, self.value)
        if part == "value" and self.denominator is not None:
            chosen = Fraction(self.numerator or 0, self.denominator) if self.denominator else None
        return None if self.missing or chosen is None else Fraction(chosen)

    def written(self, part: str = "value", style: str = "plain") -> str:
        """The figure as official text writes it, its qualifier kept."""
        amount = self.amount(part)
        if self.text is not None or amount is None:
            return self.text or numerals.NOTHING
        if style == "percent" or (part == "value" and self.denominator is not None):
            return numerals.percent(amount, 1)
        if style in numerals.MORE_THAN and not self.qualifier:
            return numerals.more_than(amount, style)
        whole = part != "value" or not self.decimals
        text = numerals.plain(amount) if whole else numerals.exact(amount, self.decimals)
        return numerals.qualified(text, self.qualifier)


Lookup = Callable[[Reference], Shown]
Part = TypeVar("Part", Block, Inline)


def resolve(source: Source, lookup: Lookup, letterhead: Letterhead | None = None) -> Document:
    """Fill a source in; each figure is looked up once.

    A condition on a figure without a value prints neither side and the figure is reported as missing, so
    that a paper never claims what nobody knows. Paragraphs that come out empty are left out.
    """
    filling = _Filling(lookup, letterhead or Letterhead())
    title, blocks = filling.runs(source.title), tuple(filling.blocks(source.blocks))
    return Document(filling.letterhead, title, source.addressee, blocks, tuple(filling.missing))


class _Filling:
    """One pass over a source."""

    def __init__(self, lookup: Lookup, letterhead: Letterhead) -> None:
        self.lookup = lookup
        self.letterhead = letterhead
        self.known: dict[Reference, Shown] = {}
        self.missing: dict[Reference, None] = {}

    def blocks(self, blocks: Iterable[Block]) -> Iterator[DocumentBlock]:
        for block in blocks:
            if isinstance(block, Choice):
                yield from self.blocks(self.chosen(block.condition, block.then, block.otherwise))
            elif isinstance(block, Listing):
                yield from self.table(block.reference)
            elif runs := self.runs(block.inlines):
                yield _recognised(runs)

    def runs(self, inlines: Iterable[Inline]) -> Runs:
        return tuple(_joined(self.pieces(inlines)))

    def pieces(self, inlines: Iterable[Inline]) -> Iterator[Run]:
        for part in inlines:
            if isinstance(part, Text):
                yield Run(part.content)
            elif isinstance(part, Fact):
                yield Run(self.fact(part))
            elif isinstance(part, Figure):
                yield self.figure(part)
            elif isinstance(part, Listing):
                yield from self.enumeration(part.reference)
            else:
                yield from self.pieces(self.chosen(part.condition, part.then, part.otherwise))

    def shown(self, reference: Reference, part: str = "value") -> Shown:
        if reference not in self.known:
            self.known[reference] = self.lookup(reference)
        shown = self.known[reference]
        if shown.text is None and not reference.by and shown.amount(part) is None:
            self.missing[reference] = None
        return shown

    def figure(self, figure: Figure) -> Run:
        shown = self.shown(figure.reference, figure.part)
        return Run(shown.written(figure.part, figure.style), figure.reference, shown.url)

    def chosen(
        self, condition: Condition, then: tuple[Part, ...], otherwise: tuple[Part, ...]
    ) -> tuple[Part, ...]:
        holds = self.holds(condition)
        return () if holds is None else then if holds else otherwise

    def holds(self, condition: Condition) -> bool | None:
        """Whether a condition holds; nothing if its figure has no value."""
        figure = condition.figure
        amount = self.shown(figure.reference, figure.part).amount(figure.part)
        return None if amount is None else COMPARISONS[condition.operator](amount, condition.threshold)

    def fact(self, fact: Fact) -> str:
        head = self.letterhead
        if fact.name == "issuer":
            return head.issuer or numerals.NOTHING
        if fact.name == "as_of" and fact.style == "hour" and head.as_of:
            return numerals.hour(head.as_of)
        day = head.date if fact.name == "date" else head.as_of and numerals.closing_day(head.as_of)
        return numerals.day(day, year=fact.style == "day") if day else numerals.NOTHING

    def listed(self, reference: Reference) -> list[tuple[str, Run, str]]:
        """Label, figure and unit of each part of a breakdown that is not a plain zero."""
        return [
            (label, Run(shown.written(), reference, shown.url), shown.unit)
            for label, shown in self.shown(reference).rows
            if shown.amount() != 0 or shown.text is not None
        ]

    def enumeration(self, reference: Reference) -> Iterator[Run]:
        rows = self.listed(reference)
        for index, (label, run, unit) in enumerate(rows):
            yield Run(("、" if index else "") + label)
            yield run
            yield Run(unit)
        if not rows:
            yield Run("无")

    def table(self, reference: Reference) -> Iterator[Table]:
        rows = tuple((Run(label), run) for label, run, _ in self.listed(reference))
        shown = self.shown(reference)
        unit = f"（{shown.unit}）" if shown.unit else ""
        if rows:
            yield Table((COLUMNS[reference.by], (shown.label or "数量") + unit), rows)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Join neighbouring words into one run; empty ones disappear."""
    words = ""
    for run in runs:
        if run.reference is None:
            words += run.text
            continue
        if words:
            yield Run(words)
        words = ""
        yield run
    if words:
        yield Run(words)


def _recognised(runs: Runs) -> DocumentBlock:
    """Tell a heading by its number; it ends at its first full stop, the rest of the line follows it."""
    opening = "" if runs[0].reference else runs[0].text
    level = next((number for number, form in enumerate(HEADINGS, 1) if form.match(opening)), None)
    if level is None:
        return Paragraph(runs)
    for index, run in enumerate(runs):
        if run.reference is None and "。" in run.text:
            head, stop, tail = run.text.partition("。")
            body = ((Run(tail),) if tail else ()) + runs[index + 1 :]
            return Heading(level, (*runs[:index], Run(head + stop)), body)
    return Heading(level, runs)
