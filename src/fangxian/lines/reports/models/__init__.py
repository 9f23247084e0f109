"""The line's tables: reports and who owes them, and what other modules of the room add."""

from fangxian.lines.reports.models.locks import PeriodLock
from fangxian.lines.reports.models.reports import (
    FILED,
    DailyReport,
    Excuse,
    Obligation,
    OwingRule,
)

__all__ = ["FILED", "DailyReport", "Excuse", "Obligation", "OwingRule", "PeriodLock"]
