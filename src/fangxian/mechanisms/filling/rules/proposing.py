"""Proposing for everything that a form asks for: a measure, a ledger's field, a constant, or nothing (pure, M8).

A confidence below ``LEAST`` is only a hint beside the cell and fills nothing: a wrong figure in a superior's form is
worse than a blank one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.meaning import Meaning, Rule, Terms, Window
from fangxian.mechanisms.filling.rules.phrases import OTHER
from fangxian.mechanisms.filling.rules.sheet import Asked, Axis, Kind, Sheet
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.mapping import likeness
from fangxian.mechanisms.imports.text import fold

LEAST = 70
SURE = 85
ALIKE = 88
UNEXPLAINED = 27
"""What one character that nobody explained takes off: it may turn the meaning round (逾, 拟, 免)."""
OF_RETURNEES = frozenset(
    {"returnee", "dual", "by_unit", "by_community", "unregistered", "undeclared", "observed", "released",
     "symptoms", "conflicting", "missed", "concealed"}
)  # fmt: skip
TOPICAL = (
    "情况", "工作", "统计", "落实", "管理", "监测", "监管", "管控", "排查", "措施", "状况", "状态", "动态", "类",
    "方面", "信息", "结果", "进展", "防控",
)  # fmt: skip


class Source(StrEnum):
    """Where a value comes from."""

    MEASURE = "measure"
    LEDGER = "ledger"
    CONSTANT = "constant"
    NOTHING = ""


class Constant(StrEnum):
    """What is known before any entry: for whom, when and by whom a form is filled."""

    OWNER = "owner"
    DATE = "date"
    CUT_OFF = "cut_off"
    FILLER = "filler"
    PHONE = "phone"
    LINE = "line"
    LEVEL = "level"
    RESPONSE = "response"
    NUMBER = "number"
    NODE = "node"
    """The unit, place or day of a row that the form leaves open."""


@dataclass(frozen=True)
class Choice:
    """What fills something asked for; ``confirmed`` once a person has chosen it or let it stand."""

    source: Source = Source.NOTHING
    code: str = ""
    window: Window = Window.TOTAL
    line: str = ""
    confidence: int = 0
    confirmed: bool = False

    @property
    def fills(self) -> bool:
        """Whether it is sure enough to put a value into the form."""
        return bool(self.source) and (self.confirmed or self.confidence >= LEAST)

    def to_json(self) -> dict[str, Any]:
        """Return the choice as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Choice":
        """Return the choice that ``to_json`` gave; what else is told beside it is passed over."""
        found = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**found | {"source": Source(found["source"]), "window": Window(found["window"])})


NONE = Choice()


@dataclass(frozen=True)
class Known:
    """A measure as far as proposals need it: its names, its unit, and the windows that make sense of it."""

    code: str
    names: tuple[str, ...]
    unit: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Dictionary:
    """What can be proposed: measures by code, each ledger's fields, the words of the field."""

    measures: Mapping[str, Known]
    ledgers: Mapping[str, Sequence[Field]]
    terms: Terms


@dataclass(frozen=True)
class Around:
    """What stands around a label: the title, its sheet's unit, all that the sheet names, whose rows it has."""

    title: str = ""
    unit: str = ""
    concepts: frozenset[str] = frozenset()
    side: str = ""


def propose(sheet: Sheet, dictionary: Dictionary) -> dict[str, Choice]:
    """Return a choice for everything that a sheet asks for, by its key."""
    persons, around = _person_table(sheet, dictionary), _around(sheet, dictionary.terms)
    return {each.key: _choice(each, around, dictionary, persons) for each in sheet.asked}


def _around(sheet: Sheet, terms: Terms) -> Around:
    """Rows or columns of places are communities' own: a registration there is theirs."""
    axes = [slot.node.axis for each in sheet.asked for slot in each.slots if slot.node]
    side = "community" if axes.count(Axis.PLACE) * 2 > len(axes) else ""
    named = (terms.read(each.path, side).concepts for each in sheet.asked)
    ours = frozenset().union(*(concepts for concepts in named if OTHER not in concepts))
    return Around(sheet.title, sheet.unit, ours, side)


def _choice(asked: Asked, around: Around, dictionary: Dictionary, ledger: str) -> Choice:
    leaf = asked.path[-1]
    if asked.kind is Kind.INLINE or (asked.kind is Kind.CELL and not asked.slots[0].node):
        constant = _constant(asked, dictionary.terms)
        if constant.fills or asked.kind is Kind.INLINE:
            return constant
    if asked.kind is Kind.LIST:
        if wording.is_sequence(leaf):
            return Choice(Source.CONSTANT, Constant.NUMBER, confidence=100)
        if ledger:
            return _field(asked, ledger, dictionary.ledgers[ledger])
        constant = _constant(asked, dictionary.terms)
        if constant.code == Constant.OWNER:
            return Choice(Source.CONSTANT, Constant.NODE, confidence=90)
        if constant.fills:
            return constant
    return measure_for(asked.path, asked.unit or around.unit, around, dictionary)


