"""How often something open to everybody was used lately."""

from django.db import models


class Attempt(models.Model):
    """A use of something within the last hours, both it and the sender's network address by keyed tokens."""

    subject = models.BinaryField(max_length=16)
    address = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="visitors_attempt_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
