"""The response to an emergency; everything that is entered belongs to one."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place

DRILL_MARK = "【演练】"


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
    report_hours = models.JSONField(default=list, blank=True, editable=False)
    """The cut-offs and graces that held, each from a day on: a change moves no past deadline."""
    contact_days = models.PositiveSmallIntegerField(default=3)
    """Within how many days nobody should be asked again without need ("already asked")."""
    key_places = models.JSONField(default=list, blank=True)
    """Names of the regions that arrivals are most watched from (重点地区), as origins are written: 湖北, 武汉."""
    is_drill = models.BooleanField(default=False, editable=False)
    """Played for practice: every page, sheet and paper says so, and no other system is told of it."""
    history = HistoricalRecords()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """What is put before whatever is printed or taken out of a drill; nothing for a real response."""
        return DRILL_MARK if self.is_drill else ""

    @property
    def key_owner(self) -> str:
        """The owner name of this response's keys."""
        return self.id.hex

    def ended(self, at: datetime.datetime) -> bool:
        """Tell whether the response had ended at an instant."""
        return self.ended_at is not None and self.ended_at <= at

    def report_hours_on(self, day: datetime.date) -> tuple[datetime.time, int]:
        """Return the cut-off and the minutes of grace that hold for a day's report: a change begins the next day."""
        changed = (step for step in reversed(self.report_hours) if step["from"] <= day.isoformat())
        step = next(changed, self.report_hours[0] if self.report_hours else None)
        if step is None:
            return self.report_cut_off, self.report_grace_minutes
        return datetime.time.fromisoformat(step["cut_off"]), step["grace"]
