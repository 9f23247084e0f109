"""The parts of a bulletin's source text, and how each is written back (M24, docs/bulletin-source.md).

Every part writes itself as the line language that `parsing` reads: `parse(str(source)) == source`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

ATTRIBUTES = {"line": "line", "place": "place", "body": "body", "from": "since", "to": "until", "by": "by"}
"""Attribute as written → field of `Reference`; the names are those of the figures API."""

PARTS = ("value", "numerator", "denominator")
STYLES = ("plain", "余", "多", "percent")
FACTS = {"date": ("day", "short"), "as_of": ("day", "short", "hour"), "issuer": ("full",)}
"""Facts about the paper itself and the styles of each, the default first."""

OPERATORS = (">=", "<=", "!=", ">", "<", "=")


@dataclass(frozen=True, slots=True)
class Reference:
    """Which figure is meant: a measure and its dimensions, as the figures API takes them; empty: the default.

    `since` and `until` are ISO dates or minutes (`2020-02-10`, `2020-02-10T18:00`); a day means its end.
    """

    measure: str
    line: str = ""
    place: str = ""
    body: str = ""
    since: str = ""
    until: str = ""
    by: str = ""

    def __str__(self) -> str:
        values = ((name, getattr(self, field)) for name, field in ATTRIBUTES.items())
        return " ".join([self.measure, *(f"{name}={_quoted(value)}" for name, value in values if value)])


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in the text: which, which part of it, and in what style."""

    reference: Reference
    part: str = "value"
    style: str = "plain"

    def inside(self) -> str:
        """Write the placeholder without its braces."""
        part = "" if self.part == "value" else f" part={self.part}"
        style = "" if self.style == "plain" else f" style={self.style}"
        return f"{self.reference}{part}{style}"

    def __str__(self) -> str:
        return f"{{{self.inside()}}}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the paper itself: its date, its as-of, its issuer."""

    name: str
    style: str

    def __str__(self) -> str:
        return (
            f"{{{self.name}}}" if self.style == FACTS[self.name][0] else f"{{{self.name} style={self.style}}}"
        )


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand as they are; braces are doubled when written."""

    content: str

    def __str__(self) -> str:
        return self.content.replace("{", "{{").replace("}", "}}")


@dataclass(frozen=True, slots=True)
class Listing:
    """A figure's breakdown: an enumeration inside a sentence, a table on a line of its own."""

    reference: Reference

    def __str__(self) -> str:
        return f"{{list {self.reference}}}"


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one figure with a number; the number is kept as written (`0`, `98.5`, `100%`)."""

    figure: Figure
    operator: str
    bound: str

    @property
    def threshold(self) -> Fraction:
        """The number compared with; 100% is one."""
        number = Fraction(self.bound.rstrip("%"))
        return number / 100 if self.bound.endswith("%") else number

    def __str__(self) -> str:
        return f"{{if {self.figure.inside()} {self.operator} {self.bound}}}"


@dataclass(frozen=True, slots=True)
class Span:
    """Words within a line that stand only under a condition, and what stands otherwise."""

    condition: Condition
    then: tuple[Inline, ...]
    otherwise: tuple[Inline, ...] = ()

    def __str__(self) -> str:
        otherwise = f"{{else}}{written(self.otherwise)}" if self.otherwise else ""
        return f"{self.condition}{written(self.then)}{otherwise}{{end}}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source: a heading or a paragraph, as its text tells."""

    inlines: tuple[Inline, ...]

    def __str__(self) -> str:
        return written(self.inlines)


@dataclass(frozen=True, slots=True)
class Choice:
    """Lines that stand only under a condition, and those that stand otherwise."""

    condition: Condition
    then: tuple[Block, ...]
    otherwise: tuple[Block, ...] = ()

    def __str__(self) -> str:
        otherwise = ("{else}", *map(str, self.otherwise)) if self.otherwise else ()
        return "\n".join([str(self.condition), *map(str, self.then), *otherwise, "{end}"])


Inline = Text | Figure | Fact | Listing | Span
Block = Line | Listing | Choice


@dataclass(frozen=True, slots=True)
class Source:
    """A bulletin's whole text: title, addressee (may be empty) and blocks."""

    title: tuple[Inline, ...]
    addressee: str
    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        head = [f"标题：{written(self.title)}", *([f"主送：{self.addressee}"] if self.addressee else [])]
        return "\n".join([*head, "", *map(str, self.blocks)]) + "\n"


def written(inlines: tuple[Inline, ...]) -> str:
    """Write a sequence of inline parts back as source text."""
    return "".join(map(str, inlines))


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s=<>!≥≤≠]", value) else value
