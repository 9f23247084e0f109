"""A paper with its figures filled in: what Word, PDF and the web page are made from (M24, GB/T 9704)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from fangxian.mechanisms.papers import numerals
from fangxian.mechanisms.papers.syntax import Reference


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper, under which number and date; what is not yet known stays empty.

    `banner` is the red name at the top (by default the issuer's name); `number` is the document number as
    printed, such as 白山直党工发〔2020〕1号; `as_of` is aware: the instant up to which the figures are known.
    """

    issuer: str = ""
    banner: str = ""
    number: str = ""
    issue: int | None = None
    date: date | None = None
    as_of: datetime | None = None

    @property
    def banner_text(self) -> str:
        """The red name at the top."""
        return self.banner or self.issuer

    @property
    def centred(self) -> tuple[str, ...]:
        """The lines under the red name: issue and document number, where there are any."""
        return tuple(line for line in (self.issue_text, self.number) if line)

    @property
    def edges(self) -> tuple[str, str] | None:
        """Issuer and date at both ends of the line above the red rule; only numbered issues have them."""
        return None if self.issue is None else (self.issuer, self.date_text)

    @property
    def issue_text(self) -> str:
        """The issue as printed, such as 第1期, or nothing."""
        return "" if self.issue is None else numerals.issue_number(self.issue)

    @property
    def date_text(self) -> str:
        """The date as printed, such as 2020年2月10日, or nothing."""
        return "" if self.date is None else numerals.day(self.date)

    @property
    def date_iso(self) -> str:
        """The date for machines, or nothing."""
        return "" if self.date is None else self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words; a figure among them carries its reference and the address of its entries."""

    text: str
    reference: Reference | None = None
    url: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) to 4 (（1）), with the text that follows on the same line."""

    level: int
    runs: Runs
    body: Runs = ()
    kind: str = field(default="heading", init=False)

    @property
    def rank(self) -> int:
        """The HTML heading that it is; the title is the first."""
        return self.level + 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    runs: Runs
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown: column heads, and rows of a label and a figure."""

    head: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    kind: str = field(default="table", init=False)


DocumentBlock = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A paper ready to print; `missing` lists the figures that had no value when it was filled in."""

    letterhead: Letterhead
    title: Runs
    addressee: str
    blocks: tuple[DocumentBlock, ...]
    missing: tuple[Reference, ...] = ()

    @property
    def title_text(self) -> str:
        """The title as plain text."""
        return text_of(self.title)


def text_of(runs: Runs) -> str:
    """Join runs into plain text."""
    return "".join(run.text for run in runs)
