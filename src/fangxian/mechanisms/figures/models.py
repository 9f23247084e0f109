"""Sums of facts up to an instant, so that no question about a country adds up its villages one by one (M8, M24).

The facts stay the definition: every number here can be made anew from them, and ``figures audit`` does it.
"""

from django.db import models

from fangxian.core.fields import PathField
from fangxian.trees.responses.models import Response


class Fold(models.Model):
    """Up to which instant of recording the facts of a source have been added up; later ones are read as they are.

    ``columns`` are the columns that are added up, by spaces; those whose statements are counted too end with "%".
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="+")
    source = models.SlugField(max_length=60)
    up_to = models.DateTimeField()
    columns = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "source"], name="fold_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.up_to}"


class Tally(models.Model):
    """What the facts of a node add up to: those due at ``moment``, filed on a day, recorded within a slot of time.

    A fact counts once when it becomes known and once, negatively, when it is replaced; so the rows up to an instant
    make what was known then. ``filed`` and ``recorded`` are the beginnings of the day or slot: days, and for ``fine``
    rows ten minutes of recording. ``node`` names the level and the prefix in one tree or in both; with ``stated`` the
    columns tell how many facts stated a number, which a mean needs.
    """

    fold = models.ForeignKey(Fold, models.CASCADE, related_name="+", db_index=False)
    stated = models.BooleanField()
    fine = models.BooleanField()
    node = PathField(max_length=64)
    moment = models.DateTimeField()
    recorded = models.DateTimeField()
    filed = models.DateTimeField()
    facts = models.BigIntegerField()
    v01 = models.BigIntegerField(null=True)
    v02 = models.BigIntegerField(null=True)
    v03 = models.BigIntegerField(null=True)
    v04 = models.BigIntegerField(null=True)
    v05 = models.BigIntegerField(null=True)
    v06 = models.BigIntegerField(null=True)
    v07 = models.BigIntegerField(null=True)
    v08 = models.BigIntegerField(null=True)
    v09 = models.BigIntegerField(null=True)
    v10 = models.BigIntegerField(null=True)
    v11 = models.BigIntegerField(null=True)
    v12 = models.BigIntegerField(null=True)
    v13 = models.BigIntegerField(null=True)
    v14 = models.BigIntegerField(null=True)
    v15 = models.BigIntegerField(null=True)
    v16 = models.BigIntegerField(null=True)
    v17 = models.BigIntegerField(null=True)
    v18 = models.BigIntegerField(null=True)
    v19 = models.BigIntegerField(null=True)
    v20 = models.BigIntegerField(null=True)
    v21 = models.BigIntegerField(null=True)
    v22 = models.BigIntegerField(null=True)
    v23 = models.BigIntegerField(null=True)
    v24 = models.BigIntegerField(null=True)
    v25 = models.BigIntegerField(null=True)
    v26 = models.BigIntegerField(null=True)
    v27 = models.BigIntegerField(null=True)
    v28 = models.BigIntegerField(null=True)
    v29 = models.BigIntegerField(null=True)
    v30 = models.BigIntegerField(null=True)
    v31 = models.BigIntegerField(null=True)
    v32 = models.BigIntegerField(null=True)
    v33 = models.BigIntegerField(null=True)
    v34 = models.BigIntegerField(null=True)
    v35 = models.BigIntegerField(null=True)
    v36 = models.BigIntegerField(null=True)
    v37 = models.BigIntegerField(null=True)
    v38 = models.BigIntegerField(null=True)
    v39 = models.BigIntegerField(null=True)
    v40 = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            # read by node and span of moments; written by the whole key
            models.UniqueConstraint(
                fields=["fold", "stated", "fine", "node", "moment", "recorded", "filed"], name="tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.moment}"
