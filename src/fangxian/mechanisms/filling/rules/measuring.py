"""Which measure a path of labels means, by its words, by the dictionary's names, by what stands above (pure, M8)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rapidfuzz import fuzz

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.choices import NONE, Around, Choice, Dictionary, Known, Source
from fangxian.mechanisms.filling.rules.meaning import Meaning, Rule, Terms, Window
from fangxian.mechanisms.filling.rules.phrases import BOTH_SIDES
from fangxian.mechanisms.imports.text import fold

ALIKE = 88
UNEXPLAINED = 27
"""What one character that nobody explained takes off: it may turn the meaning round (逾, 拟, 免)."""
OF_RETURNEES = frozenset(
    {"returnee", "dual", "by_unit", "by_community", "unregistered", "undeclared", "observed", "released",
     "symptoms", "conflicting", "missed", "concealed"}
)  # fmt: skip
SUBJECTS = frozenset({"returnee", "key_area"})


def measure_for(path: Sequence[str], unit: str, around: Around, dictionary: Dictionary) -> Choice:
    """Return the measure that a path of labels means, best of the rules and of the dictionary's own names."""
    terms = dictionary.terms
    meaning = _in_title(terms.read(path, around.side), around.title, terms)
    found = _by_rules(meaning, 0, around, dictionary)
    found += [_by_name(known, path, meaning, terms) for known in dictionary.measures.values()]
    told = _without_topics(path, terms)
    if len(told) < len(path):
        found += _by_rules(terms.read(told, around.side), 6, around, dictionary)
    if meaning.concepts <= {"key_area"} and not meaning.gap:
        found += _by_rules(_with_title(meaning, around.title, terms), 8, around, dictionary)
    counted = wording.counted(path)
    fitting = [
        choice
        for choice in found
        if choice.source and _fits(choice, unit, dictionary) and _counts(choice, counted, dictionary)
    ]
    return max(fitting, key=lambda choice: choice.confidence, default=NONE)


def _by_rules(meaning: Meaning, penalty: int, around: Around, dictionary: Dictionary) -> list[Choice]:
    return [_by_rule(rule, meaning, penalty, around, dictionary) for rule in dictionary.terms.rules]


def _in_title(meaning: Meaning, title: str, terms: Terms) -> Meaning:
    """Under a title about those from key regions alone every label is about them."""
    named = terms.read([title]).concepts if title else frozenset()
    alone = named == SUBJECTS and not re.search(r"[及和与、]|其他|外地|重点人", title)
    if not alone or not meaning.concepts & OF_RETURNEES:
        return meaning
    return replace(meaning, concepts=meaning.concepts | {"key_area"})


def _without_topics(path: Sequence[str], terms: Terms) -> Sequence[str]:
    """Return labels without the outer ones that only say what the inner ones are about."""
    topics = takewhile(lambda label: _is_topic(label, terms), path[:-1])
    return path[len(list(topics)) :]


def _is_topic(label: str, terms: Terms) -> bool:
    """A group such as 双报情况 names the subject of its columns, not a part of the persons."""
    return wording.is_topical(label) and terms.read([label, ""]).concepts <= OF_RETURNEES


def _with_title(meaning: Meaning, title: str, terms: Terms) -> Meaning:
    """A label that names no subject (新增, 累计, 其中重点疫区) speaks of what the sheet's title names.

    A title that names more than returnees leaves open which of it, and so does a label with a work of its own (排查).
    """
    said = terms.read([title]) if title else None
    if said is None or not (meaning.window or meaning.concepts) or "returnee" not in said.concepts:
        return meaning
    plain = said.concepts <= SUBJECTS | BOTH_SIDES and (said.names_work or not meaning.names_work)
    unsure = () if plain else (title,)
    named = replace(meaning, concepts=meaning.concepts | {"returnee"}, unexplained=unsure)
    return _in_title(named, title, terms)


def _by_rule(rule: Rule, meaning: Meaning, penalty: int, around: Around, dictionary: Dictionary) -> Choice:
    if rule.measure not in dictionary.measures:
        return NONE
    if not rule.holds(meaning.concepts, around.concepts, around.of):
        return NONE
    asked = meaning.window
    if meaning.is_present and rule.windows == (Window.NOW,) and asked in (Window.DAY, Window.TOTAL):
        asked = Window.NOW  # 现有隔离 in a column 当日, or 累计（现有）: the state on that day
    if asked and asked not in rule.windows and asked is not Window.NOW:
        return NONE
    stated = asked in rule.windows
    window = asked if stated and asked else rule.windows[0]
    confidence = rule.likely - penalty - UNEXPLAINED * min(meaning.gap, 3) - (6 if meaning.guessed else 0)
    confidence -= 0 if stated or len(rule.windows) == 1 else 9
    line = meaning.lines[0] if len(meaning.lines) == 1 else ""
    return Choice(Source.MEASURE, rule.measure, window, line, max(confidence, 0))


def _by_name(known: Known, path: Sequence[str], meaning: Meaning, terms: Terms) -> Choice:
    """A label may be a measure's very title, as of a form that the command made; one that says less is not."""
    text = fold("".join(f"{wording.plain(part)}{wording.bracketed(part)}" for part in path))
    ratio = max((fuzz.ratio(text, fold(name)) for name in known.names), default=0)
    if ratio < ALIKE or not (meaning.concepts or meaning.gap):
        return NONE  # 新增 alone may be anything's
    if ratio < 100 and terms.read(known.names[:1]).concepts != meaning.concepts:
        return NONE
    stated = meaning.window in known.windows or len(known.windows) == 1
    window = meaning.window if meaning.window in known.windows else known.windows[0]
    return Choice(
        Source.MEASURE, known.code, window or Window.TOTAL, "", int(ratio * 0.9) - (0 if stated else 5)
    )


def _fits(choice: Choice, unit: str, dictionary: Dictionary) -> bool:
    """A label's unit must be one into which the measure's unit can be turned."""
    own = dictionary.measures[choice.code].unit
    if not unit:
        return True
    countable = {"个", "家", "份", "件", "户", "次", "例"}
    stated, held = wording.UNITS.get(unit, (unit, 1))[0], wording.UNITS.get(own, (own, 1))[0]
    return stated == held or (stated in countable and held in countable) or (stated == "例" and held == "人")


def _counts(choice: Choice, counted: str, dictionary: Dictionary) -> bool:
    """A label that ends in 人数 counts persons, one that ends in 单位数 does not; a rate has neither."""
    own = dictionary.measures[choice.code].unit
    return not counted or own == "%" or (own == "人") == (counted == "人")