def _constant(asked: Asked, terms: Terms) -> Choice:
    label = fold(wording.plain(asked.path[-1]))
    if wording.is_signed(wording.plain(asked.path[-1])) and label not in map(fold, terms.constants["owner"]):
        return NONE
    for name, words in terms.constants.items():
        if label in {fold(word) for word in words}:
            return Choice(Source.CONSTANT, Constant(name), confidence=95)
    return NONE


def _person_table(sheet: Sheet, dictionary: Dictionary) -> str:
    """Return the ledger whose persons a list is about: it has a column for names and another field of persons."""
    columns = [each for each in sheet.asked if each.kind is Kind.LIST]
    for code, fields in dictionary.ledgers.items():
        by_code = {field.code: field for field in fields}
        found = {
            name
            for name in by_code
            for each in columns
            if likeness(wording.plain(each.path[-1]), by_code[name]) >= SURE
        }
        if "name" in found and len(found) > 1:
            return code
    return ""


def _field(asked: Asked, ledger: str, fields: Sequence[Field]) -> Choice:
    label = " / ".join(wording.plain(part) for part in asked.path[-2:])
    best = max(fields, key=lambda field: likeness(label, field))
    confidence = likeness(label, best)
    if confidence < LEAST:
        return NONE
    return Choice(Source.LEDGER, f"{ledger}.{best.code}", confidence=confidence)


def measure_for(path: Sequence[str], unit: str, around: Around, dictionary: Dictionary) -> Choice:
    """Return the measure that a path of labels means, best of the rules and of the dictionary's own names."""
    meaning = _in_title(dictionary.terms.read(path, around.side), around.title, dictionary.terms)
    found = _by_rules(meaning, 0, around, dictionary)
    found += [_by_name(known, path, meaning, dictionary.terms) for known in dictionary.measures.values()]
    if len(path) > 1 and _is_topic(path[0], dictionary.terms):
        found += _by_rules(dictionary.terms.read(path[1:], around.side), 6, around, dictionary)
    if meaning.concepts <= {"key_area"} and not meaning.gap:
        found += _by_rules(_with_title(meaning, around.title, dictionary), 8, around, dictionary)
    counted = wording.counted(path)
    fitting = [
        choice
        for choice in found
        if choice.source and _fits(choice, unit, dictionary) and _counts(choice, counted, dictionary)
    ]
    return max(fitting, key=lambda choice: choice.confidence, default=NONE)


def _by_rules(meaning: Meaning, penalty: int, around: Around, dictionary: Dictionary) -> list[Choice]:
    return [_by_rule(rule, meaning, penalty, around.concepts, dictionary) for rule in dictionary.terms.rules]


def _in_title(meaning: Meaning, title: str, terms: Terms) -> Meaning:
    """Under a title about those from key regions alone every label is about them."""
    named = terms.read([title]).concepts if title else frozenset()
    alone = named == {"returnee", "key_area"} and not re.search(r"[及和与、]|其他|外地|重点人", title)
    if not alone or not meaning.concepts & OF_RETURNEES:
        return meaning
    return replace(meaning, concepts=meaning.concepts | {"key_area"})


def _is_topic(label: str, terms: Terms) -> bool:
    """A group such as 双报情况 names the subject of its columns, not a part of the persons."""
    return wording.plain(label).endswith(TOPICAL) and terms.read([label]).concepts <= OF_RETURNEES


def _with_title(meaning: Meaning, title: str, dictionary: Dictionary) -> Meaning:
    """A label that names no subject (新增, 累计, 其中重点疫区) speaks of what the sheet's title names."""
    said = dictionary.terms.read([title]) if title else None
    if said is None or not (meaning.window or meaning.concepts) or "returnee" not in said.concepts:
        return meaning
    unsure = (title,) if OTHER in said.concepts else ()
    named = replace(meaning, concepts=meaning.concepts | {"returnee"}, unexplained=unsure)
    return _in_title(named, title, dictionary.terms)


def _by_rule(
    rule: Rule, meaning: Meaning, penalty: int, around: frozenset[str], dictionary: Dictionary
) -> Choice:
    if rule.measure not in dictionary.measures or not rule.holds(meaning.concepts, around):
        return NONE
    asked = meaning.window
    if asked is Window.DAY and meaning.is_present and rule.windows == (Window.NOW,):
        asked = Window.NOW  # 现有隔离 in a column 当日: the state on that day
    if asked and asked not in rule.windows and asked is not Window.NOW:
        return NONE
    stated = asked in rule.windows
    window = asked if stated and asked else rule.windows[0]
    confidence = 96 - penalty - UNEXPLAINED * min(meaning.gap, 3) - (6 if meaning.guessed else 0)
    confidence -= 0 if stated or len(rule.windows) == 1 else 9
    line = meaning.lines[0] if len(meaning.lines) == 1 else ""
    return Choice(Source.MEASURE, rule.measure, window, line, max(confidence, 0))


def _by_name(known: Known, path: Sequence[str], meaning: Meaning, terms: Terms) -> Choice:
    """A label may be a measure's very title, as of a form that the command made; one that says less is not."""
    text = fold("".join(f"{wording.plain(part)}{wording.bracketed(part)}" for part in path))
    ratio = max((fuzz.ratio(text, fold(name)) for name in known.names), default=0)
    if ratio < ALIKE or (ratio < 100 and terms.read(known.names[:1]).concepts != meaning.concepts):
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
