"""Who is told of what, and what became of each call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.core.ids import new_id
from fangxian.trees.people.models import Account


class Webhook(models.Model):
    """An address of another system that is told what a service account may see.

    Address and secret are sealed; ``read_to`` is the instant of the last event of the audit trail that was looked
    at; after many failures in a row nothing is sent until somebody resumes it. For a day after ``renewed_at`` calls
    are signed with the former secret too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="webhooks")
    title = models.CharField(max_length=60)
    host = models.CharField(max_length=120)
    address = models.BinaryField()
    secret = models.BinaryField()
    former_secret = models.BinaryField(null=True)
    renewed_at = models.DateTimeField(null=True)
    actions = models.JSONField(default=list)
    read_to = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.title} ({self.host})"


class Call(models.Model):
    """One event told to one address; tried again with longer and longer pauses until it is taken."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        TAKEN = "taken", _("taken")
        GIVEN_UP = "given_up", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    event = models.BigIntegerField()
    action = models.CharField(max_length=48)
    happened_at = models.DateTimeField()
    response = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    outcome = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="call_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="call_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"
