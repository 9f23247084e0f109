"""Forms that were filled, sealed as they came, and what was confirmed of them: remembered for tomorrow (M8)."""

from django.db import models

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Owned(models.Model):
    """What belongs to a body in a line, or to a place, in a response."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    body_path = PathField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    path = PathField(blank=True)

    class Meta:
        abstract = True


class Filling(Owned):
    """One form for one instant: the file sealed, what fills each blank, and the values of figures (never persons).

    ``choices`` maps a label's key to a choice; ``cells`` lists the values with their sheet, address, label, measure
    and the address of their entries.
    """

    name = models.BinaryField()
    content = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    title = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=16)
    choices = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    to = models.DateTimeField(null=True)
    as_of = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    persons = models.PositiveIntegerField(default=0)
    hides_small = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True)
    filled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["response", "-created_at"], name="filling_latest"),
            models.Index(fields=["response", "digest"], name="filling_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.created_at:%Y-%m-%d %H:%M}"


class KnownForm(Owned):
    """What a body or place confirmed for a form, by the form's fingerprint; ``keys`` are its labels in order.

    Versions of one form are a ``series``.
    """

    title = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=16)
    keys = models.JSONField()
    choices = models.JSONField()
    series = models.UUIDField(default=new_id, editable=False, db_index=True)
    last = models.ForeignKey(Filling, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "fingerprint", "body", "line", "place"], name="known_form_once",
                nulls_distinct=False,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.fingerprint}"
