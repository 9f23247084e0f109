"""Pairings of units with places, guardians of persons under observation, and the communities' answers (M9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.mechanisms.ledgers.models import LedgerRow


class FiveOnes(models.TextChoices):
    """The slots of a pairing."""

    LEAD = "lead", _("division-level lead")
    TASK_FORCE = "task_force", _("task force")
    PLAN = "plan", pgettext_lazy("five ones", "plan")
    LEDGER = "kept_since", pgettext_lazy("five ones", "ledger")
    OWNER = "owner", _("section-level owner")


class FiveGuardians(models.TextChoices):
    """Who stands around a person under observation."""

    OFFICIAL = "official", _("community official")
    GRID_WORKER = "grid_worker", _("grid worker")
    MEDIC = "medic", pgettext_lazy("guardian", "medic")
    POLICE = "police", _("police officer")
    VOLUNTEER = "volunteer", pgettext_lazy("guardian", "volunteer")


class Pairing(LedgerRow):
    """A unit (``body``) stands by a place, with its five ones; ``gaps`` are those that are not filled, counted.

    ``community`` is the community's path where the place is one or lies in one, else "".
    """

    lead = models.UUIDField(null=True, db_index=True)
    task_force = models.CharField(max_length=120, blank=True)
    task_force_people = models.PositiveIntegerField(null=True)
    plan = models.CharField(max_length=80, blank=True)
    plan_on = models.DateField(null=True)
    kept_since = models.DateField(null=True)
    owner = models.UUIDField(null=True, db_index=True)
    missing = models.PositiveSmallIntegerField(default=5)
    gaps = models.CharField(max_length=60, blank=True)
    community = models.CharField(max_length=12, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Guarding(LedgerRow):
    """Five people look after a person under observation, who is named by a label only; ``gaps`` as of a pairing."""

    name = models.CharField(max_length=40)
    reference = models.CharField(max_length=40, blank=True)
    official = models.UUIDField(null=True, db_index=True)
    grid_worker = models.UUIDField(null=True, db_index=True)
    medic = models.UUIDField(null=True, db_index=True)
    police = models.UUIDField(null=True, db_index=True)
    volunteer = models.UUIDField(null=True, db_index=True)
    missing = models.PositiveSmallIntegerField(default=5)
    gaps = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class YesNo(models.TextChoices):
    """What a community answers."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class PairingAnswer(LedgerRow):
    """A community's answer of a day about a unit (``body``) that is paired with it."""

    pairing = models.UUIDField(db_index=True)
    follows = models.CharField(max_length=3, choices=YesNo)
    together = models.CharField(max_length=3, choices=YesNo)
    remark = models.CharField(max_length=200, blank=True)
