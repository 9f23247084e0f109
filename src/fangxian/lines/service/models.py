"""Check-ins, tasks and service, attendance and handover at posts, remarks on one's own record (M10, M11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.lines.service.rules import Step
from fangxian.mechanisms.ledgers.models import LedgerRow, PersonalRow


class Checkin(LedgerRow):
    """An organisation (``body``), or a ``person``, reports in to a place, which accepts or declines.

    ``community`` and ``compound`` are the upper parts of the path, "" where it does not reach so far. ``posting`` is
    the entry that tells every other line of an accepted member.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation, where it is stationed")
        MEMBER = "member", _("serving member, where he lives")

    class State(models.TextChoices):
        REPORTED = Step.REPORTED, _("reported, awaits an answer")
        ACCEPTED = Step.ACCEPTED, pgettext_lazy("check-in", "accepted")
        DECLINED = Step.DECLINED, pgettext_lazy("check-in", "declined")

    kind = models.CharField(max_length=12, choices=Kind)
    person = models.UUIDField(null=True, db_index=True)
    people = models.PositiveIntegerField(null=True)
    people_more = models.BooleanField(default=False)
    step = models.CharField(max_length=8, choices=State, default=State.REPORTED)
    answer = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True)
    posting = models.UUIDField(null=True)
    community = models.CharField(max_length=12, blank=True)
    compound = models.CharField(max_length=18, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Duty(models.TextChoices):
    """The eight duties of members who serve where they live."""

    SCREENING = "screening", _("screening door to door")
    PUBLICITY = "publicity", _("publicity")
    MOBILISING = "mobilising", _("mobilising residents")
    PERSUASION = "persuasion", _("persuasion")
    CHECKPOINT = "checkpoint", _("checkpoint duty")
    REPORTING = "reporting", _("reporting")
    LOGISTICS = "logistics", _("supplies and errands")
    DISINFECTION = "disinfection", _("disinfection")


class Task(LedgerRow):
    """What a place asks members to do on a day, at a ``post`` or anywhere; as many may claim it as are needed."""

    name = models.CharField(max_length=80)
    duty = models.CharField(max_length=12, choices=Duty)
    begins = models.CharField(max_length=5, blank=True)
    ends = models.CharField(max_length=5, blank=True)
    people_needed = models.PositiveIntegerField()
    post = models.UUIDField(null=True, db_index=True)
    remark = models.CharField(max_length=200, blank=True)


class Service(LedgerRow):
    """What a person claimed, did and logged, maybe at a ``post``; ``hundredths`` of an hour count once confirmed."""

    class State(models.TextChoices):
        CLAIMED = Step.CLAIMED, pgettext_lazy("service", "claimed")
        LOGGED = Step.LOGGED, _("logged, awaits confirmation")
        CONFIRMED = Step.CONFIRMED, pgettext_lazy("service", "confirmed")
        RETURNED = Step.RETURNED, pgettext_lazy("service", "returned")

    person = models.UUIDField(db_index=True)
    task = models.UUIDField(null=True, db_index=True)
    post = models.UUIDField(null=True, db_index=True)
    work = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    hundredths = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=9, choices=State, default=State.LOGGED)
    answer = models.CharField(max_length=200, blank=True)


class Attendance(LedgerRow):
    """Whether somebody stood at a post in a shift of a day, and since when; ``replaced_by`` stood there for him."""

    class State(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "present")
        LATE = "late", pgettext_lazy("attendance", "late")
        ABSENT = "absent", pgettext_lazy("attendance", "absent")
        REPLACED = "replaced", pgettext_lazy("attendance", "replaced by somebody else")

    person = models.UUIDField(db_index=True)
    post = models.UUIDField(db_index=True)
    shift = models.CharField(max_length=20, blank=True)
    attended = models.CharField(max_length=8, choices=State)
    replaced_by = models.UUIDField(null=True, db_index=True)
    remark = models.CharField(max_length=200, blank=True)


class Handover(LedgerRow):
    """What a shift leaves open at a post: each shift takes it over and passes it on, until it is done.

    ``passed`` counts the shifts that passed it on, the first included; ``answer`` says how it was done.
    """

    class State(models.TextChoices):
        OPEN = Step.OPEN, pgettext_lazy("handover", "not yet taken over")
        TAKEN = Step.TAKEN, pgettext_lazy("handover", "taken over")
        DONE = Step.DONE, pgettext_lazy("handover", "done")

    post = models.UUIDField(db_index=True)
    shift = models.CharField(max_length=20, blank=True)
    items = models.CharField(max_length=1000)
    step = models.CharField(max_length=5, choices=State, default=State.OPEN)
    passed = models.PositiveSmallIntegerField(default=1)
    answer = models.CharField(max_length=200, blank=True)


class RecordRemark(PersonalRow):
    """A person says what is wrong with what is recorded about him; his unit or place answers.

    Where he names an entry (``about`` in ``ledger``), ``proposed`` holds what its fields should say, by their codes,
    and the sealed columns what its sealed fields should; confirmed, that entry is corrected so. Otherwise it stays as
    it is, and he is told why.
    """

    class State(models.TextChoices):
        OPEN = Step.OPEN, _("awaits an answer")
        CORRECTED = Step.CORRECTED, pgettext_lazy("remark", "corrected as proposed")
        SETTLED = Step.SETTLED, pgettext_lazy("remark", "settled")

    person = models.UUIDField(db_index=True)
    text = models.CharField(max_length=500)
    ledger = models.CharField(max_length=24, blank=True)
    about = models.UUIDField(null=True, db_index=True)
    proposed = models.JSONField(default=dict)
    step = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=200, blank=True)
