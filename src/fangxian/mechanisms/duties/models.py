"""A reminder that somebody sent about what is owed: shown on the home page of those who owe it."""

from django.db import models

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.responses.models import Response


class Reminder(models.Model):
    """A reminder to a body in a line, or to a place, about one duty; sent at most once an hour."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="+")
    about = models.CharField(max_length=40)
    path = PathField(blank=True)
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    body_path = PathField(blank=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["response", "line", "body_path"], name="reminder_body"),
            models.Index(fields=["response", "path"], name="reminder_place"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.sent_at:%Y-%m-%d %H:%M}"
