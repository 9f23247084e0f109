"""What a drill is asked to be: how large, how long, how careless its people; the same seed plays the same drill."""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Text
from fangxian.lines.reports.form import RETURNEES

MOST_DAYS, MOST_UNITS, MOST_ARRIVALS = 60, 1_000_000, 1_000_000
SHARES = ("late", "missing", "corrected", "duplicated", "out_of_order")


@dataclass(frozen=True)
class Parameters:
    """A drill in a place from ``start`` (default: so that it ends yesterday), for some days.

    ``units`` bodies report daily and declare ``arrivals`` people a day in all; with ``line`` they are the first ones
    that stand there, else they are invented. Shares are from 0 to 1, each of all reports and of all entries about
    people: sent after the deadline, never sent, corrected later, sent twice; and of the late reports those that come
    only after the next day's.
    """

    place: str
    days: int = 3
    units: int = 20
    arrivals: int = 30
    late: float = 0.1
    missing: float = 0.1
    corrected: float = 0.05
    duplicated: float = 0.05
    out_of_order: float = 0.2
    seed: int = 1
    form: str = RETURNEES.code
    line: str = ""
    start: datetime.date | None = None
    name: str = ""

    def checked(self, today: datetime.date) -> "Parameters":
        """Return the parameters with a start; raises ``Invalid`` naming each that is out of bounds."""
        errors: dict[str, Text] = {}
        for name, least, most in (
            ("days", 1, MOST_DAYS),
            ("units", 1, MOST_UNITS),
            ("arrivals", 0, MOST_ARRIVALS),
        ):
            if not least <= getattr(self, name) <= most:
                errors[name] = _("From %(least)s to %(most)s.") % {"least": least, "most": most}
        for name in SHARES:
            if not 0 <= getattr(self, name) <= 1:
                errors[name] = _("A share from 0 to 1.")
        if "late" not in errors and "missing" not in errors and self.late + self.missing > 1:
            errors["late"] = _("What is late and what is missing are together no more than all.")
        start = self.start or today - datetime.timedelta(days=self.days)
        if start + datetime.timedelta(days=self.days) > today + datetime.timedelta(days=1):
            errors["start"] = _("It would end in the future: choose an earlier day.")
        if errors:
            raise Invalid(errors)
        return dataclasses.replace(self, start=start)

    @property
    def first_day(self) -> datetime.date:
        """The first day; only of checked parameters."""
        if self.start is None:
            raise TypeError("parameters were not checked")
        return self.start

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        told = dataclasses.asdict(self)
        return told | {"start": self.start.isoformat() if self.start else None}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Parameters":
        """Read what ``to_json`` gave."""
        start = told.get("start")
        return cls(**dict(told) | {"start": datetime.date.fromisoformat(start) if start else None})
