"""Who owes a report, who is excused, and the reports themselves: all versioned, so known as they were then."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.models import Version


class Obligation(Version):
    """A body owes a form in a line every day from ``valid_from`` to the day before ``valid_to``."""

    form = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "form", "line", "body", "valid_from"],
                condition=Q(recorded_to=FOREVER, voided=False),
                name="obligation_once",
            ),
        ]


class Excuse(Version):
    """A body owes nothing from ``valid_from`` to the day before ``valid_to``: closed, or excused with a reason.

    It leaves numerator and denominator alike.
    """

    form = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(Version.Meta):
        pass


class DailyReport(Version):
    """A body's report for a day; it belongs to the post, whoever files it. Numbers stand in typed columns.

    ``due_at`` is the cut-off, ``late_at`` the end of the grace; ``filed_at`` the first submission, also after
    replacements; ``differences`` maps a field to the ledgers' number and the reason for another.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted")

    form = models.SlugField(max_length=40)
    day = models.DateField()
    due_at = models.DateTimeField()
    late_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State)
    is_zero = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)
    differences = models.JSONField(default=dict)
    comment = models.CharField(max_length=200, blank=True)
    n01 = models.BigIntegerField(null=True)
    n02 = models.BigIntegerField(null=True)
    n03 = models.BigIntegerField(null=True)
    n04 = models.BigIntegerField(null=True)
    n05 = models.BigIntegerField(null=True)
    n06 = models.BigIntegerField(null=True)
    n07 = models.BigIntegerField(null=True)
    n08 = models.BigIntegerField(null=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "form", "line", "body", "day"],
                condition=Q(recorded_to=FOREVER, voided=False),
                name="report_once",
            ),
        ]
        indexes = [
            *Version.Meta.indexes,
            models.Index(fields=["response", "form", "due_at"], name="report_due"),
        ]


FILED = [DailyReport.State.SUBMITTED, DailyReport.State.RETURNED, DailyReport.State.ACCEPTED]
