"""Arrivals as both sides report them, the keys by which they are matched, and where each report stands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER, PathField
from fangxian.mechanisms.entries.models import Entry, Known, Version
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.responses.models import Response


class Side(models.TextChoices):
    """Who reports: the unit declares, the community registers."""

    UNIT = "unit", _("unit")
    COMMUNITY = "community", _("community")


class PersonKind(models.TextChoices):
    """What a person does, as far as it decides who must report him."""

    EMPLOYEE = "employee", _("employee")
    STUDENT = "student", _("student")
    RETIRED = "retired", _("retired")
    MIGRANT = "migrant", _("migrant worker")
    OTHER = "other", _("other")


class Transport(models.TextChoices):
    """How somebody travelled."""

    RAIL = "rail", _("rail")
    AIR = "air", _("air")
    COACH = "coach", _("coach")
    CAR = "car", _("own car")
    FERRY = "ferry", _("ferry")
    OTHER = "other", _("other transport")


class StatedArrival(Version):
    """What is stated of a person who arrived, whoever states it.

    Personal fields are sealed by class; ``name_token`` and its siblings are keyed tokens for comparison.
    ``body`` and ``line`` are the declaring unit, or the stated employer if it is a body of a reporting line;
    ``path`` is the community of residence.
    """

    identity = models.BinaryField()
    contact = models.BinaryField()
    health = models.BinaryField()
    name_token = models.BinaryField(max_length=16, null=True)
    id_token = models.BinaryField(max_length=16, null=True)
    phone_token = models.BinaryField(max_length=16, null=True)
    building_token = models.BinaryField(max_length=16, null=True)
    address_token = models.BinaryField(max_length=16, null=True)
    id_valid = models.BooleanField(default=False)
    arrived_on = models.DateField()
    time_stated = models.BooleanField(default=True)
    origin = models.CharField(max_length=80, blank=True)
    from_key_area = models.BooleanField(default=False)
    transport = models.CharField(max_length=5, choices=Transport, blank=True)
    trip = models.CharField(max_length=40, blank=True)
    person_kind = models.CharField(max_length=8, choices=PersonKind, default=PersonKind.EMPLOYEE)
    employer = models.CharField(max_length=80, blank=True)
    has_symptoms = models.BooleanField(default=False)
    cohabitants = models.PositiveSmallIntegerField(default=0)
    by_proxy = models.BooleanField(default=False)
    due_at = models.DateTimeField()

    class Meta(Version.Meta):
        abstract = True


class ArrivalReport(StatedArrival):
    """One version of a unit's declaration or of a community's registration of a person who arrived.

    ``self_declared``: the person entered it himself and the community confirmed it.
    """

    side = models.CharField(max_length=9, choices=Side)
    self_declared = models.BooleanField(default=False)
    reported_at = models.DateTimeField()

    class Meta(Version.Meta):
        indexes = [
            *Version.Meta.indexes,
            # the search for a name, number or phone typed in full
            *[
                models.Index(fields=[f"{name}_token"], name=f"arrival_{name}")
                for name in ("name", "id", "phone")
            ],
        ]


class MatchKey(models.Model):
    """A keyed token under which other reports about the same person may be found."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    value = models.BinaryField(max_length=16)

    class Meta:
        # who shares a key; with the kind, so that the table itself is not read
        indexes = [models.Index(fields=["value", "entry", "kind"], name="match_key_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"


class Standing(models.Model):
    """Where a report stood in the reconciliation from ``recorded_from`` until before ``recorded_to``.

    The fact table of the line: one row a report and interval; ``subject`` is the same for all reports about one
    person; ``fulfilled_at`` is the instant at which the other side's report first existed too.
    ``awaits_decision`` marks the declarations of which the committee above both sides has the word. What it names is
    copied from the report's version: the database does not look it up again (decision 15).
    """

    class State(models.TextChoices):
        MATCHED = "matched", _("reported by both")
        CONFLICTING = "conflicting", _("reported by both, fields differ")
        UNIT_ONLY = "unit_only", _("unit only")
        COMMUNITY_ONLY = "community_only", _("community only")
        NOT_EXPECTED = "not_expected", _("no unit expected")
        POSSIBLE = "possible", _("possibly the same person")
        DUPLICATE = "duplicate", _("reported twice")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(default=FOREVER)
    side = models.CharField(max_length=9, choices=Side)
    path = PathField()
    line = models.ForeignKey(
        Line, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    body_path = PathField(blank=True)
    subject = models.UUIDField(db_index=True)
    state = models.CharField(max_length=14, choices=State)
    counterpart = models.UUIDField(null=True)
    possible_with = models.UUIDField(null=True)
    duplicate_of = models.UUIDField(null=True)
    method = models.CharField(max_length=20, blank=True)
    conflicts = models.CharField(max_length=80, blank=True)
    arrived_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counterpart_due_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    found_after_due = models.BooleanField(default=False)
    disclaimed = models.BooleanField(default=False)
    awaits_decision = models.BooleanField(default=False)
    from_key_area = models.BooleanField(default=False)
    has_symptoms = models.BooleanField(default=False)

    objects = Known.as_manager()

    class Meta:
        constraints = [
            # one now (until ``FOREVER``), and the one known then
            models.UniqueConstraint(fields=["entry", "recorded_to"], name="standing_once")
        ]
        indexes = [
            # figures, gaps and lists of a part of either tree
            models.Index(fields=["response", "recorded_to", "path"], name="standing_path"),
            models.Index(fields=["response", "recorded_to", "line", "body_path"], name="standing_body"),
            models.Index(
                fields=["body", "recorded_to"],  # whether a body has any: asked by each report that is filed
                condition=Q(body__isnull=False),
                name="standing_own",
            ),
            # lists, the latest first: all, and (standing_state) those of one state that few are in; read backwards, so
            # that what is new comes to the end
            models.Index(
                fields=["response", "reported_at", "entry"],
                condition=Q(recorded_to=FOREVER),
                name="standing_latest",
            ),
            # small indexes of what few reports are, with the columns of the large ones: so SQLite prefers them
            *[
                models.Index(
                    fields=["response", "recorded_to", *tree],
                    condition=Q(recorded_to=FOREVER, awaits_decision=True),
                    name=f"standing_awaits_{tree[0]}",
                )
                for tree in (["path"], ["line", "body_path"])
            ],
            models.Index(
                fields=["response", "state", "reported_at", "entry"],
                condition=Q(recorded_to=FOREVER) & ~Q(state="matched"),
                name="standing_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class Decision(Version):
    """A human's word on a pair of reports, or a community's word on a declaration; undone by voiding it."""

    class Verdict(models.TextChoices):
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("different persons")
        NOT_OURS = "not_ours", _("not resident here")

    verdict = models.CharField(max_length=9, choices=Verdict)
    first = models.UUIDField(db_index=True)
    second = models.UUIDField(null=True, db_index=True)

    class Meta(Version.Meta):
        indexes = []  # found by what it is about, never by path
