"""An entry and the abstract version row from which every line's fact tables are made."""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER, PathField
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response


class Channel(models.TextChoices):
    """The ways by which something is entered."""

    WEB = "web", _("web")
    API = "api", _("API")
    EXCEL = "excel", _("Excel")
    COMMAND = "command", _("command line")


class Entry(models.Model):
    """Something that was entered once, under an id that its maker chose; ``digest`` is its first content's.

    The response was read by the action that enters: the database does not look it up again (decision 15).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=24)
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    digest = models.BinaryField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


M = TypeVar("M", bound=models.Model)


class Known(models.QuerySet[M]):
    """Querysets of rows with ``recorded_from`` and ``recorded_to`` by what was known when."""

    def known(self, instant: datetime.datetime | None = None) -> Self:
        """Return the rows known at an instant; None means now."""
        if instant is None:
            return self.filter(recorded_to=FOREVER)
        return self.filter(recorded_from__lte=instant, recorded_to__gt=instant)

    def at(self, instant: datetime.datetime | None = None) -> Self:
        """Return the rows that count at an instant."""
        return self.known(instant)


class KnownVersions(Known[M]):
    """Querysets of versions, of which the voided ones stay readable but do not count."""

    def at(self, instant: datetime.datetime | None = None) -> Self:
        """Return the versions known at an instant, voided ones left out; None means now."""
        return self.known(instant).filter(voided=False)


class Version(models.Model):
    """What was known about an entry from ``recorded_from`` until before ``recorded_to``; never changed.

    ``happened_at`` is claimed by who entered it, ``recorded_from`` is read from our clock. ``path`` and
    ``body_path`` are the paths in both trees valid on the day of the entry.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+", db_index=False)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(default=FOREVER)
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    reason = models.CharField(max_length=200, blank=True)
    voided = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    path = PathField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+", db_index=False)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)
    body_path = PathField(blank=True)

    objects = KnownVersions.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="%(class)s_number"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(recorded_to=FOREVER), name="%(class)s_current"
            ),
        ]
        indexes = [
            # facts of a part of the territory, now: figures, lists, drill-down
            models.Index(fields=["response", "path", "recorded_to"], name="%(class)s_path"),
            # facts of a body or below it in a line, now
            models.Index(fields=["response", "line", "body_path", "recorded_to"], name="%(class)s_body"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"
