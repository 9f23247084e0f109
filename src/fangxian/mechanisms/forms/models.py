"""Forms as data: a definition holds its fields' columns for ever, and each version what was asked from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.models import Account

COLUMNS = tuple(f"n{number:02d}" for number in range(1, 41))
"""The typed columns in which numbers of reports lie."""


class FormDefinition(models.Model):
    """A form that somebody issues; ``columns`` maps every field's code to its typed column and is never reused.

    ``stamp`` changes with every change that a reader of the catalogue must see.
    """

    code = models.SlugField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    issued_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    columns = models.JSONField(default=dict)
    retired_from = models.DateField(null=True, blank=True)
    stamp = models.UUIDField(default=new_id)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """What a form asks from ``valid_from`` on; once approved it stays as it is. ``content`` is a ``Form`` as JSON."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.ForeignKey(FormDefinition, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    content = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["form", "number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="form_version_number")]
        indexes = [models.Index(fields=["state", "form"], name="form_version_state")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"
