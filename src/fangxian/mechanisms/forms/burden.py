"""What a form costs whoever fills it in, and what of it is known already (M8, "a dozen near-identical forms").

The seconds are estimates until they are measured, said as such wherever they are shown: reading a question and writing
an answer by its type; a number that the ledgers fill in is only looked at; a computed one costs nothing; opening,
checking and sending a form costs a minute, however short it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fangxian.core.errors import Text
from fangxian.mechanisms.figures.measures import AnyMeasure, Rate
from fangxian.mechanisms.forms.likeness import NEARLY, likeness
from fangxian.mechanisms.forms.vocabulary import Field, FieldType, Form

SECONDS = {
    FieldType.INTEGER: 20,
    FieldType.DECIMAL: 25,
    FieldType.AMOUNT: 25,
    FieldType.PERCENTAGE: 25,
    FieldType.YES_NO: 5,
    FieldType.COMPUTED: 0,
    FieldType.DATE: 10,
    FieldType.TEXT: 60,
    FieldType.CHOICE: 8,
    FieldType.MULTIPLE: 15,
}
"""Asking around included, as for a number that somebody has to count."""
SECONDS_FILLED_IN, SECONDS_A_FORM = 4, 60
REPORTED = "reports."
"""Measures of what was reported: no ledger."""


class Why(StrEnum):
    """Why a field is a duplicate."""

    SAME_MEASURE = "same measure"
    """Another form asks for the same measure."""
    SAME_TITLE = "same title"
    """Another form asks for nearly the same in words."""
    LEDGER = "ledger"
    """The ledgers know it, and do not fill it in."""


@dataclass(frozen=True)
class Duplicate:
    """A field that asks for what is known: to a form (None: to the ledgers), under a title, how like (0–100)."""

    field: Field
    why: Why
    title: Text
    likeness: int
    form: Form | None = None
    measure: str = ""


@dataclass(frozen=True)
class Cost:
    """What something asks for: fields that somebody answers, how many of them are filled in, and seconds."""

    fields: int = 0
    filled_in: int = 0
    seconds: int = 0
    duplicates: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.fields + other.fields, self.filled_in + other.filled_in, self.seconds + other.seconds,
            self.duplicates + other.duplicates,
        )  # fmt: skip

    def __mul__(self, times: int) -> "Cost":
        return Cost(
            self.fields * times, self.filled_in * times, self.seconds * times, self.duplicates * times
        )

    @property
    def minutes(self) -> int:
        """The seconds as whole minutes, a begun one counted."""
        return -(-self.seconds // 60)


def seconds_of(field: Field) -> int:
    """Return the seconds that a field is estimated to cost."""
    return SECONDS_FILLED_IN if field.measure and field.is_number else SECONDS[field.type]


def estimated(form: Form) -> int:
    """Return the seconds that one report of a form is estimated to cost."""
    return SECONDS_A_FORM + sum(seconds_of(field) for field in form.asked)


def cost_of(form: Form, duplicates: int = 0, measured: int | None = None) -> Cost:
    """Return what one report of a form costs: the seconds that people were measured to need, else the estimate."""
    filled_in = sum(1 for field in form.asked if field.measure and field.is_number)
    seconds = estimated(form) if measured is None else measured
    return Cost(len(form.asked), filled_in, seconds, duplicates)


def added(before: Form | None, after: Form) -> Cost:
    """Return what a new version costs more than the one before it; what was taken away counts against it."""
    if before is None:
        return cost_of(after)
    old, new = cost_of(before), cost_of(after)
    return Cost(new.fields - old.fields, new.filled_in - old.filled_in, new.seconds - old.seconds)


def duplicates(form: Form, others: Iterable[Form], measures: Iterable[AnyMeasure] = ()) -> list[Duplicate]:
    """Return the numbers of a form that are known already, each once, with the most telling reason."""
    rest = [(other, field) for other in others if other.code != form.code for field in other.asked]
    ledgers = [
        measure
        for measure in measures
        if not isinstance(measure, Rate) and not measure.code.startswith(REPORTED)
    ]
    found = (_duplicate(field, rest, ledgers) for field in form.asked if field.is_number)
    return [duplicate for duplicate in found if duplicate]


def _duplicate(
    field: Field, rest: Sequence[tuple[Form, Field]], ledgers: Sequence[AnyMeasure]
) -> Duplicate | None:
    found = [*_in_ledgers(field, ledgers), *_in_forms(field, rest)]
    return max(found, key=lambda duplicate: duplicate.likeness, default=None)


def _in_forms(field: Field, rest: Sequence[tuple[Form, Field]]) -> Iterator[Duplicate]:
    for form, other in rest:
        if other.kind is not field.kind:
            continue
        if field.measure and field.measure == other.measure:
            yield Duplicate(field, Why.SAME_MEASURE, other.title, 100, form, other.measure)
        elif other.is_number and (like := likeness(str(field.title), str(other.title))) >= NEARLY:
            yield Duplicate(field, Why.SAME_TITLE, other.title, like, form)


def _in_ledgers(field: Field, ledgers: Sequence[AnyMeasure]) -> Iterator[Duplicate]:
    if not field.measure:
        for measure in ledgers:
            if (like := likeness(str(field.title), str(measure.title))) >= NEARLY:
                yield Duplicate(field, Why.LEDGER, measure.title, like, measure=measure.code)
