"""Locked periods: days whose reports stay as they are, in a part of one tree (M8)."""

import datetime

from django.db import models
from django.db.models import F, Q

from fangxian.mechanisms.entries.models import Version


class PeriodLock(Version):
    """From ``first_day`` to ``last_day`` nothing about reports is written below a body of a line, or in a place.

    With ``body`` it holds for the subtree ``body_path`` of ``line``; without, for the places under ``path``.
    ``form`` is the code of one form, "" of all. It ends when it is voided, with a reason.
    """

    form = models.SlugField(max_length=40, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_lock_days"),
        ]

    def covers(
        self,
        form: str,
        line: str,
        body_path: str,
        path: str,
        first: datetime.date,
        last: datetime.date | None,
    ) -> bool:
        """Tell whether days of a form (``last`` None: without end) of a body's reports lie in the lock."""
        days = first <= self.last_day and (last is None or last >= self.first_day)
        if self.body_id:
            inside = line == self.line_id and body_path.startswith(self.body_path)
        else:
            inside = path.startswith(self.path)
        return days and inside and self.form in ("", form)
