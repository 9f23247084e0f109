"""Bodies have stable ids; where each stands in a line (party, administrative, industry) is dated (M3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.trees.places.models import Place


class Line(models.Model):
    """A line along which bodies report: its root is the committee that answers for it."""

    class Nature(models.TextChoices):
        PARTY = "party", _("party")
        ADMINISTRATIVE = "administrative", _("administrative")
        INDUSTRY = "industry", _("industry")

    code = models.SlugField(max_length=16, primary_key=True)
    name = models.CharField(max_length=40)
    nature = models.CharField(max_length=14, choices=Nature)
    reports_returnees = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A department, enterprise, committee or other organisation."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("committee")
        DEPARTMENT = "department", _("department")
        INSTITUTION = "institution", _("institution")
        ENTERPRISE = "enterprise", _("enterprise")
        SOCIAL = "social", _("social organisation")
        STREET = "street", _("street or township office")
        COMMUNITY = "community", _("community")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=11, choices=Kind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="bodies")
    credit_code = models.CharField(max_length=18, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.short_name or self.name


class Position(models.Model):
    """A body's place in a line, below a parent or as its root, from ``valid_from`` to before ``valid_to``.

    ``path`` is made of four characters a level, so that a subtree of the line is a range of paths.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="positions")
    line = models.ForeignKey(Line, models.PROTECT, related_name="positions")
    parent = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    path = PathField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["line", "path"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "line"], condition=Q(valid_to__isnull=True), name="position_current"
            ),
            models.UniqueConstraint(
                fields=["line", "path"], condition=Q(valid_to__isnull=True), name="position_path"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="position_dates"
            ),
        ]
        indexes = [models.Index(fields=["line", "path"], name="position_line_path")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.path}"
