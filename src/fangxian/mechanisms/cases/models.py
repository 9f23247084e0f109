"""A referral: an entry of one line asks another line, at a place, to take something over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.models import Version


class Referral(Version):
    """One version of a referral; ``origin`` is the entry that caused it, ``due_at`` when it should be taken."""

    class Kind(models.TextChoices):
        SYMPTOMS = "symptoms", _("symptoms at registration")
        COHABITANTS = "cohabitants", _("cohabiting relatives to observe")
        WRONG_COMMUNITY = "wrong_community", _("declared to the wrong community")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("taken over")
        CLOSED = "closed", _("closed")

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    origin = models.UUIDField(db_index=True)
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta(Version.Meta):
        indexes = [
            *Version.Meta.indexes,
            # the badge of those who settle one kind, whatever the number of the others
            models.Index(
                fields=["response", "kind", "state"], condition=Q(recorded_to=FOREVER), name="referral_kind"
            ),
        ]
