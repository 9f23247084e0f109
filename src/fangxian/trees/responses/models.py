"""The response to an emergency; everything that is entered belongs to one."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place
from fangxian.trees.responses import rules


class Response(models.Model):
    """An emergency response in a jurisdiction, its level, dates and rules; its id owns its data keys."""

    class Level(models.IntegerChoices):
        ONE = 1, _("level I")
        TWO = 2, _("level II")
        THREE = 3, _("level III")
        FOUR = 4, _("level IV")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level)
    jurisdiction = models.ForeignKey(Place, models.PROTECT, related_name="responses")
    committee = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    registration_hours = models.PositiveSmallIntegerField(default=24)
    declaration_hours = models.PositiveSmallIntegerField(default=24)
    report_cut_off = models.TimeField(default=datetime.time(10, 0))
    report_grace_minutes = models.PositiveSmallIntegerField(default=30)
    key_places = models.JSONField(default=list, blank=True)
    """Names of the regions that arrivals are most watched from (重点地区), as origins are written: 湖北, 武汉."""
    history = HistoricalRecords()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def key_owner(self) -> str:
        """The owner name of this response's keys."""
        return self.id.hex

    def ended(self, at: datetime.datetime) -> bool:
        """Tell whether the response had ended at an instant."""
        return self.ended_at is not None and self.ended_at <= at

    def registration_due(self, arrived_at: datetime.datetime) -> datetime.datetime:
        """Return until when the community has to register an arrival."""
        return rules.due_after(arrived_at, self.registration_hours)

    def declaration_due(self, arrived_at: datetime.datetime) -> datetime.datetime:
        """Return until when the unit has to declare an arrival."""
        return rules.due_after(arrived_at, self.declaration_hours)

    def report_due(self, day: datetime.date) -> datetime.datetime:
        """Return the instant after which a day's report is late: its cut-off and the grace."""
        return rules.report_due(day, self.report_cut_off, self.report_grace_minutes)

    def report_window(self, day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
        """Return what a day's report covers: later than the first instant, up to the second."""
        return rules.report_window(day, self.report_cut_off)

    def report_day(self, instant: datetime.datetime) -> datetime.date:
        """Return the day whose report covers an instant."""
        return rules.report_day(instant, self.report_cut_off)
