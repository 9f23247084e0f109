"""An export to the lake that somebody asked for: its purpose, how far it is, what it wrote, whether figures agree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.core.ids import new_id
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response


class LakeExport(models.Model):
    """An export of a response; ``step`` of ``steps`` ledgers are written, then figures are compared.

    ``rows`` and ``files`` by ledger were written; ``cells`` figures were compared, and those of the measures in
    ``differing`` were not the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be run")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=1)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    rows = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    cells = models.PositiveIntegerField(null=True)
    differing = models.JSONField(default=list)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["response", "-asked_at"], name="lake_export_latest")]

    def __str__(self) -> str:
        return self.purpose

    @property
    def runs(self) -> bool:
        """Whether it has not come to its end yet."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
