"""A relay as read: what each unit said, from which lines of the text, and the lines that are no reports (M8)."""

import datetime
from dataclasses import dataclass, field

from fangxian.lines.reports.relay.rules.taking import Said


@dataclass
class Line:
    """What one unit said: the line that holds, all its lines, and the pieces that were not understood."""

    line: int
    text: str
    unit: str
    said: Said
    lines: list[int] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    index: int | None = None

    @property
    def understood(self) -> bool:
        """Whether the unit is named, something is stated and nothing is left over."""
        return bool(self.unit) and not self.said.is_empty and not self.leftover


@dataclass
class Relay:
    """A relay as read: its day if it names one, what units said, and lines that are no reports."""

    day: datetime.date | None = None
    lines: list[Line] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)
