"""Proposing for everything that a form asks for: a measure, a ledger's field, a constant, or nothing (pure, M8)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.choices import (
    LEAST,
    NONE,
    SURE,
    Around,
    Choice,
    Constant,
    Dictionary,
    Source,
)
from fangxian.mechanisms.filling.rules.meaning import Terms
from fangxian.mechanisms.filling.rules.measuring import measure_for
from fangxian.mechanisms.filling.rules.phrases import OTHER
from fangxian.mechanisms.filling.rules.sheet import Asked, Axis, Kind, Sheet
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.mapping import likeness
from fangxian.mechanisms.imports.text import fold

_ASKING = re.compile(r"^(?:目前|现|近期|本人)*(?:是否(?:有|出现|存在)?|有无|乘坐何种|乘坐|具体|详细)")
_OF_OTHERS = re.compile(
    r"家属|亲属|紧急|联系人|负责|包保|责任|网格|配偶|子女|父母|监护|同住|共同居住|干部|书记|医生|房东|单位(?!名称)|户籍|籍贯|身份证地址"
    r"|隔离|途经|离开|外出|返岗|复工|登记|填报|采样|检测"
)
"""Words by which a column is about somebody or something else than the person that the row lists."""


def propose(sheet: Sheet, dictionary: Dictionary, owner: str = "") -> dict[str, Choice]:
    """Return a choice for everything that a sheet asks for, by its key; ``owner`` is ``body`` or ``place``."""
    persons, around = _person_table(sheet, dictionary), _around(sheet, dictionary.terms, owner)
    return {each.key: _choice(each, around, dictionary, persons) for each in sheet.asked}


def _around(sheet: Sheet, terms: Terms, owner: str) -> Around:
    """Rows or columns of units or places tell whose figures a sheet wants; else it is its owner's."""
    axes = [slot.node.axis for each in sheet.asked for slot in each.slots if slot.node]
    places, bodies = axes.count(Axis.PLACE), axes.count(Axis.BODY)
    around = Around(sheet.title, sheet.unit, of="place" if places > bodies else "body" if bodies else owner)
    named = (terms.read(each.path, around.side).concepts for each in sheet.asked)
    ours = (concepts for concepts in named if OTHER not in concepts)
    return replace(around, concepts=frozenset().union(*ours))


def _choice(asked: Asked, around: Around, dictionary: Dictionary, ledger: str) -> Choice:
    leaf = asked.path[-1]
    if asked.kind is Kind.INLINE or (asked.kind is Kind.CELL and not asked.slots[0].node):
        constant = _constant(asked, dictionary.terms)
        if (
            constant.fills
            or asked.kind is Kind.INLINE
            or (len(asked.path) == 1 and wording.is_form_label(leaf))
        ):
            return constant
    if asked.kind is Kind.LIST:
        if wording.is_sequence(leaf):
            return Choice(Source.CONSTANT, Constant.NUMBER, confidence=100)
        if ledger:
            found = _field(asked, ledger, dictionary.ledgers[ledger])
            return found if found.fills else _named(asked, ledger, dictionary.terms)
        constant = _constant(asked, dictionary.terms)
        if constant.code == Constant.OWNER:
            return Choice(Source.CONSTANT, Constant.NODE, confidence=90)
        if constant.fills:
            return constant
    own = replace(around, title=asked.title) if asked.title else around
    return measure_for(asked.path, asked.unit or around.unit, own, dictionary)


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
        labels = [wording.plain(each.path[-1]) for each in columns]
        liked = [max((likeness(label, field), field.code) for field in fields) for label in labels]
        found = {name for confidence, name in liked if confidence >= SURE}
        if ("name" in found and len(found) > 1) or ("id_number" in found and len(found) > 2):
            return code
    return ""


def _named(asked: Asked, ledger: str, terms: Terms) -> Choice:
    """A column headed by the persons themselves (返乡人员) holds their names."""
    said = terms.read(asked.path[-1:])
    is_name = said.concepts == {"returnee"} and not said.gap and not said.window
    alone = fold(wording.plain(asked.path[-1])).endswith("人员")
    return Choice(Source.LEDGER, f"{ledger}.name", confidence=SURE) if is_name and alone else NONE


def _field(asked: Asked, ledger: str, fields: Sequence[Field]) -> Choice:
    said = [wording.plain(part) for part in asked.path[-2:]]
    labels = (" / ".join(said), " / ".join(_ASKING.sub("", part) or part for part in said))
    confidence, best = max(
        ((likeness(label, field), field) for label in labels for field in fields), key=lambda found: found[0]
    )
    other = _OF_OTHERS.search(said[-1])
    if confidence < LEAST or (
        other and fold(said[-1]) not in best.names and other[0] not in " ".join(best.names)
    ):
        return NONE
    return Choice(Source.LEDGER, f"{ledger}.{best.code}", confidence=confidence)
