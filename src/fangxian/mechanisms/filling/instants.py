"""Which instants a form means: until when it is filled, and where each window of it begins (M8)."""

import datetime
from dataclasses import dataclass

from fangxian.mechanisms.figures.questions import DAY, LAST, end_of, local, start_of
from fangxian.mechanisms.filling.rules.meaning import Window
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Instants:
    """Until when (``to``), as known when; with a cut-off a form's day runs from cut-off to cut-off."""

    response: Response
    to: datetime.datetime
    as_of: datetime.datetime
    cut_off: int | None = None

    def span(self, window: Window) -> tuple[datetime.datetime, datetime.datetime]:
        """Return the first and last instant of a window."""
        today = self._day_begins()
        if window is Window.DAY:
            return today, self.to
        if window is Window.YESTERDAY:
            return today - DAY, today - LAST
        return self.response.started_at, self.to

    @property
    def day(self) -> datetime.date:
        """The day that the form is about."""
        return self.to.astimezone(local()).date()

    def _day_begins(self) -> datetime.datetime:
        if self.cut_off is None:
            return start_of(self.day)
        begins = start_of(self.day) + datetime.timedelta(minutes=self.cut_off)
        return (begins if begins < self.to else begins - DAY) + LAST


def end_on(day: datetime.date, cut_off: int | None) -> datetime.datetime:
    """Return until when a form of a day is filled: its cut-off, else the day's end."""
    return end_of(day) if cut_off is None else start_of(day) + datetime.timedelta(minutes=cut_off)


def day_words(moment: datetime.datetime, pattern: str = "年月日") -> str:
    """Return a day as forms write it: 2020年2月10日, or 2月10日."""
    day = moment.astimezone(local())
    return f"{day.year}年{day.month}月{day.day}日" if "年" in pattern else f"{day.month}月{day.day}日"


def hour_words(moment: datetime.datetime) -> str:
    """Return an instant as forms write it: 2020年2月10日18时."""
    local_moment = moment.astimezone(local())
    minute = f"{local_moment.minute}分" if local_moment.minute else ""
    return f"{day_words(moment)}{local_moment.hour}时{minute}"
