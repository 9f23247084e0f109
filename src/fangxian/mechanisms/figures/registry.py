"""The dictionary of measures: one definition of every figure, declared by the lines when they load (M24)."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.mechanisms.figures.measures import AnyMeasure

Provider = Callable[[], Mapping[str, AnyMeasure]]
_measures: dict[str, AnyMeasure] = {}
_providers: list[Provider] = []


def register(*measures: AnyMeasure) -> None:
    """Add measures to the dictionary; a code is declared once."""
    for measure in measures:
        if measure.code in _measures:
            raise ValueError(f"measure declared twice: {measure.code}")
        _measures[measure.code] = measure


def register_provider(provider: Provider) -> None:
    """Add measures that come from data: ``provider`` returns those of now by their codes, none of them declared."""
    _providers.append(provider)


def measure(code: str) -> AnyMeasure:
    """Return a measure by its code; raises ``Missing``."""
    if code in _measures:
        return _measures[code]
    for provider in _providers:
        if found := provider().get(code):
            return found
    raise Missing(_("No figure is called %(code)s.") % {"code": code[:120]})


def all_measures() -> list[AnyMeasure]:
    """Return every measure of now, in the order of their codes."""
    found = dict(_measures)
    for provider in _providers:
        found = {**provider(), **found}
    return [found[code] for code in sorted(found)]
