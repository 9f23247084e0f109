"""What every part of the recomputation shares: where something lies, and the window of a question."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.mechanisms.entries.models import Version

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Where:
    """The part of both trees in which something lies."""

    path: str
    line: str
    body: uuid.UUID | None
    body_path: str


@dataclass(frozen=True)
class Window:
    """From, to, and the instant of knowledge."""

    start: datetime
    end: datetime
    known: datetime

    @property
    def now(self) -> datetime:
        """The instant against which lateness is measured."""
        return min(self.end, self.known)

    def holds(self, instant: datetime | None) -> bool:
        """Tell whether something happened within the window."""
        return instant is not None and self.start <= instant <= self.end

    def reached(self, instant: datetime | None) -> bool:
        """Tell whether something had happened by the window's end."""
        return instant is not None and instant <= self.end


def where(row: Version) -> Where:
    """Return the part of both trees in which an entry lies."""
    return Where(row.path, row.line_id or "", row.body_id, row.body_path)
