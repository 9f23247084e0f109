"""A bulletin with its one source text, frozen when issued; and the superior's written instruction on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.mechanisms.entries.models import Version
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response


class Bulletin(models.Model):
    """A bulletin of an issuing body; ``figures`` holds what was frozen: values, digests and the scope they had."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="bulletins")
    issuer = models.ForeignKey(Body, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    body_path = PathField()
    path = PathField()
    document_mark = models.CharField(max_length=40, blank=True)
    source = models.TextField()
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True)
    until = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(default=dict)
    history = HistoricalRecords(excluded_fields=["figures"])

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "issuer", "number"],
                condition=Q(number__isnull=False),
                name="bulletin_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_mark} {self.number or ''}".strip()

    @property
    def issued(self) -> bool:
        """Whether the bulletin is issued, after which nothing of it changes."""
        return self.state == self.State.ISSUED

    @property
    def document_number(self) -> str:
        """The document number as printed, such as 白山直党工发〔2020〕1号."""
        if not self.number or not self.document_mark or not self.issued_at:
            return ""
        return f"{self.document_mark}〔{self.issued_at.year}〕{self.number}号"


class Instruction(Version):
    """A superior's written instruction (批示) on an issued bulletin: a duty of a body until its feedback."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="instructions")
    given_by = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    feedback = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(Version.Meta):
        pass
