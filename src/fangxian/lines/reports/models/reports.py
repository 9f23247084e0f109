"""Who owes a report, who is excused, and the reports themselves: all versioned, so known as they were then."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.models import Entry, Version
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Obligation(Version):
    """A body owes a form in a line, as often as the form says, from ``valid_from`` to before ``valid_to``.

    ``rule`` is the entry of the rule that made it; None where somebody entered the body by hand.
    """

    form = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    rule = models.UUIDField(null=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "form", "line", "body", "valid_from"],
                condition=Q(recorded_to=FOREVER, voided=False),
                name="obligation_once",
            ),
        ]
        indexes = [
            *Version.Meta.indexes,
            models.Index(fields=["body", "form"], name="obligation_of"),  # whether a filed report was owed
            # what came and what went since the last fold
            models.Index(fields=["response", "recorded_from"], name="obligation_recorded"),
            models.Index(
                fields=["response", "recorded_to"],
                condition=Q(recorded_to__lt=FOREVER),
                name="obligation_closed",
            ),
        ]


class OwingRule(Version):
    """Every body of a line, of some kinds, below a body and in a place, owes a form from a day on.

    ``body`` and ``place`` are the roots of the subtrees (None: the whole line, the whole territory), ``path`` and
    ``body_path`` theirs; ``kinds`` are codes of ``Body.Kind``, none of them means all.
    """

    form = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    kinds = models.JSONField(default=list)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")

    class Meta(Version.Meta):
        pass


class Excuse(Version):
    """A body owes nothing from ``valid_from`` to the day before ``valid_to``: closed, or excused with a reason.

    It leaves numerator and denominator alike.
    """

    form = models.SlugField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(Version.Meta):
        indexes = [
            *Version.Meta.indexes,
            models.Index(fields=["body", "form"], name="excuse_of"),  # whether a body was excused that day
            # what came and what went since the last fold
            models.Index(fields=["response", "recorded_from"], name="excuse_recorded"),
            models.Index(
                fields=["response", "recorded_to"], condition=Q(recorded_to__lt=FOREVER), name="excuse_closed"
            ),
        ]


class DailyReport(Version):
    """A body's report for a day; it belongs to the post, whoever files it. Numbers stand in typed columns.

    ``form_version`` is the version of the form under which it was stated; ``answers`` holds dates (ISO), texts,
    choices (a code) and multiple choices (a list of codes) by field.
    ``due_at`` is the cut-off, ``late_at`` the end of the grace; ``filed_at`` the first submission, also after
    replacements; ``accepted_levels`` how many levels above have accepted it; ``differences`` maps a field to the
    ledgers' number and the reason for another. ``seconds_spent`` is how long its page lay before somebody, drafts
    and corrections included; None where nobody knows. What a report refers to was read by the action that writes it
    and is never deleted (``PROTECT``): the database does not look it up again for each row (decision 15).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    line = models.ForeignKey(
        Line, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    form = models.SlugField(max_length=40, db_index=False)
    form_version = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    due_at = models.DateTimeField()
    late_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State)
    is_zero = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)
    accepted_levels = models.PositiveSmallIntegerField(default=0)
    seconds_spent = models.PositiveIntegerField(null=True)
    differences = models.JSONField(default=dict)
    comment = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)
    n01 = models.BigIntegerField(null=True)
    n02 = models.BigIntegerField(null=True)
    n03 = models.BigIntegerField(null=True)
    n04 = models.BigIntegerField(null=True)
    n05 = models.BigIntegerField(null=True)
    n06 = models.BigIntegerField(null=True)
    n07 = models.BigIntegerField(null=True)
    n08 = models.BigIntegerField(null=True)
    n09 = models.BigIntegerField(null=True)
    n10 = models.BigIntegerField(null=True)
    n11 = models.BigIntegerField(null=True)
    n12 = models.BigIntegerField(null=True)
    n13 = models.BigIntegerField(null=True)
    n14 = models.BigIntegerField(null=True)
    n15 = models.BigIntegerField(null=True)
    n16 = models.BigIntegerField(null=True)
    n17 = models.BigIntegerField(null=True)
    n18 = models.BigIntegerField(null=True)
    n19 = models.BigIntegerField(null=True)
    n20 = models.BigIntegerField(null=True)
    n21 = models.BigIntegerField(null=True)
    n22 = models.BigIntegerField(null=True)
    n23 = models.BigIntegerField(null=True)
    n24 = models.BigIntegerField(null=True)
    n25 = models.BigIntegerField(null=True)
    n26 = models.BigIntegerField(null=True)
    n27 = models.BigIntegerField(null=True)
    n28 = models.BigIntegerField(null=True)
    n29 = models.BigIntegerField(null=True)
    n30 = models.BigIntegerField(null=True)
    n31 = models.BigIntegerField(null=True)
    n32 = models.BigIntegerField(null=True)
    n33 = models.BigIntegerField(null=True)
    n34 = models.BigIntegerField(null=True)
    n35 = models.BigIntegerField(null=True)
    n36 = models.BigIntegerField(null=True)
    n37 = models.BigIntegerField(null=True)
    n38 = models.BigIntegerField(null=True)
    n39 = models.BigIntegerField(null=True)
    n40 = models.BigIntegerField(null=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "form", "line", "body", "day"],
                condition=Q(recorded_to=FOREVER, voided=False),
                name="report_once",
            ),
        ]
        indexes = [
            *Version.Meta.indexes,
            # the reports due in a window below a place: figures of a street, the missing, entries behind a figure
            models.Index(fields=["response", "form", "due_at", "path"], name="report_due"),
            # what came and what went since the last fold, or since an earlier minute
            models.Index(fields=["response", "recorded_from"], name="report_recorded"),
            models.Index(
                fields=["response", "recorded_to"], condition=Q(recorded_to__lt=FOREVER), name="report_closed"
            ),
            # what was returned to whom, on every home page
            models.Index(
                fields=["response", "line", "body_path"],
                condition=Q(recorded_to=FOREVER, state="returned"),
                name="report_returned",
            ),
        ]


FILED = [DailyReport.State.SUBMITTED, DailyReport.State.RETURNED, DailyReport.State.ACCEPTED]
