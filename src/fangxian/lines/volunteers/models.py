"""Links by which people sign up, and what volunteers state of themselves (M4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.mechanisms.ledgers.models import PersonalRow
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class FreeTime(models.TextChoices):
    """When somebody has time."""

    DAYS = "days", _("weekdays by day")
    EVENINGS = "evenings", _("weekday evenings")
    WEEKENDS = "weekends", _("weekends")
    NIGHTS = "nights", _("nights")
    ALWAYS = "always", _("at any time")


class State(models.TextChoices):
    """How far a sign-up has come."""

    PENDING = "pending", _("awaits an answer")
    ACCEPTED = "accepted", pgettext_lazy("volunteer", "accepted")
    REFUSED = "refused", pgettext_lazy("volunteer", "not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class VolunteerLink(models.Model):
    """A link or poster of a place, from ``valid_from`` until before ``valid_to`` unless revoked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = PathField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["response", "path"], name="volunteer_link_path")]

    def __str__(self) -> str:
        return self.label


class Volunteer(PersonalRow):
    """What somebody states who wants to help; accepted, he is the ``person`` of the register.

    ``reason`` of a version is what he is answered; ``thanks`` what he is told at the end.
    """

    link = models.ForeignKey(VolunteerLink, models.PROTECT, null=True, related_name="+")
    adult = models.BooleanField(default=False)
    skills = models.CharField(max_length=160, blank=True)
    languages = models.CharField(max_length=80, blank=True)
    times = models.CharField(max_length=80, blank=True)
    healthy = models.BooleanField(default=False)
    wishes = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=9, choices=State, default=State.PENDING)
    receipt = models.CharField(max_length=9)
    person = models.UUIDField(null=True, db_index=True)
    thanks = models.CharField(max_length=300, blank=True)
