"""Fields of days: one of its own, and those from and until which a row holds."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.dates import Moment, parse_date
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.imports.fields import Kind
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.mechanisms.ledgers.widgets import Picker

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.models import LedgerRow
    from fangxian.mechanisms.ledgers.names import Names


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day."""

    kind = Kind.DATE
    json = datetime.date

    def column(self) -> Column:
        """Return how a sheet holds it: a day without a year may lie before or after today."""
        return replace(super().column(), ahead=True)

    def control(self, meaning: "Meaning") -> forms.Field:
        return forms.DateField(
            label=self.title, required=self.required, widget=Picker("date"), help_text=self.help
        )

    def read(self, told: Any, meaning: "Meaning") -> datetime.date | None:
        if isinstance(told, Moment):
            return timezone.localdate(told.at)
        if isinstance(told, datetime.datetime):
            return timezone.localdate(told)
        if told is None or isinstance(told, datetime.date):
            return told
        try:
            return parse_date(str(told))
        except ValueProblem as problem:
            raise Unreadable(_("Not a day: write it as 2020-02-10.")) from problem

    def canonical(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def shown(self, value: Any, names: "Names") -> str:
        return date_format(value, _("M j")) if value else ""


@dataclass(frozen=True, kw_only=True)
class Since(Day):
    """The first day from which a row holds, its instant in ``happened_at``; without one, the day of entering."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("happened_at",)

    def columns(self, value: Any) -> dict[str, Any]:
        return {"happened_at": midnight(value)} if value else {}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> datetime.date:
        return timezone.localdate(row.happened_at)


@dataclass(frozen=True, kw_only=True)
class On(Since):
    """The day on which something happened that is over: now if it is today, else that day's noon; none to come."""

    def column(self) -> Column:
        """Return how a sheet holds it: a day without a year lies before today."""
        return replace(super().column(), ahead=False)

    def read(self, told: Any, meaning: "Meaning") -> datetime.date | None:
        day = super().read(told, meaning)
        if day and day > timezone.localdate(clock.now()):
            raise Unreadable(_("This day lies ahead."))
        return day

    def columns(self, value: Any) -> dict[str, Any]:
        if not value:
            return {}
        now = clock.now()
        today = value == timezone.localdate(now)
        return {"happened_at": now if today else midnight(value) + datetime.timedelta(hours=12)}


@dataclass(frozen=True, kw_only=True)
class Until(Day):
    """The last day on which a row holds; its column ``ended_at`` is the midnight after it."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("ended_at",)

    def columns(self, value: Any) -> dict[str, Any]:
        return {"ended_at": midnight(value + datetime.timedelta(days=1)) if value else None}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> datetime.date | None:
        return timezone.localdate(row.ended_at) - datetime.timedelta(days=1) if row.ended_at else None


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the first instant of a day."""
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())
