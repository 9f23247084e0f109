"""What can be proposed today: measures with their titles, the ledgers' fields, the words of the field (M8)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils import translation

from fangxian.core.dated import today
from fangxian.mechanisms.figures.measures import AnyMeasure, Kind
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.filling.ledgers import all_ledgers
from fangxian.mechanisms.filling.rules.choices import Dictionary, Known
from fangxian.mechanisms.filling.rules.meaning import Rule, Terms, Window
from fangxian.mechanisms.filling.rules.phrases import Grammar
from fangxian.mechanisms.forms.catalogue import forms_on

TERMS = Path(__file__).parent / "data" / "terms.toml"
FORMS_LANGUAGE = "zh-hans"
STOCKS = {Kind.STOCK, Kind.DISTINCT_STOCK}
FLOWS = (Window.TOTAL, Window.DAY, Window.YESTERDAY)
COMING = ("返", "来", "返来", "来返", "返回", "回", "抵", "返抵", "回到", "来到", "进", "入", "流入", "输入")
ABBREVIATED = {"湖北": "鄂", "浙江": "浙", "广东": "粤", "河南": "豫", "湖南": "湘"}


@dataclass(frozen=True)
class Spoken:
    """What a response's own people say: names of its lines (with codes), of its places in short, of its key regions."""

    lines: tuple[tuple[str, str], ...] = ()
    localities: tuple[str, ...] = ()
    key_places: tuple[str, ...] = ()


NOBODY = Spoken()


def dictionary(spoken: Spoken = NOBODY) -> Dictionary:
    """Return everything that a form may be filled with; titles in the language in which forms are written."""
    found, synonyms = all_measures(), _synonyms()
    with translation.override(FORMS_LANGUAGE):
        measures = {measure.code: _known(measure, synonyms) for measure in found}
    ledgers = {ledger.code: tuple(ledger.fields()) for ledger in all_ledgers()}
    return Dictionary(measures, ledgers, terms(spoken))


def windows_of(measure: AnyMeasure) -> tuple[Window, ...]:
    """Return the windows that make sense of a measure: a state has an instant, a flow a beginning and an end."""
    return (Window.NOW,) if measure.kind in STOCKS else FLOWS


@lru_cache(maxsize=16)
def terms(spoken: Spoken = NOBODY) -> Terms:
    """Return the words of the field with those of a response: its lines, its own places, its key regions."""
    data = _data()
    rules = [
        Rule(
            each["measure"],
            frozenset(each["needs"]),
            frozenset(each["may"]),
            tuple(map(Window, each["windows"])),
            frozenset(each.get("beside", ())),
            frozenset(each.get("apart", ())),
            each.get("of", ""),
            each.get("likely", Rule.likely),
        )
        for each in data["rule"]
    ]
    grammar = Grammar(data["acts"], data["opposites"], frozenset(data["of_reports"]))
    parts = {
        kind: {word: name for name, words in named.items() for word in words}
        for kind, named in data["parts"].items()
    }
    parts["part"] = {word: word for word in _parts_of(spoken.key_places)}
    concepts = dict(data["concepts"])
    concepts["key_area"] = [*concepts["key_area"], *_regions(spoken.key_places)]
    concepts["returnee"] = [*concepts["returnee"], *_coming(spoken.localities)]
    return Terms(
        data["filler"], data["windows"], concepts, data["others"]["words"], grammar, parts, rules,
        data["constants"], dict(spoken.lines),
    )  # fmt: skip


def _coming(localities: Iterable[str]) -> list[str]:
    """Return how somebody comes to a place that everybody there calls by its short name: 返白, 来浑江."""
    return [f"{verb}{name}" for name in localities for verb in COMING]


def _regions(key_places: Iterable[str]) -> Iterator[str]:
    """Yield how labels name the key regions (湖北省, 湖北武汉); a part of one is not the region."""
    parts = _parts_of(key_places)
    for name in set(key_places) - parts:
        yield from (
            name,
            f"{name}省",
            f"{name}市",
            f"{name}地区",
            f"{name}等地",
            f"涉{ABBREVIATED.get(name, name)}",
        )
        yield from (f"{name}{part}" for part in parts)


def _parts_of(key_places: Iterable[str]) -> set[str]:
    """Return the parts of those key regions that are key as a whole, and cities of them as labels name them."""
    parts = {part for name in key_places for part in _data()["regions"].get(name, ())}
    return {form for part in parts for form in (part, f"{part}市", f"{part}地区")}


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
