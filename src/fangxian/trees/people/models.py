"""Accounts, their dated roles on a place or a body, invitations, and tokens of service accounts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.rules import normal_name
from fangxian.trees.places.models import Place


class Role(models.TextChoices):
    """The users of the mission's table."""

    UNIT_LIAISON = "unit_liaison", _("unit liaison")
    COMMUNITY_WORKER = "community_worker", _("community secretary or grid worker")
    CHECKPOINT_OFFICER = "checkpoint_officer", _("checkpoint officer")
    REVIEWER = "reviewer", _("reviewer of reports from below")
    WORK_COMMITTEE = "work_committee", _("work committee")
    COMMAND = "command", _("command")
    SUPERVISOR = "supervisor", _("supervisor")
    STOREKEEPER = "storekeeper", _("storekeeper")
    FINANCE = "finance", _("finance")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class AccountManager(BaseUserManager["Account"]):
    """Looks an account up by its sign-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of a sign-in name, whatever its case or width."""
        return self.get(name=normal_name(username or ""))


class Account(AbstractBaseUser):
    """Somebody, or some system, that signs in; phone numbers are kept as a token and sealed (decision 8)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("sign-in name"), max_length=40, unique=True)
    title = models.CharField(_("post or name shown"), max_length=80, blank=True)
    phone_token = models.BinaryField(max_length=16, null=True, unique=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-hans")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title or self.name


class Grant(models.Model):
    """A role on a place, or on a body in a line, from ``valid_from`` to the day before ``valid_to``."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=18, choices=Role)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="grants")
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="grants")
    line = models.ForeignKey(Line, models.CASCADE, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, body__isnull=True, line__isnull=True)
                | Q(place__isnull=True, body__isnull=False, line__isnull=False),
                name="grant_on_place_or_body",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="grant_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class Responsibility(models.Model):
    """An account that answers for a place or a body, as gap lists and reminders name it (M1)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="responsibilities")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="responsibles")
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="responsibles")
    duty = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        verbose_name_plural = "responsibilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) ^ Q(body__isnull=False), name="responsible_for_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.duty}"


class Invitation(models.Model):
    """A link, valid once and for some days, by which somebody sets his own password."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.expires_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A service account's key to the API: only its digest is kept; ``permissions`` narrows the roles'."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label


class SavedView(models.Model):
    """The filters of a list under a name: one's own, or shared with whoever works below a place or a body.

    ``page`` is the view's name; ``words`` are filters by their names in the address, never a search. ``role`` narrows
    a shared view to one role.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    title = models.CharField(max_length=40)
    words = models.JSONField(default=dict)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="+")
    line = models.ForeignKey(Line, models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=18, choices=Role, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "title"], name="saved_view_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=True, body__isnull=True, line__isnull=True)
                | Q(place__isnull=False, body__isnull=True, line__isnull=True)
                | Q(place__isnull=True, body__isnull=False, line__isnull=False),
                name="saved_view_shared_below",
            ),
        ]
        indexes = [models.Index(fields=["page", "account"], name="saved_view_page")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        """Whether others see it."""
        return self.place_id is not None or self.body_id is not None

    @property
    def share(self) -> str:
        """Below what it is shared, as one asks for it: ``place:CODE``, ``LINE:CODE`` of a body, or ""."""
        if self.place:
            return f"place:{self.place.code}"
        return f"{self.line_id}:{self.body.code}" if self.body else ""


class DefaultView(models.Model):
    """The saved view with which a list opens for an account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "page"], name="default_view_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.page}"
