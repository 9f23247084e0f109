"""A file that a unit sent: sealed, so that uploads hold no plaintext, with its mapping and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
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
    kind = models.CharField(max_length=24)
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

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"


class RememberedMapping(models.Model):
    """The mapping that a person confirmed for a header, by the header's fingerprint."""

    kind = models.CharField(max_length=24)
    fingerprint = models.CharField(max_length=16)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"
