"""The dictionary of measures: one definition of every figure, declared by the lines when they load (M24)."""

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.mechanisms.figures.measures import AnyMeasure

_measures: dict[str, AnyMeasure] = {}


def register(*measures: AnyMeasure) -> None:
    """Add measures to the dictionary; a code is declared once."""
    for measure in measures:
        if measure.code in _measures:
            raise ValueError(f"measure declared twice: {measure.code}")
        _measures[measure.code] = measure


def measure(code: str) -> AnyMeasure:
    """Return a measure by its code; raises ``Missing``."""
    if code not in _measures:
        raise Missing(_("No figure is called %(code)s.") % {"code": code})
    return _measures[code]


def all_measures() -> list[AnyMeasure]:
    """Return every measure, in the order of their codes."""
    return [_measures[code] for code in sorted(_measures)]
