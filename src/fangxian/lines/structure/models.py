"""Groups of every kind, who stands in them, who is on call, and who answers for a place (M1, M3, M4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.mechanisms.ledgers.models import LedgerRow, PersonalRow


class GroupKind(models.TextChoices):
    """What a group is: of the command structure, a temporary organisation of the party, a post of it, or a team."""

    COMMAND = "command", _("command")
    LEADING = "leading", _("leading group")
    WORKING = "working", _("working group")
    TASK_FORCE = "task_force", _("task force")
    BRANCH = "branch", _("temporary party branch")
    COMMITTEE = "committee", _("temporary party committee")
    VANGUARD = "vanguard", _("vanguard post")
    DEMONSTRATION = "demonstration", _("demonstration post")
    SCREENING = "screening", _("screening team")
    CONTROL = "control", _("control and monitoring team")
    PUBLICITY = "publicity", _("publicity and order team")
    COMMANDO = "commando", _("commando team")
    VOLUNTEER = "volunteer", _("volunteer team")
    MEDICAL = "medical", _("medical team")
    OTHER = "other", pgettext_lazy("team", "other team")


COMMANDING = (GroupKind.COMMAND, GroupKind.LEADING, GroupKind.WORKING, GroupKind.TASK_FORCE)
PARTY = (GroupKind.BRANCH, GroupKind.COMMITTEE)
POSTS = (GroupKind.VANGUARD, GroupKind.DEMONSTRATION)
FIVE_TEAMS = (
    GroupKind.SCREENING, GroupKind.CONTROL, GroupKind.PUBLICITY, GroupKind.COMMANDO, GroupKind.VOLUNTEER,
)  # fmt: skip
TEAMS = (*FIVE_TEAMS, GroupKind.MEDICAL, GroupKind.OTHER)


class Decision(models.TextChoices):
    """Whether whoever answers for it has agreed to a group."""

    PROPOSED = "proposed", _("awaits approval")
    APPROVED = "approved", pgettext_lazy("group", "approved")
    REFUSED = "refused", pgettext_lazy("group", "not approved")


class Group(PersonalRow):
    """A group or team, or ``count`` of them that were reported in one number, None where nobody told how many.

    ``body`` set it up.

    ``members`` is what the group states of its strength, whoever of them is listed by name. It is set up at
    ``happened_at`` and closed at ``ended_at``; ``headed`` tells whether it names its secretary or head.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=13, choices=GroupKind)
    parent = models.UUIDField(null=True, db_index=True)
    area = models.CharField(max_length=120, blank=True)
    duty = models.CharField(max_length=500, blank=True)
    headed = models.BooleanField(default=False)
    members = models.PositiveIntegerField(null=True)
    members_more = models.BooleanField(default=False)
    count = models.PositiveIntegerField(null=True, default=1)
    count_more = models.BooleanField(default=False)
    decision = models.CharField(max_length=8, choices=Decision)
    approval = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_on = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Member(LedgerRow):
    """A person in a group, from day to day; ``phone`` is the number of his duty, open to whoever sees the group."""

    class Role(models.TextChoices):
        HEAD = "head", _("head")
        SECRETARY = "secretary", _("secretary")
        DEPUTY = "deputy", _("deputy head")
        LIAISON = "liaison", _("liaison officer")
        MEMBER = "member", pgettext_lazy("team", "member")

    group = models.UUIDField(db_index=True)
    person = models.UUIDField(db_index=True)
    role = models.CharField(max_length=9, choices=Role, default=Role.MEMBER)
    duty = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Turn(LedgerRow):
    """A person is on call for a group from ``happened_at`` until before ``ended_at``."""

    group = models.UUIDField(db_index=True)
    person = models.UUIDField(db_index=True)
    begins = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    phone = models.CharField(max_length=40, blank=True)


class Function(models.TextChoices):
    """For what somebody answers at a place."""

    SECRETARY = "secretary", _("responsible secretary")
    FIRST = "first", _("first responsible")
    FIRST_SECRETARY = "first_secretary", _("village first secretary")


CHAIN = (Function.SECRETARY, Function.FIRST)
"""What every place of the chain needs."""


class Charge(PersonalRow):
    """Somebody answers for a place in a function, from day to day; ``body`` is the unit that he is of."""

    function = models.CharField(max_length=15, choices=Function)
    job = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=200, blank=True)
