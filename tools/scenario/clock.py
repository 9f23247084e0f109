"""Wall-clock times of the scenarios."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a wall-clock time of Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), ZONE)
