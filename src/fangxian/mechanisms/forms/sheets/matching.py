"""Which measure the ledgers would fill a field in with: titles and known headings compared by likeness (M8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangxian.core.errors import Text
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.measures import Kind, Mean, Rate
from fangxian.mechanisms.forms import catalogue
from fangxian.mechanisms.forms.burden import REPORTED
from fangxian.mechanisms.forms.likeness import NEARLY, likeness
from fangxian.mechanisms.forms.vocabulary import FieldKind

LEAST = 72
IN_WINDOW = (Kind.FLOW, Kind.DISTINCT_FLOW)


@dataclass(frozen=True)
class Match:
    """A measure that may fill a field in: how like its name is (0–100), that name, its behaviour in time and unit."""

    measure: str
    likeness: int
    title: str
    kind: FieldKind
    unit: str

    @property
    def measure_title(self) -> Text:
        """What the measure itself is called."""
        return registry.measure(self.measure).title

    @property
    def is_sure(self) -> bool:
        """Whether somebody need hardly look at it."""
        return self.likeness >= NEARLY


def best_match(names: Sequence[str], kind: FieldKind | None = None) -> Match | None:
    """Return the measure most like a heading's names, the outermost first; None below ``LEAST``.

    With a kind, only of those that behave in time as it says.
    """
    said, leaf = "".join(names), names[-1]
    found = [
        Match(measure, max(likeness(said, title), likeness(leaf, title) - 4), title, own, unit)
        for measure, own, unit, title in _known()
        if kind is None or _same(own, kind)
    ]
    best = max(found, key=lambda match: match.likeness, default=None)
    return best if best and best.likeness >= LEAST else None


def _known() -> Iterator[tuple[str, FieldKind, str, str]]:
    """Yield measures of whole numbers, kind and unit: by the headings of fields that they fill in, and their own."""
    for form in catalogue.all_forms():
        for field in form.fields:
            if field.measure and not field.decimals:
                for title in (str(field.title), *field.synonyms):
                    yield field.measure, field.kind, str(field.unit), title
    for measure in registry.all_measures():
        plain = not isinstance(measure, Rate | Mean) and not measure.decimals
        if plain and not measure.code.startswith(REPORTED):
            kind = FieldKind.CUMULATIVE if measure.kind in IN_WINDOW else FieldKind.CURRENT
            yield measure.code, kind, str(measure.unit), str(measure.title)


def _same(one: FieldKind, other: FieldKind) -> bool:
    """Tell whether one measure serves both: what is new and what adds up are counted alike."""
    return (one is FieldKind.CURRENT) == (other is FieldKind.CURRENT)
