"""What can be proposed today: measures with their titles, the ledgers' fields, the words of the field (M8)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

from fangxian.core.dated import today
from fangxian.mechanisms.figures.measures import AnyMeasure, Kind
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.filling.ledgers import all_ledgers
from fangxian.mechanisms.filling.rules.meaning import Rule, Terms, Window
from fangxian.mechanisms.filling.rules.phrases import Grammar
from fangxian.mechanisms.filling.rules.proposing import Dictionary, Known
from fangxian.mechanisms.forms.catalogue import forms_on

TERMS = Path(__file__).parent / "data" / "terms.toml"
FORMS_LANGUAGE = "zh-hans"
STOCKS = {Kind.STOCK, Kind.DISTINCT_STOCK}
FLOWS = (Window.TOTAL, Window.DAY, Window.YESTERDAY)


def dictionary(lines: dict[str, str]) -> Dictionary:
    """Return everything that a form may be filled with; titles in the language in which forms are written."""
    found, synonyms = all_measures(), _synonyms()
    with translation.override(FORMS_LANGUAGE):
        measures = {measure.code: _known(measure, synonyms) for measure in found}
    ledgers = {ledger.code: tuple(ledger.fields()) for ledger in all_ledgers()}
    return Dictionary(measures, ledgers, terms(tuple(sorted(lines.items()))))


def windows_of(measure: AnyMeasure) -> tuple[Window, ...]:
    """Return the windows that make sense of a measure: a state has an instant, a flow a beginning and an end."""
    return (Window.NOW,) if measure.kind in STOCKS else FLOWS


@cache
def terms(lines: tuple[tuple[str, str], ...] = ()) -> Terms:
    """Return the words of the field with the names of the lines."""
    data = _data()
    rules = [
        Rule(
            each["measure"],
            frozenset(each["needs"]),
            frozenset(each["may"]),
            tuple(map(Window, each["windows"])),
            frozenset(each.get("beside", ())),
            frozenset(each.get("apart", ())),
        )
        for each in data["rule"]
    ]
    grammar = Grammar(data["acts"], data["opposites"], frozenset(data["of_reports"]))
    parts = {
        kind: {word: name for name, words in named.items() for word in words}
        for kind, named in data["parts"].items()
    }
    return Terms(
        data["filler"], data["windows"], data["concepts"], data["others"]["words"], grammar, parts, rules,
        data["constants"], dict(lines),
    )  # fmt: skip


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))


def _known(measure: AnyMeasure, synonyms: Mapping[str, tuple[str, ...]]) -> Known:
    """A field of a form that the command made is called by its form's title and its own, parted by a colon."""
    title = str(measure.title)
    names = dict.fromkeys(
        [title, title.rpartition("：")[2], *synonyms.get(measure.code.partition(".")[2], ())]
    )
    return Known(measure.code, tuple(names), str(measure.unit), windows_of(measure))


def _synonyms() -> dict[str, tuple[str, ...]]:
    """Return the other headings of the forms' fields, by form and field."""
    return {
        f"{form.code}.{field.code}": field.synonyms for form in forms_on(today()) for field in form.fields
    }
