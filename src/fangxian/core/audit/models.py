"""The audit event: one row a request or action, never one a list row."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that an account did or saw; the account is named by id since the trail outlives it."""

    class Kind(models.TextChoices):
        WRITE = "write", _("write")
        READ = "read", _("read of personal data")
        EXPORT = "export", _("export")
        SIGN_IN = "sign_in", _("sign-in")
        MANAGE = "manage", _("administration")

    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind)
    action = models.CharField(max_length=48)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    response = models.UUIDField(null=True)
    subject = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["-at"], name="audit_latest"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["subject", "-at"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; an event that was recorded is never changed."""
        if self.pk is not None:
            raise TypeError("an audit event is never changed")
        super().save(*args, **kwargs)
