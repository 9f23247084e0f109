"""What posts need, who stands when, wishes, swaps, and the runs that solve a roster (M10)."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core import clock
from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Days(models.TextChoices):
    """On which days a demand holds."""

    ALL = "all", _("every day")
    WORKDAYS = "workdays", _("Monday to Friday")
    WEEKENDS = "weekends", _("Saturday and Sunday")


class Demand(LedgerRow):
    """What a post needs in a shift: from ``begins`` to ``ends`` (08:00), so many, leads and skilled among them."""

    post = models.UUIDField(db_index=True)
    begins = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    staff = models.PositiveSmallIntegerField()
    leads = models.PositiveSmallIntegerField(null=True)
    skill = models.CharField(max_length=16, blank=True)
    skilled = models.PositiveSmallIntegerField(null=True)
    days = models.CharField(max_length=8, choices=Days, default=Days.ALL)


class Shift(LedgerRow):
    """A place in a published roster, from ``happened_at`` until ``ended_at``: filled by a person, or open (None).

    ``demand`` and ``roster`` say where it came from; ``breach`` names the rules that a change broke knowingly.
    """

    person = models.UUIDField(null=True, db_index=True)
    post = models.UUIDField(db_index=True)
    demand = models.UUIDField(null=True)
    roster = models.UUIDField(null=True, db_index=True)
    round = models.PositiveSmallIntegerField(default=1)
    breach = models.CharField(max_length=120, blank=True)


class Wish(LedgerRow):
    """Somebody would rather be on duty on some days, or rather not."""

    class Wants(models.TextChoices):
        OFF = "off", _("rather not")
        ON = "on", _("gladly")

    person = models.UUIDField(db_index=True)
    wants = models.CharField(max_length=3, choices=Wants, default=Wants.OFF)


class Roster(models.Model):
    """A run that makes a roster for the posts of a place from ``first_day`` for ``days`` days.

    ``plan`` holds the duties [person, slot], each person's post and the steps by hand that can be undone, ``result``
    the cost, the bound and why demands stay open; ``formerly`` is the published roster that it changes as little as
    it can.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the worker")
        SOLVING = "solving", _("being solved")
        SOLVED = "solved", _("solved")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")
        BROKEN = "broken", _("broken off")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = PathField()
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField(default=14)
    rules = models.JSONField(default=dict)
    limit = models.PositiveSmallIntegerField(default=60)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=12, blank=True)
    share = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=0)
    formerly = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    plan = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["response", "path"], name="roster_path")]

    def __str__(self) -> str:
        return f"{self.place} {self.first_day}"

    @property
    def last_day(self) -> datetime.date:
        """The last day that it covers."""
        return self.first_day + datetime.timedelta(days=self.days - 1)

    @property
    def duties(self) -> frozenset[tuple[str, str]]:
        """Who stands in which slot."""
        return frozenset((person, slot) for person, slot in self.plan.get("duties", []))

    @property
    def placed(self) -> dict[str, str]:
        """Each person's post."""
        placed: dict[str, str] = self.plan.get("placed", {})
        return placed

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What was changed by hand since it was solved, the latest last."""
        steps: list[dict[str, Any]] = self.plan.get("steps", [])
        return steps

    @property
    def runs(self) -> bool:
        """Whether it waits or is being solved."""
        return self.state in (self.State.WAITING, self.State.SOLVING)

    @property
    def seconds(self) -> int:
        """For how many seconds it has been solved, or was."""
        ends = self.ended_at or clock.now()
        return max(round((ends - self.begun_at).total_seconds()), 0) if self.begun_at else 0

    @property
    def cost(self) -> dict[str, Any]:
        """The parts of its cost."""
        cost: dict[str, Any] = self.result.get("cost", {})
        return cost


class Link(models.Model):
    """A secret address of one person's own shifts; revoked, it opens nothing any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    person = models.UUIDField(db_index=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "person"], condition=models.Q(revoked_at=None), name="roster_link_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Swap(models.Model):
    """Somebody offers to exchange one of his shifts for another's; it happens when the other says yes.

    ``broken`` names the rules that it would break, parted by commas: then the dispatcher of ``path`` grants or refuses.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        REQUESTED = "requested", _("waits for the dispatcher")
        REFUSED = "refused", pgettext_lazy("swap", "refused")
        DONE = "done", pgettext_lazy("swap", "done")
        DECLINED = "declined", pgettext_lazy("swap", "declined")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    mine = models.UUIDField()
    theirs = models.UUIDField()
    asked_by = models.UUIDField(db_index=True)
    asked_of = models.UUIDField(db_index=True)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    path = PathField(blank=True)
    broken = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
