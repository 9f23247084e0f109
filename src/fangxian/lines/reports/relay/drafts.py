"""What the lines of a relay would file: each with its body, its values, and where every value comes from (M8)."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangxian.lines.reports.models import FILED, DailyReport, Obligation, PeriodLock
from fangxian.lines.reports.relay.rules.lines import Line
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.bodies.resolver import Resolution


class Source(StrEnum):
    """Where a draft's value comes from."""

    SAID = "said"
    IMPLIED = "implied"
    FILED = "filed"
    YESTERDAY = "yesterday"
    LEDGER = "ledger"
    BLANK = "blank"


@dataclass(frozen=True)
class Value:
    """A number of a draft with its field and its source; None is blank, which is not zero."""

    field: Field
    number: int | None
    source: Source


@dataclass(frozen=True)
class Draft:
    """What a line would file: ``obligation`` is the post that it means, None where somebody has to choose.

    ``answers`` are dates, texts and choices by field, ``unread`` what stands where one of them should. Where nothing
    is known of any body, ``has_directory`` is False, and a name as written will do.
    """

    line: Line
    resolution: Resolution
    obligation: Obligation | None
    choices: list[Obligation]
    values: list[Value]
    answers: dict[str, Any]
    unread: list[str]
    report: DailyReport | None = None
    lock: PeriodLock | None = None
    has_directory: bool = True

    @property
    def as_yesterday(self) -> dict[str, int | float]:
        """What is as yesterday, by field, as people write it."""
        found = {
            v.field: v.number for v in self.values if v.source is Source.YESTERDAY and v.number is not None
        }
        return {each.code: _written(each, number) for each, number in found.items()}

    @property
    def numbers(self) -> dict[str, int]:
        """What was said, follows from it or is as yesterday, by field."""
        told = (Source.SAID, Source.IMPLIED, Source.YESTERDAY)
        return {v.field.code: v.number for v in self.values if v.source in told and v.number is not None}

    @property
    def said_numbers(self) -> dict[str, int | float]:
        """What was said, by field, as people write it: 1.5 is kept as 15 tenths."""
        found = {v.field: v.number for v in self.values if v.source is Source.SAID and v.number is not None}
        return {each.code: _written(each, number) for each, number in found.items()}

    @property
    def blanks(self) -> list[Field]:
        """The required numbers that nobody stated and nothing fills in."""
        return [value.field for value in self.values if value.number is None and value.field.required]

    @property
    def understood(self) -> bool:
        """Whether the body is known and nothing is left over, also not "as yesterday" without a yesterday."""
        lost = any(v.source is Source.BLANK and v.field.code in self.line.said.same for v in self.values)
        named = self.resolution.body is not None or not self.has_directory
        return self.line.understood and named and not lost and not self.unread

    @property
    def leftover(self) -> list[str]:
        """The pieces of the line that were not understood."""
        return [*self.line.leftover, *self.unread]

    @property
    def is_equal(self) -> bool:
        """Whether the body has filed just this already."""
        return (
            self.report is not None
            and self.report.state in FILED
            and all(getattr(self.report, value.field.column) == value.number for value in self.values)
        )


@dataclass(frozen=True)
class Reading:
    """A relay read for a form and day; ``others`` are the lines that are no reports."""

    form: Form
    day: datetime.date
    named_day: datetime.date | None
    drafts: list[Draft]
    others: list[tuple[int, str]]
    posts: list[Obligation] = field(default_factory=list)


def _written(field: Field, number: int) -> int | float:
    return number / 10**field.decimals if field.decimals else number
