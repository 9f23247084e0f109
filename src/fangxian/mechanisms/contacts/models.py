"""A call or a visit, and the keyed tokens under which every line finds it again."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.mechanisms.entries.models import Entry, Version


class Contact(Version):
    """Somebody was called or visited about an entry: by whom, how, with what outcome ("already asked").

    ``topic`` is the kind of the entry ``about``; ``subject`` is the same for all contacts with one person;
    ``office`` names the place or body that asked; ``repeated`` says whether another office had asked him within
    the days that the response's rule names.
    """

    class Means(models.TextChoices):
        PHONE = "phone", _("phone")
        VISIT = "visit", _("visit")
        MESSAGE = "message", _("message")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        NOT_REACHED = "not_reached", _("not reached")
        REFUSED = "refused", pgettext_lazy("contact", "refused")

    topic = models.CharField(max_length=24)
    about = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    means = models.CharField(max_length=7, choices=Means)
    outcome = models.CharField(max_length=11, choices=Outcome)
    asked_by = models.CharField(max_length=80)
    office = models.CharField(max_length=60)
    repeated = models.BooleanField(default=False)
    remark = models.BinaryField(default=b"")

    @property
    def state(self) -> str:
        """The outcome, as lists of facts show it."""
        return self.outcome


class ContactKey(models.Model):
    """A keyed token of the person who was contacted: several lines find the same person by it, nobody reads it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    value = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["value", "entry"], name="contact_key_value")]

    def __str__(self) -> str:
        return str(self.entry_id)
