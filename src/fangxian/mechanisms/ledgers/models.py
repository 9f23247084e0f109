"""The abstract rows from which every declared ledger makes its table."""

from django.db import models
from django.db.models import Q

from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.models import Version


class LedgerRow(Version):
    """A version of a ledger's entry: it holds from ``happened_at`` until before ``ended_at`` (None: still).

    Where no place is stated (``place_stated`` False), ``path`` is that of the body or of the whole jurisdiction.
    ``name_key`` is a keyed token of what names the entry; two entries of one name do not stand side by side.
    """

    ended_at = models.DateTimeField(null=True)
    place_stated = models.BooleanField(default=True)
    name_key = models.BinaryField(max_length=16, null=True)

    class Meta(Version.Meta):
        abstract = True
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["response", "name_key"],
                condition=Q(recorded_to=FOREVER, voided=False),
                name="%(class)s_named_once",
            ),
        ]

    @property
    def state(self) -> str:
        """Whether the entry has ended, as lists of facts show it."""
        return "ended" if self.ended_at else "in_force"


class PersonalRow(LedgerRow):
    """A row about a person: what is personal lies sealed by class of data, and is found by keyed tokens."""

    identity = models.BinaryField(default=b"")
    contact = models.BinaryField(default=b"")
    health = models.BinaryField(default=b"")
    name_token = models.BinaryField(max_length=16, null=True)
    number_token = models.BinaryField(max_length=16, null=True)
    phone_token = models.BinaryField(max_length=16, null=True)

    class Meta(LedgerRow.Meta):
        abstract = True
        indexes = [
            *LedgerRow.Meta.indexes,
            # a person by a name, number or phone that was typed in full
            *[
                models.Index(
                    fields=[token], condition=Q(recorded_to=FOREVER, voided=False), name=f"%(class)s_{token}"
                )
                for token in ("name_token", "number_token", "phone_token")
            ],
        ]
