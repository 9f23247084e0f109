"""What a unit said, as far as it is told, and the taking of one number for a field (M8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fangxian.lines.reports.relay.rules.pieces import Pieces
from fangxian.lines.reports.relay.rules.tokens import Kind, Token
from fangxian.lines.reports.relay.rules.vocabulary import Asked, Vocabulary

THINGS = ("宗", "起", "件", "万元", "元", "公斤", "斤", "份", "只", "辆", "台")
"""What a number of persons does not count."""


@dataclass
class Said:
    """What a unit said: ``values`` by field in stored units, fields ``same`` as yesterday, pieces not placed.

    ``implied`` are the fields that are zero only because the whole was said to be none, ``open`` those that were named
    without a value that could be told.
    """

    values: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    remark: str = ""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    implied: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stated."""
        return not (self.values or self.answers or self.same)


class Taking(Pieces):
    """Takes numbers for fields, each of them once, and remembers which was taken last."""

    def __init__(self, pieces: Sequence[Token], words: Vocabulary, *, keeps: bool) -> None:
        super().__init__(pieces)
        self.words, self.keeps = words, keeps
        self.said = Said()
        self.last: int | None = None
        self.last_code = ""
        self.rest: set[str] = set()
        self.contradicted: set[str] = set()

    def _again(self, code: str, index: int) -> None:
        """State the number just stated of one more field.

        New ones say nothing of all (新增2，均隔离), nor totals of a share of the new (累计9，均湖北返回).
        """
        asked, last = self.words.asked(code), self.words.asked(self.last_code)
        if asked.is_flow != last.is_flow and (last.is_flow or asked.is_share):
            return
        if self._is_over(code):
            return
        self._set(code, Decimal(self.last or 0), scaled=True)
        self.used.add(index)

    def _is_over(self, code: str) -> bool:
        """Tell whether what is new is said to be done for a total (累计4，全部解除): of which day, nobody said."""
        of_total = bool(self.last_code) and not self.words.asked(self.last_code).is_flow
        return of_total and self.words.asked(code).is_flow

    def _take(self, codes: Sequence[str], index: int, named: range) -> None:
        token = self.pieces[index]
        if not all(_counts(token.text, self.words.asked(code)) for code in codes):
            return
        for code in () if self._is_kept(token) else codes:
            if token.kind in (Kind.SAME, Kind.UNCHANGED):
                self.said.same.add(code)
            else:
                self._set(
                    code, token.value if token.kind is Kind.NUMBER and token.value is not None else Decimal(0)
                )
        self.used |= {index, *named}

    def _set(self, code: str, value: Decimal, *, scaled: bool = False) -> None:
        """State a value; a field stated twice with different values is not stated at all."""
        stored = int(value) if scaled else self.words.asked(code).stored(value)
        if stored is None or code in self.contradicted:
            return
        if code not in self.said.implied and self.said.values.get(code, stored) != stored:
            del self.said.values[code]
            self.contradicted.add(code)
            self.said.pieces.append((self.pieces[0].start, self.pieces[-1].end))
            return
        self.said.implied.discard(code)
        self.said.values[code] = self.last = stored
        self.last_code = code

    def _is_kept(self, token: Token) -> bool:
        return self.keeps and token.kind is Kind.UNCHANGED


def _counts(text: str, asked: Asked) -> bool:
    """Tell whether what a number counts may be what a field asks for: neither 100% nor 3户 is a number of persons."""
    counted = re.sub(r"^[\d,.\s]+", "", text)
    if counted.endswith("%"):
        return asked.is_percentage
    if counted.endswith("户"):
        return any("户" in phrase for phrase in asked.phrases)
    return not (asked.counts_people and counted.endswith(THINGS))
