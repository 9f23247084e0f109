"""What obligations, excuses and filed reports add up to by node, up to a watermark; nothing here is entered."""

import datetime

from django.db import models

from fangxian.core.fields import PathField
from fangxian.trees.responses.models import Response

NEVER = datetime.date.min
"""Stands for the day of filing where a row is a step."""
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""Before anything was recorded."""
KEY = ("response", "form", "is_step", "body", "path", "exact", "day", "line", "filed_on", "late_at")
COUNTS = ("due", "filed", "zero", "late")


class Fold(models.Model):
    """How far a response's history has been added up: everything recorded until ``watermark`` is in it."""

    response = models.OneToOneField(Response, models.CASCADE, primary_key=True, related_name="+")
    watermark = models.DateTimeField(default=BEGINNING)

    def __str__(self) -> str:
        return f"{self.response_id} {self.watermark}"


class Cell(models.Model):
    """Signed counts of a node: what is owed below the body ``body`` ("": anywhere) of a line, in the place ``path``.

    ``exact`` leaves out what lies in places below. A step says by how many more reports are due from ``day`` on; the
    other rows how many reports of ``day`` that are owed were filed on a day, under an end of the grace.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="+", db_index=False)
    form = models.CharField(max_length=40)
    line = models.CharField(max_length=40)
    body = PathField(blank=True)
    path = PathField(blank=True)
    exact = models.BooleanField(default=False)
    is_step = models.BooleanField()
    day = models.DateField()
    filed_on = models.DateField(default=NEVER)
    late_at = models.DateTimeField(default=BEGINNING)
    due = models.IntegerField(default=0)
    filed = models.IntegerField(default=0)
    zero = models.IntegerField(default=0)
    late = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.form} {self.line} {self.body} {self.path} {self.day}"


class Tally(Cell):
    """A node's counts as known at the watermark."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=KEY, name="owed_tally_key")]


class Change(Cell):
    """By what a node's counts changed in the minutes before ``known_at``: for what was known then; down to counties."""

    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=[*KEY, "known_at"], name="owed_change_key")]


class Stray(models.Model):
    """Filed reports that lie elsewhere than what they answer: the body moved between. Few, so kept one by one."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="+", db_index=False)
    form = models.CharField(max_length=40)
    line = models.CharField(max_length=40)
    body = PathField(blank=True)
    path = PathField(blank=True)
    report_body = PathField(blank=True)
    report_path = PathField(blank=True)
    day = models.DateField()
    filed_on = models.DateField()
    late_at = models.DateTimeField()
    known_at = models.DateTimeField()
    filed = models.IntegerField()
    zero = models.IntegerField()
    late = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["response", "form", "day"], name="owed_stray_day")]

    def __str__(self) -> str:
        return f"{self.form} {self.line} {self.body} {self.report_body} {self.day}"
