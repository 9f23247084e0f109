"""The node above and what is sent to it; the nodes below and what came from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER, PathField
from fangxian.core.ids import new_id
from fangxian.mechanisms.entries.models import Known
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response
from fangxian.uplink.rules.totals import Told

DEPTHS = (Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)


class Upstream(models.Model):
    """The node above, to which this one sends: where it is, whose key signs its receipts, what was agreed.

    Our own private key lies in the keys folder under ``key_name``. A round of packages is made at ``next_round``;
    what waits is sent at ``next_at``, later and later after ``failures``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    url = models.CharField(max_length=300)
    title = models.CharField(max_length=120)
    node = models.UUIDField()
    response_code = models.CharField(max_length=40)
    depth = models.CharField(max_length=9, choices=Kind)
    minutes = models.PositiveIntegerField()
    measures = models.JSONField(default=list)
    generation = models.PositiveSmallIntegerField(default=1)
    upper_key = models.CharField(max_length=64)
    last_sequence = models.PositiveBigIntegerField(default=0)
    next_round = models.DateTimeField()
    swept_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=60, blank=True)
    paired_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-paired_at"]
        constraints = [
            models.UniqueConstraint(fields=["response"], condition=Q(ended_at=None), name="upstream_one")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key_name(self) -> str:
        """The name of the key pair that signs what is sent now."""
        return f"up-{self.id.hex}-{self.generation}"


class Package(models.Model):
    """A package made here, kept with its receipt; ``day`` is empty where it only says that nothing changed.

    ``content`` is the digest of its figures alone, by which a later round sees whether a day changed; ``closed`` names
    by measure the places below which nothing was told. One that was refused for what it says is ``set_aside_at``.
    """

    upstream = models.ForeignKey(Upstream, models.CASCADE, related_name="packages")
    sequence = models.PositiveBigIntegerField()
    day = models.DateField(null=True)
    as_of = models.DateTimeField()
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    figures = models.PositiveIntegerField()
    closed = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=60, blank=True)
    receipt = models.BinaryField(null=True)
    receipt_signature = models.BinaryField(null=True)
    receipt_key = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["upstream", "sequence"], name="package_once")]
        indexes = [
            models.Index(fields=["upstream", "day", "-sequence"], name="package_of_day"),
            models.Index(fields=["upstream", "sequence"], condition=Q(taken_at=None), name="package_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"


class Node(models.Model):
    """A node below: its territory, what was agreed, its public key, and how far it has come.

    Before it is paired it has a ``pairing_key`` made from a code that was shown once. ``key`` and ``former_key`` are
    hers, ``own_key`` and ``former_own_key`` are ours, all public; the former hold until the present one is used.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    depth = models.CharField(max_length=9, choices=[(kind.value, kind.label) for kind in DEPTHS])
    minutes = models.PositiveIntegerField()
    pairing_key = models.BinaryField(null=True)
    pairing_until = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, blank=True)
    former_key = models.CharField(max_length=64, blank=True)
    generation = models.PositiveSmallIntegerField(default=1)
    own_key = models.CharField(max_length=64, blank=True)
    former_own_key = models.CharField(max_length=64, blank=True)
    last_sequence = models.PositiveBigIntegerField(default=0)
    last_time = models.BigIntegerField(default=0)
    last_received_at = models.DateTimeField(null=True)
    last_as_of = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place__path", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "place"], condition=Q(revoked_at=None), name="node_one_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def key_name(self, generation: int = 0) -> str:
        """The name of the key pair that signs the receipts given to this node."""
        return f"down-{self.id.hex}-{generation or self.generation}"


class Received(models.Model):
    """A package that came from a node below, as it was signed, with the receipt that was given for it."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="received")
    sequence = models.PositiveBigIntegerField()
    day = models.DateField(null=True)
    as_of = models.DateTimeField()
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    sent = models.CharField(max_length=200)
    signature = models.BinaryField()
    key = models.CharField(max_length=64)
    forms = models.JSONField(default=dict)
    figures = models.PositiveIntegerField()
    unknown = models.JSONField(default=list)
    superseded = models.BooleanField(default=False)
    """A later version of its day had come before: it is kept, and its figures do not count."""
    receipt = models.BinaryField()

    class Meta:
        ordering = ["-sequence"]
        constraints = [models.UniqueConstraint(fields=["node", "sequence"], name="received_once")]

    def __str__(self) -> str:
        return f"{self.node} {self.sequence}"


class Figure(models.Model):
    """A figure that came from below: of a place and a day, from the node (``origin``) that counted it.

    ``via`` is the territory of the node that handed it in. What was known when is kept as everywhere: by
    ``recorded_from`` and ``recorded_to``. A hidden one is withheld; of one that says ``more`` the value is less.
    """

    package = models.ForeignKey(Received, models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, models.PROTECT, related_name="+", db_index=False)
    via = PathField()
    origin = PathField()
    path = PathField()
    day = models.DateField()
    measure = models.CharField(max_length=100)
    value = models.BigIntegerField(null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    hidden = models.BooleanField(default=False)
    more = models.BooleanField(default=False)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(default=FOREVER)

    objects = Known.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "day", "via", "origin", "path", "measure"],
                condition=Q(recorded_to=FOREVER),
                name="uplink_figure_current",
            )
        ]
        indexes = [  # a page: one measure of one day; a package: everything that one node sent of one day
            models.Index(fields=["response", "measure", "day", "path"], name="uplink_figure_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.path} {self.day}"

    @property
    def told(self) -> Told:
        """What it tells, as rules read it."""
        return Told(
            self.origin, self.value, self.numerator, self.denominator, self.decimals, self.hidden, self.more
        )


class Refusal(models.Model):
    """What was refused from below, counted by node, kind and day: who claims to be a node may claim it often.

    ``known`` is the node's id, or empty where there is no such node.
    """

    class Code(models.TextChoices):
        UNKNOWN_NODE = "unknown-node", _("no such node")
        REVOKED = "revoked", _("its keys were revoked")
        SIGNATURE = "signature", _("wrong signature")
        TAMPERED = "tampered", _("changed on the way")
        CLOCK = "clock", _("its clock is wrong")
        REPLAYED = "replayed", _("sent a second time by somebody")
        MALFORMED = "malformed", _("not a package")
        RESPONSE = "response", _("another response")
        TERRITORY = "territory", _("a place outside its territory")
        OTHER_CONTENT = "other-content", _("another content under the same number")
        PAIRING = "pairing", _("wrong pairing code")

    node = models.ForeignKey(Node, models.CASCADE, null=True, related_name="refusals")
    known = models.CharField(max_length=32, blank=True)
    code = models.CharField(max_length=16, choices=Code)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["known", "code", "day"], name="refusal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.count}"
