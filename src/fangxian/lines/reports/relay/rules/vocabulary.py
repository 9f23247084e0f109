"""What a form's fields are called in speech: every phrase means one field, or none when two share it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

EDGES = re.compile(
    r"^(?:其中的?|截至目前|目前|当前|现有?|本单位)|(?:总人数|人数|总数|人员数|人员|数量|情况|数|人)$"
)
BARE = ("返程", "返回", "返乡", "返岗", "人员", "到达")
"""Words of nearly every field, which by themselves name none."""
GENERAL = ("新增", "今日新增", "当日新增", "新增人数", "新增人员", "新增情况", "本日新增", "今天新增")
"""Phrases by which a relay asks for anything new; which field that is follows from the form."""

TODAY = ("今日", "今天", "当日", "当天", "本日")


@dataclass(frozen=True)
class Asked:
    """A field as the reader of a relay knows it; ``decimals`` places are stored, ``phrases`` are its names.

    ``letters`` stand for it right before a number (新1累3), ``cleared`` are verbs that leave none when all have done so
    (均已登记), ``measure`` is what is counted: a flow and a total of one measure belong together.
    """

    code: str
    phrases: tuple[str, ...]
    is_number: bool = True
    is_flow: bool = False
    decimals: int = 0
    letters: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    measure: str = ""
    is_total: bool = False
    is_percentage: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the field counts some of what another one counts (其中重点地区)."""
        return any(phrase.startswith("其中") for phrase in self.phrases)

    @property
    def is_new(self) -> bool:
        """Whether "none new" makes the field zero."""
        return self.is_flow and (self.is_share or any(phrase.startswith("新增") for phrase in self.phrases))

    @property
    def counts_people(self) -> bool:
        """Whether what is counted is known to be persons: neither households nor things."""
        return bool(self.measure)

    def stored(self, value: Decimal | None) -> int | None:
        """Return a number said, none being zero, as it is kept; None where the field cannot hold it."""
        kept = (value or Decimal(0)) * 10**self.decimals
        return int(kept) if self.is_number and kept == int(kept) else None


@dataclass(frozen=True)
class Vocabulary:
    """The phrases of a form; those that several fields share are known, but say nothing (``unclear``).

    ``places`` are the key regions, ``from_places`` the field that counts who came from there.
    """

    fields: tuple[Asked, ...]
    phrases: dict[str, str] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    from_places: str = ""

    @property
    def flows(self) -> list[str]:
        """The fields that are zero when there is nothing to report."""
        return [asked.code for asked in self.fields if asked.is_flow]

    @property
    def new(self) -> list[str]:
        """The fields that are zero when there is nothing new."""
        return [asked.code for asked in self.fields if asked.is_new]

    @property
    def letters(self) -> dict[str, str]:
        """The field for which each letter stands."""
        return {letter: asked.code for asked in self.fields for letter in asked.letters}

    @property
    def cleared(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The verbs that leave none, by field."""
        return tuple((asked.code, asked.cleared) for asked in self.fields if asked.cleared)

    def total_of(self, code: str) -> str | None:
        """Return the field that totals a flow, if the form has one."""
        flow = self.asked(code)
        totals = (f.code for f in self.fields if f.is_total and f.measure == flow.measure)
        return next(totals, None) if flow.is_flow and flow.measure else None

    @property
    def numbers(self) -> list[str]:
        """The fields that hold a number."""
        return [asked.code for asked in self.fields if asked.is_number]

    def asked(self, code: str) -> Asked:
        """Return a field by its code; raises ``KeyError``."""
        return {asked.code: asked for asked in self.fields}[code]


def vocabulary(fields: Iterable[Asked], places: Iterable[str] = (), from_places: str = "") -> Vocabulary:
    """Return the phrases of fields: names as given go before names without their edges, before their first word."""
    told = tuple(fields)
    phrases: dict[str, str] = {}
    unclear: set[str] = set()
    for spellings in (_given, _dated, _trimmed, _general):
        found: dict[str, set[str]] = defaultdict(set)
        for asked in told:
            for phrase in spellings(asked):
                found[phrase].add(asked.code)
        for phrase, codes in found.items():
            if phrase in phrases:
                continue
            if len(codes) == 1:
                phrases[phrase] = next(iter(codes))
            else:
                unclear.add(phrase)
    return Vocabulary(
        told, phrases, frozenset(unclear - set(phrases)), tuple(places) if from_places else (), from_places
    )


def _given(asked: Asked) -> set[str]:
    return {re.sub(r"\s+", "", phrase) for phrase in asked.phrases if len(phrase.strip()) > 1}


def _dated(asked: Asked) -> set[str]:
    """What is new may be said with its day (今日新增返乡)."""
    new = {phrase for phrase in _given(asked) if asked.is_flow and phrase.startswith("新增")} - set(GENERAL)
    return {f"{day}{phrase}" for day in TODAY for phrase in new}


def _trimmed(asked: Asked) -> set[str]:
    found = set()
    for phrase in _given(asked):
        once = EDGES.sub("", phrase)
        found |= {text for text in (once, EDGES.sub("", once)) if len(text) > 1 and text not in BARE}
    return found


def _general(asked: Asked) -> set[str]:
    """A flow whose name begins with 新增 may be called 新增 alone, a total 累计, if it is the only one."""
    given = _given(asked)
    if asked.is_flow and any(phrase.startswith("新增") for phrase in given):
        return set(GENERAL)
    return {"累计"} if any(phrase.startswith("累计") for phrase in given) else set()
