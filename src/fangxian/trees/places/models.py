"""A place has an identity; its codes and paths are dated, since units are recoded (decision 1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id


class Kind(models.TextChoices):
    """The levels of the territory, from province to household."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    STREET = "street", _("street or township")
    COMMUNITY = "community", _("community or village")
    GRID = "grid", _("grid")
    COMPOUND = "compound", _("compound")
    BUILDING = "building", _("building")
    HOUSEHOLD = "household", _("household")


WIDTHS = {
    Kind.PROVINCE: 2,
    Kind.CITY: 4,
    Kind.COUNTY: 6,
    Kind.STREET: 9,
    Kind.COMMUNITY: 12,
    Kind.GRID: 15,
    Kind.COMPOUND: 18,
    Kind.BUILDING: 21,
    Kind.HOUSEHOLD: 26,
}
"""Characters of a path at each level: the statistical division code, then segments of fixed width."""


class Place(models.Model):
    """A place of the territory as it is today: ``path`` and ``code`` repeat its current ``PlaceCode``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind)
    code = models.CharField(max_length=26, db_index=True)
    path = PathField(unique=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["kind", "path"], name="place_kind_path")]

    def __str__(self) -> str:
        return self.name


class PlaceCode(models.Model):
    """A place's code and path from ``valid_from`` to the day before ``valid_to`` (None: still)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=26, db_index=True)
    path = PathField()
    reporting_parent = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_from"], name="place_code_from"),
            models.UniqueConstraint(
                fields=["place"], condition=Q(valid_to__isnull=True), name="place_code_current"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="place_code_dates"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="place_code_path")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"
