"""Links by which people register themselves, what they state, and how often a link was used lately."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER, PathField
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import StatedArrival
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class RegistrationLink(models.Model):
    """A link or poster of a community, a station or a unit, from ``valid_from`` until ``valid_to`` unless revoked.

    ``place`` is where it hangs: a community is preset as the residence. With ``body`` and ``line`` it is a unit's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = PathField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    body_path = PathField(blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["response", "path"], name="registration_link_path")]

    def __str__(self) -> str:
        return self.label


class SelfRegistration(StatedArrival):
    """One version of what a person stated of himself or, with ``by_proxy``, of somebody of his household.

    It counts in no figure; confirmed, it became the community's registration ``arrival``. ``household`` is the
    entry of the person who entered it; ``receipt`` is the number on what he keeps; ``reason`` is what he is answered.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("awaits the community")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("not accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    link = models.ForeignKey(RegistrationLink, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    receipt = models.CharField(max_length=9)
    submitted_at = models.DateTimeField()
    household = models.UUIDField(db_index=True)
    arrival = models.UUIDField(null=True, db_index=True)

    class Meta(StatedArrival.Meta):
        indexes = [
            models.Index(
                fields=["response", "state", "path"], condition=Q(recorded_to=FOREVER), name="selfreg_state"
            ),
            models.Index(fields=["link", "state"], condition=Q(recorded_to=FOREVER), name="selfreg_link"),
            models.Index(fields=["receipt"], condition=Q(recorded_to=FOREVER), name="selfreg_receipt"),
        ]


class Attempt(models.Model):
    """A use of a link within the last hours, by the keyed token of the sender's network address.

    Without a link it is a receipt that was asked for by a wrong number.
    """

    link = models.ForeignKey(RegistrationLink, models.CASCADE, null=True, related_name="+")
    address = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["link", "at"], name="selfreg_attempt_at")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"
