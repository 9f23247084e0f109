"""Channels, rules of reminders, the outbox of messages and their deliveries (M8).

A message says something once, under a key that makes it unique; a delivery brings it to one account or one channel.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Channel(models.Model):
    """A way out of the system to an account, to a body, or to a chat group of a place.

    The address with its tokens is sealed, never shown whole again; ``hint`` is all that pages show of it. Only a
    channel that its owner has verified carries messages. After several failures in a row it rests.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        DINGTALK = "dingtalk", _("DingTalk robot")
        WECOM = "wecom", _("WeCom robot")
        FEISHU = "feishu", _("Feishu robot")
        WEBHOOK = "webhook", _("web hook")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="channels")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="channels")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="channels")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=40, blank=True)
    hint = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    tests = models.PositiveSmallIntegerField(default=0)
    guesses = models.PositiveSmallIntegerField(default=0)
    tested_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, body__isnull=True, place__isnull=True)
                | Q(account__isnull=True, body__isnull=False, place__isnull=True)
                | Q(account__isnull=True, body__isnull=True, place__isnull=False),
                name="channel_of_one",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False) | Q(sealed__isnull=False), name="channel_has_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title or self.hint}"


class Preference(models.Model):
    """Quiet hours and the digest window, of an account or, as the default of everybody, of a response.

    From ``quiet_from`` to ``quiet_to`` only urgent messages go out; the others wait and go as one.
    """

    account = models.OneToOneField(Account, models.CASCADE, null=True, related_name="message_preference")
    response = models.OneToOneField(Response, models.CASCADE, null=True, related_name="message_preference")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest_minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) ^ Q(response__isnull=False), name="preference_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiet_from}–{self.quiet_to}"


class ReminderRule(models.Model):
    """What is said to whom so many minutes after the cut-off (negative: before it), or at an hour of the day.

    It covers what is owed below ``place`` (and in ``line``) on days from ``valid_from`` to the day before ``valid_to``.
    """

    class To(models.TextChoices):
        OWER = "ower", _("whoever owes it")
        SUPERIOR = "superior", _("their superior")
        COMMITTEE = "committee", _("the committee")
        GROUP = "group", _("a chat group")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="reminder_rules")
    source = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    minutes = models.SmallIntegerField(null=True)
    hour = models.TimeField(null=True)
    to = models.CharField(max_length=9, choices=To)
    level = models.PositiveSmallIntegerField(default=1)
    group = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="rules")
    kinds = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["response", "source", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=False) ^ Q(hour__isnull=False), name="rule_has_one_time"
            ),
            models.CheckConstraint(
                condition=Q(to="group", group__isnull=False) | ~Q(to="group") & Q(group__isnull=True),
                name="rule_group",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rule_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.minutes if self.hour is None else self.hour} {self.to}"


class Message(models.Model):
    """Something said once: about what is owed, to a body, a superior body or a group; ``key`` is unique.

    ``about`` lists [key, name] of what was owed when it was made, of which the settled is left out when it is sent.
    A notice is news, about which nothing is owed; ``about`` is what its room writes it from (``notices``).
    After ``expires_at`` it is not sent any more. It holds names of units and forms, never of persons.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        OVERSIGHT = "oversight", _("who has not filed")
        NOTICE = "notice", _("notice")
        TEST = "test", _("test")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    response = models.ForeignKey(Response, models.CASCADE, null=True, related_name="+")
    source = models.CharField(max_length=60, blank=True)
    rule = models.ForeignKey(ReminderRule, models.SET_NULL, null=True, related_name="+")
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    path = PathField(blank=True)
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="+")
    body = models.ForeignKey(Body, models.CASCADE, null=True, related_name="+")
    body_path = PathField(blank=True)
    day = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    about = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["response", "source", "due_at"], name="message_due"),
            models.Index(fields=["response", "line", "body_path"], name="message_body"),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """A message on its way to an account inside the system (no channel) or by a channel, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNSURE = "unsure", _("no answer")
        SETTLED = "settled", _("no longer needed")
        LAPSED = "lapsed", _("too late")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="deliveries")
    state = models.CharField(max_length=7, choices=State)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.SlugField(max_length=20, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], condition=Q(channel__isnull=False), name="delivery_by_channel"
            ),
            models.UniqueConstraint(
                fields=["message", "account"], condition=Q(channel__isnull=True), name="delivery_inside"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_open",
            ),
            models.Index(
                fields=["account", "-created_at", "-id"], condition=Q(channel=None), name="delivery_own"
            ),
            models.Index(fields=["account"], condition=Q(channel=None, read_at=None), name="delivery_unread"),
            models.Index(fields=["-created_at", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Worker(models.Model):
    """When the worker that sends messages was last at work: one row."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seen_at}"
