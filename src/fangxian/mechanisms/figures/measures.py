"""The vocabulary of declarations: a measure is a name, a source, an aggregate, a condition, a kind and a unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.db.models import Count, Q, Sum
from django.db.models.aggregates import Aggregate
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text

if TYPE_CHECKING:
    from fangxian.mechanisms.figures.questions import Question


class Kind(StrEnum):
    """How a measure behaves in time and upwards."""

    FLOW = "flow"
    """Counted in a window; windows add up."""
    STOCK = "stock"
    """The state at the window's end."""
    DISTINCT_FLOW = "distinct_flow"
    """Distinct subjects in a window; neither windows nor nodes add up."""
    DISTINCT_STOCK = "distinct_stock"
    """Distinct subjects at the window's end; nodes do not add up."""
    RATE = "rate"
    """Numerator over denominator; no denominator, no rate."""


KIND_TEXT = {
    Kind.FLOW: _("counted in the window"),
    Kind.STOCK: _("state at the end of the window"),
    Kind.DISTINCT_FLOW: _("distinct persons or bodies in the window"),
    Kind.DISTINCT_STOCK: _("distinct persons or bodies at the end of the window"),
    Kind.RATE: _("rate"),
}

Groups = dict[str, dict[str, int]]
"""Group key (path, body id, line, ISO day, or "" for the whole) → measure code → value."""


class Source(Protocol):
    """Where facts come from: a fact table, or expectations that are computed."""

    def groups(self, question: "Question", measures: "Sequence[Measure]") -> Groups:
        """Return the measures' values for every group of the question's breakdown."""
        ...

    def knows(self, question: "Question") -> bool:
        """Tell whether there is any fact in the part asked for, whatever the window; cheaper than counting."""
        ...

    def evidence(self, question: "Question", measure: "Measure") -> Iterable[str]:
        """Return a stable line for each fact behind a value, for its digest."""
        ...

    def facts(self, question: "Question", measure: "Measure") -> Any:
        """Return the facts behind a value: a queryset of versions or a list of rows, scoped."""
        ...


@runtime_checkable
class AtOnce(Protocol):
    """A source that tells the whole and its breakdown in one reading."""

    def both(self, question: "Question", measures: "Sequence[Measure]") -> tuple[dict[str, int], Groups]:
        """Return the measures' values of the whole, and for every group of the question's breakdown."""
        ...


@dataclass(frozen=True)
class Measure:
    """A figure declared over facts; ``code`` is its name for ever.

    What it adds up are integers of ``10 ** -decimals`` of its unit.
    """

    code: str
    title: Text
    sentence: Text
    source: Source
    kind: Kind
    where: Q
    unit: Text = _("persons")
    distinct: str = ""
    column: str = ""
    small_cell: int = 0
    decimals: int = 0
    more: str = ""
    """The column that says of a head-count that it was stated as "more than": then their sum is more, too."""
    optional: bool = False
    """Its column may be blank: where facts are there and none states a number, there is none to tell ("—")."""
    reported: bool = False
    """It adds up numbers that somebody reported: where no fact is, nobody told one ("—")."""

    @property
    def exceeding(self) -> "Measure":
        """How many of its facts say "more than"; asked for in the same statement."""
        stated = self.where & Q(**{self.more: True})
        return Measure(f"{self.code}.more", self.title, self.sentence, self.source, self.kind, stated)

    @property
    def blank(self) -> "Measure":
        """How many of its facts state no number; asked for in the same statement."""
        unstated = self.where & Q(**{f"{self.column}__isnull": True})
        return Measure(f"{self.code}.blank", self.title, self.sentence, self.source, self.kind, unstated)

    @property
    def reports(self) -> "Measure":
        """How many facts it adds up; asked for in the same statement."""
        return Measure(f"{self.code}.reports", self.title, self.sentence, self.source, self.kind, self.where)

    def untold(self, values: Mapping[str, int]) -> bool:
        """Tell whether nobody stated a number, from the values of its plain measures."""
        if values.get(self.code):
            return False
        unstated = self.optional and values.get(self.blank.code)
        return bool(unstated or (self.reported and not values.get(self.reports.code)))

    def aggregate(self, condition: Q) -> Aggregate:
        """Return the aggregate of the facts that meet a condition."""
        if self.column:
            return Sum(self.column, filter=condition, default=0)
        return Count(self.distinct or "pk", distinct=bool(self.distinct), filter=condition)


@dataclass(frozen=True)
class Mean(Measure):
    """A stated percentage adds up nowhere: the mean of those that were stated, each counting once."""

    @property
    def count(self) -> Measure:
        """How many were stated."""
        stated = self.where & Q(**{f"{self.column}__isnull": False})
        return Measure(f"{self.code}.count", self.title, self.sentence, self.source, self.kind, stated)


@dataclass(frozen=True)
class Rate:
    """Two measures, one over the other, in percent."""

    code: str
    title: Text
    sentence: Text
    numerator: Measure
    denominator: Measure
    kind: Kind = Kind.RATE
    unit: Text = "%"
    small_cell: int = 0


AnyMeasure = Measure | Rate


def _parts(measure: AnyMeasure) -> tuple[Measure, ...]:
    if isinstance(measure, Rate):
        return (measure.numerator, measure.denominator)
    if isinstance(measure, Mean):
        return (measure, measure.count)
    exceeding = (measure.exceeding,) if measure.more else ()
    blank = (measure.blank,) if measure.optional else ()
    return (measure, *exceeding, *blank, *((measure.reports,) if measure.reported else ()))


def parts(measures: Iterable[AnyMeasure]) -> list[Measure]:
    """Return the plain measures that a list of measures rates and means is computed from, each once."""
    found: dict[str, Measure] = {}
    for measure in measures:
        found.update({part.code: part for part in _parts(measure)})
    return list(found.values())
