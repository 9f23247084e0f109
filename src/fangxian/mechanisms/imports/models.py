"""A file that a unit sent: sealed, so that uploads hold no plaintext, with its mapping and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.mechanisms.imports.mapping import Mapping
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class ImportRun(models.Model):
    """One file for one kind of import, sent on behalf of a body in a line or of a place."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("to be checked")
        DONE = "done", _("imported")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=64)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    body_path = PathField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    path = PathField(blank=True)
    name = models.BinaryField()
    content = models.BinaryField()
    digest = models.BinaryField(max_length=16, db_index=True)
    mappings = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    heading = ""
    """The lines above the table that is being read; not kept."""
    sheet = ""
    """The name of the sheet that is being read; not kept."""

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"


class RememberedMapping(models.Model):
    """What a sender confirmed for a header, by the header's fingerprint; without a sender it is everybody's.

    ``keys`` are digests of the columns' names in order, by which a changed header is compared.
    """

    kind = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=16)
    columns = models.JSONField()
    keys = models.JSONField(default=list)
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="+")
    body_path = PathField(blank=True)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    path = PathField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fingerprint", *sender],
                condition=Q(body__isnull="body" not in sender, place__isnull="place" not in sender),
                name=f"mapping_once_{name}",
            )
            for name, sender in (("body", ("body", "line")), ("place", ("place",)), ("all", ()))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"

    @property
    def mapping(self) -> Mapping:
        """The confirmed fields by column."""
        return Mapping.from_json({"fingerprint": self.fingerprint, "columns": self.columns})
