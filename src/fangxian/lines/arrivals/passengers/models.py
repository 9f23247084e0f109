"""Lists as stations send them, their rows, what people answered about a row, and which outcome each row has."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER, PathField
from fangxian.mechanisms.entries.models import Entry, Known, Version
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.responses.models import Response


class Outcome(models.TextChoices):
    """What became of a row; every row has exactly one, so that they add up to the list (M5)."""

    OPEN = "open", _("still open")
    REGISTERED_ALREADY = "registered_already", _("registered already")
    NEWLY_REGISTERED = "newly_registered", _("newly registered")
    LEFT_AGAIN = "left_again", _("left again or passing through")
    NOT_RESIDENT = "not_resident", _("does not live here")
    NOT_FOUND = "not_found", _("wrong number, cannot be found")
    DUPLICATE = "duplicate", _("stands twice in the list")
    WRONGLY_LISTED = "wrongly_listed", _("was not on this trip")


class PassengerList(Version):
    """A list for one trip on one day; ``path`` and the body's columns are those of whoever sends it.

    ``trip_key`` is the trip as it is compared: capitals, without spaces and without 次.
    """

    station = models.CharField(max_length=80)
    trip = models.CharField(max_length=40)
    trip_key = models.CharField(max_length=40)
    travelled_on = models.DateField()

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            *[
                models.UniqueConstraint(
                    fields=["response", "path", *body, "trip_key", "travelled_on"],
                    condition=Q(recorded_to=FOREVER, voided=False, body__isnull=not body),
                    name=f"passenger_list_{name}",
                )
                for name, body in (("place", ()), ("body", ("body",)))
            ],
        ]
        indexes = [models.Index(fields=["response", "travelled_on", "trip_key"], name="passenger_list_trip")]


class PassengerRow(Version):
    """One passenger as the list states him; by itself neither a declaration nor a registration.

    ``path`` is the community of the destination, or while none is known (``assigned`` False) the county of
    the sender; ``due_at`` is by when the community has an outcome.
    """

    list = models.UUIDField(db_index=True)
    position = models.PositiveIntegerField()
    seat = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=80, blank=True)
    identity = models.BinaryField()
    contact = models.BinaryField()
    name_token = models.BinaryField(max_length=16, null=True)
    id_token = models.BinaryField(max_length=16, null=True)
    phone_token = models.BinaryField(max_length=16, null=True)
    building_token = models.BinaryField(max_length=16, null=True)
    address_token = models.BinaryField(max_length=16, null=True)
    id_valid = models.BooleanField(default=False)
    travelled_on = models.DateField()
    received_at = models.DateTimeField()
    assigned = models.BooleanField(default=False)
    due_at = models.DateTimeField()

    class Meta(Version.Meta):
        indexes = []  # found by its list; where it stands is found by path


class PassengerKey(models.Model):
    """A keyed token under which reports about the same person may be found."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    value = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["value", "entry"], name="passenger_key_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"


class RowAnswer(Version):
    """What somebody found out about a row; taken back by voiding it.

    ``registration`` is the registration that was found to be, or was made, for the row.
    """

    row = models.UUIDField(db_index=True)
    outcome = models.CharField(max_length=18, choices=Outcome)
    registration = models.UUIDField(null=True, db_index=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["row"], condition=Q(recorded_to=FOREVER, voided=False), name="row_answer_once"
            ),
        ]
        indexes = []  # found by its row


class RowStanding(models.Model):
    """Which outcome a row had from ``recorded_from`` until before ``recorded_to``: the fact table.

    Persons whom a community registered with a list's trip, and who are missing from the list, stand here too
    (``on_list`` False, ``entry`` is the registration): the list's quality.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+", db_index=False)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(default=FOREVER)
    path = PathField()
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+", db_index=False)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False)
    body_path = PathField(blank=True)
    list = models.UUIDField()
    position = models.PositiveIntegerField()
    on_list = models.BooleanField(default=True)
    outcome = models.CharField(max_length=18, choices=Outcome)
    assigned = models.BooleanField(default=True)
    duplicate_of = models.UUIDField(null=True)
    registration = models.UUIDField(null=True, db_index=True)
    possible_with = models.UUIDField(null=True, db_index=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = Known.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(recorded_to=FOREVER), name="row_standing_current"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) ^ ~Q(outcome=Outcome.OPEN), name="row_standing_settled"
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "recorded_from"], name="row_standing_entry"),
            models.Index(fields=["response", "recorded_to", "path"], name="row_standing_path"),
            models.Index(fields=["response", "recorded_to", "line", "body_path"], name="row_standing_body"),
            models.Index(fields=["list", "recorded_to", "position"], name="row_standing_list"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.outcome}"

    @property
    def state(self) -> str:
        """The outcome, as lists of facts show it."""
        return self.outcome
