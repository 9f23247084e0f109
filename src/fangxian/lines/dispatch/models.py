"""Quotas, what becomes of each person who is sent down, conduct, teams sent outside, reported head-counts (M10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.fields import PathField
from fangxian.lines.dispatch.rules import State as Step
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.mechanisms.personnel.models import Posting


class Quota(LedgerRow):
    """How many people a unit (``body``) is asked for, for a place, until a day."""

    number_asked = models.PositiveIntegerField()
    due_on = models.DateField(null=True)
    document = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Assignment(LedgerRow):
    """A person sent down by his unit (``body``): where he stands in the flow, and under which place's command.

    ``path`` is his unit's place until he is assigned, then the place that commands him (``street`` and ``community``
    are its upper parts). ``posting`` is the entry that says so to every other line, from when he is in place. Each step
    keeps its instant, so that a past day shows who stood where then. Who is moved is released and assigned anew.
    ``leave_from`` and ``leave_to`` follow the ledger of leave: the one that holds, else the next (``following``).
    """

    class State(models.TextChoices):
        NOMINATED = Step.NOMINATED, _("nominated")
        DECLINED = Step.DECLINED, pgettext_lazy("assignment", "declined")
        APPROVED = Step.APPROVED, pgettext_lazy("assignment", "approved")
        ASSIGNED = Step.ASSIGNED, _("assigned, not yet in place")
        IN_PLACE = Step.IN_PLACE, _("in place")
        ON_LEAVE = Step.ON_LEAVE, _("on leave")
        RELEASED = Step.RELEASED, _("released")

    person = models.UUIDField(db_index=True)
    role = models.CharField(max_length=6, choices=Posting.Role, default=Posting.Role.MEMBER)
    step = models.CharField(max_length=9, choices=State, default=State.NOMINATED)
    post = models.UUIDField(null=True, db_index=True)
    team = models.UUIDField(null=True, db_index=True)
    street = PathField(blank=True)
    community = PathField(blank=True)
    posting = models.UUIDField(null=True)
    substitutes = models.UUIDField(null=True, db_index=True)
    decided_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    leave_from = models.DateTimeField(null=True)
    leave_to = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    @property
    def state(self) -> str:
        """Where it stands, as lists of facts show it."""
        return self.step


class Pledge(LedgerRow):
    """A person acknowledged the rules of conduct, or a part of them, in the wording that held then."""

    class Part(models.TextChoices):
        DO = "do", _("the eight to do")
        DO_NOT = "do_not", _("the eight not to do")
        BOTH = "both", pgettext_lazy("rules of conduct", "both")

    part = models.CharField(max_length=6, choices=Part, default=Part.BOTH)
    person = models.UUIDField(db_index=True)
    wording = models.CharField(max_length=16)


class BatchKind(models.TextChoices):
    """What a team sent outside is for."""

    MEDICAL = "medical", _("medical team")
    INSPECTION = "inspection", _("inspection and quarantine team")
    COMMANDO = "commando", _("commando team")
    LABOUR = "labour", _("workers' transport")
    OTHER = "other", pgettext_lazy("batch", "other")


class Containment(models.TextChoices):
    """Whether whoever sent a team has agreed that it holds another one's people."""

    STATED = "stated", pgettext_lazy("containment", "stated, not yet confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("containment", "confirmed")
    REFUSED = "refused", pgettext_lazy("containment", "not so: counted by itself")


class Batch(LedgerRow):
    """A team that a body sent outside: where to, how many, when it left and came back.

    One whose people another team (``within``) counts is not added to it, unless whoever sent that one refuses.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=BatchKind, default=BatchKind.MEDICAL)
    ordinal = models.PositiveSmallIntegerField(null=True)
    destination = models.CharField(max_length=80)
    people = models.PositiveIntegerField(null=True)
    people_more = models.BooleanField(default=False)
    within = models.UUIDField(null=True, db_index=True)
    containment = models.CharField(max_length=9, choices=Containment, blank=True, default="")
    source = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class BatchMember(LedgerRow):
    """A person of a team sent outside."""

    batch = models.UUIDField(db_index=True)
    person = models.UUIDField(db_index=True)
    role = models.CharField(max_length=6, choices=Posting.Role, default=Posting.Role.MEMBER)


class CountKind(models.TextChoices):
    """What a reported head-count is of."""

    FRONT_LINE = "front_line", _("cadres at the front line")
    MEDICAL = "medical", _("medical staff at work")
    LEAVE_CANCELLED = "leave_cancelled", _("staff with leave cancelled")
    ON_DUTY = "on_duty", _("cadres on duty, leave cancelled")
    MEMBERS = "members", _("party members and cadres taking part")
    VOLUNTEERS = "volunteers", _("volunteers taking part")
    RESIDENTS = "residents", _("residents taking part")
    LETTERS = "letters", _("medical workers who volunteered for the front line by letter")
    APPLICATIONS = "applications", _("applications to join the party handed in at the front line")


class HeadCount(LedgerRow):
    """How many people of a kind a body or place reported, with its source: never invented one by one."""

    kind = models.CharField(max_length=15, choices=CountKind)
    people = models.PositiveIntegerField()
    people_more = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    remark = models.CharField(max_length=200, blank=True)
