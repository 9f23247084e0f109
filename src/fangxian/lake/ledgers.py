"""What leaves the database for the lake: tables of whole versions, and of their columns those that name nobody.

A column leaves by its type: instants, days, numbers, flags, codes and keys. Free text, sealed bytes, structured
answers, and who recorded a row stay behind, also in tables that are added to later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
from django.apps import apps
from django.db import models

from fangxian.core.fields import PathField
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers.models import RowStanding
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.entries.models import Version
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.models import Response

INSTANT = pa.timestamp("us", tz="UTC")
COUNTY_WIDTH, CITY_WIDTH = 6, 4
NAMED = ("topic", "office")
"""Text columns that hold codes, though no list of choices says so."""
TYPES: list[tuple[Any, pa.DataType]] = [
    (models.DateTimeField, INSTANT),
    (models.DateField, pa.date32()),
    (models.BooleanField, pa.bool_()),
    (models.IntegerField, pa.int64()),
    (models.UUIDField, pa.string()),
    ((PathField, models.SlugField), pa.string()),
]


@dataclass(frozen=True)
class Column:
    """A column of the lake, by the name that declarations use, and the attribute it is read from."""

    name: str
    attribute: str
    type: pa.DataType


@dataclass(frozen=True)
class Ledger:
    """A table of versions; ``day`` is the column of the day, or of the instant, by which it is partitioned."""

    name: str
    model: type[models.Model]
    day: str

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that leave, in the table's order."""
        return list(_columns(self.model))

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns as a file holds them: every file of a ledger has the same."""
        return pa.schema([(column.name, column.type) for column in self.columns])

    @cached_property
    def counts_voided(self) -> bool:
        """Whether the table has versions that were voided, which count nowhere."""
        return any(column.name == "voided" for column in self.columns)


@dataclass(frozen=True)
class Register:
    """A table that says what a key or path means, and what is computed from; ``at`` is the path it is laid by."""

    name: str
    model: type[models.Model]
    at: str = ""

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that leave: all but who wrote, since names of places and bodies and questions of forms do."""
        fields = self.model._meta.concrete_fields
        return [Column(field.attname, field.attname, _type(field) or pa.string()) for field in fields
                if field.related_model is not Account]  # fmt: skip

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns as a file holds them."""
        return pa.schema([(column.name, column.type) for column in self.columns])


def _columns(model: type[models.Model]) -> Iterator[Column]:
    for field in model._meta.concrete_fields:
        kind = _type(field)
        if kind is not None:
            yield Column(field.name, field.attname, kind)


def _type(field: "models.Field[Any, Any]") -> pa.DataType | None:
    """Return a column's type in the lake, or None where it stays behind."""
    if isinstance(field, models.ForeignKey):
        return None if field.related_model is Account else _type(field.target_field)
    if isinstance(field, models.CharField) and (field.choices or field.name in NAMED):
        return pa.string()
    return next((kind for fields, kind in TYPES if isinstance(field, fields)), None)


def _of_rooms() -> Iterator[Ledger]:
    """Yield the ledgers that rooms declare: versions of what holds from one instant to another."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if issubclass(model, Version) and "ended_at" in names:
            yield Ledger(model._meta.db_table, model, "happened_at")


LEDGERS = {
    ledger.name: ledger
    for ledger in (
        Ledger("reports", DailyReport, "day"),
        Ledger("obligations", Obligation, "recorded_from"),
        Ledger("excuses", Excuse, "recorded_from"),
        Ledger("standings", Standing, "reported_at"),
        Ledger("passengers", RowStanding, "received_at"),
        Ledger("referrals", Referral, "opened_at"),
        Ledger("contacts", Contact, "happened_at"),
        *_of_rooms(),
    )
}
REGISTERS = [
    Register("places", Place, "path"),
    Register("place_codes", PlaceCode, "place__path"),
    Register("bodies", Body, "place__path"),
    Register("positions", Position, "body__place__path"),
    Register("lines", Line),
    Register("responses", Response),
    Register("forms", FormDefinition),
    Register("form_versions", FormVersion),
]
"""In the order in which they refer to each other."""


def ledger_of(model: type[models.Model]) -> Ledger | None:
    """Return the ledger of a table, or None where it does not leave the database."""
    return next((ledger for ledger in LEDGERS.values() if ledger.model is model), None)
