"""Figures from the lake: the same declarations, questions and nodes as live, only that the facts lie elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

import ibis
from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid
from fangxian.core.fields import FOREVER
from fangxian.lake.conditions import Unsayable, column_of, translate
from fangxian.lake.facts import LakeFacts
from fangxian.lake.ledgers import Ledger, ledger_of
from fangxian.lake.owing import LakeExpectations
from fangxian.lake.tables import Lake
from fangxian.lines.reports.expectations import ExpectationSource
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.answers import Answer
from fangxian.mechanisms.figures.measures import AnyMeasure, Measure, Rate, Source, parts
from fangxian.mechanisms.figures.moments import Slice, resolve
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.figures.tables import TableSource


def figures(lake: Lake, question: Question, measures: Sequence[AnyMeasure]) -> list[Answer]:
    """Answer measures from the lake, as of what it knows.

    Raises ``Invalid`` for an instant that the lake does not hold, and naming the measures that it cannot compute.
    """
    asked = lake.asked(question)
    if refused := unsayable(measures):
        told = _("The lake cannot compute %(measures)s: ask the database.")
        raise Invalid({"measure": told % {"measures": ", ".join(refused)}})
    moved = Moved(lake)
    return answers.answers(asked, [moved.measure(measure) for measure in measures])


def sayable(measures: Sequence[AnyMeasure]) -> list[AnyMeasure]:
    """Return the measures of a list that can be computed in a lake."""
    return [measure for measure in measures if not _reason(measure)]


def unsayable(measures: Sequence[AnyMeasure]) -> list[str]:
    """Return the codes of the measures that cannot be computed in a lake, each with the reason."""
    return [f"{measure.code} ({reason})" for measure in measures if (reason := _reason(measure))]


def _reason(measure: AnyMeasure) -> str:
    """Say why a measure cannot be computed in a lake; "" where it can."""
    for part in parts([measure]):
        source = part.source
        if isinstance(source, ExpectationSource):
            continue
        ledger = ledger_of(source.model) if isinstance(source, TableSource) else None
        if ledger is None or not isinstance(source, TableSource):
            return _("its table does not leave the database")
        try:
            _say(ledger, source.base & part.where, part.column or part.distinct)
        except Unsayable as error:
            return str(error)
    return ""


def _say(ledger: Ledger, condition: Q, column: str) -> None:
    """Translate a condition over an empty table of a ledger, its moments as any instant; raises ``Unsayable``."""
    table = ibis.table(ibis.Schema.from_pyarrow(ledger.schema), name=ledger.name)
    translate(resolve(condition, Slice(FOREVER, FOREVER, FOREVER)), table)
    column_of(column or "pk", table)


class Moved:
    """Declarations whose source is the lake's; a source stays one, so that it is asked once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._sources: dict[int, Source] = {}

    def measure(self, measure: AnyMeasure) -> AnyMeasure:
        """Return a measure over the lake."""
        if isinstance(measure, Rate):
            above, below = self._plain(measure.numerator), self._plain(measure.denominator)
            return replace(measure, numerator=above, denominator=below)
        return self._plain(measure)

    def _plain(self, measure: Measure) -> Measure:
        return replace(measure, source=self._source(measure.source))

    def _source(self, live: Source) -> Source:
        if id(live) not in self._sources:
            self._sources[id(live)] = self._made(live)
        return self._sources[id(live)]

    def _made(self, live: Source) -> Source:
        if isinstance(live, ExpectationSource):
            return LakeExpectations(self._lake, live.form)
        if not isinstance(live, TableSource) or not (ledger := ledger_of(live.model)):
            raise TypeError("a measure was not looked at before")
        return LakeFacts(self._lake, ledger.name, live.base)
