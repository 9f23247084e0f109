"""From a unit's pieces to values: which number belongs to which field, and what could not be placed.

A number follows its field (新增2), or in a clause that begins with numbers precedes it (2人在管). Nothing is
inferred but what is said: "none new" states zero for the fields that count what is new, "all of them in
isolation" takes the number just stated, "the rest are zero" names the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fangxian.lines.reports.relay.rules.tokens import Kind, Token
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

CLAUSE_ENDS = (Kind.PART,)
VALUES = (Kind.NUMBER, Kind.NONE, Kind.SAME, Kind.UNCHANGED)


@dataclass
class Said:
    """What a unit said: ``values`` by field in stored units, fields ``same`` as yesterday, pieces not placed."""

    values: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    remark: str = ""
    pieces: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stated."""
        return not (self.values or self.answers or self.same)


def stated(pieces: Sequence[Token], words: Vocabulary, order: Sequence[str] = ()) -> Said:
    """Return what pieces state; ``order`` are the fields of a heading such as "unit/new/total", for bare numbers."""
    placing = _Placing(list(pieces), words)
    if order and placing.in_order(order):
        return placing.said
    placing.place()
    return placing.said


class _Placing:
    """Places numbers beside fields, each of them once."""

    def __init__(self, pieces: list[Token], words: Vocabulary) -> None:
        self.pieces, self.words = pieces, words
        self.said = Said()
        self.used: set[int] = set()
        self.implied: set[str] = set()
        self.last: int | None = None

    def place(self) -> None:
        for start, end in self._clauses():
            self._clause(start, end)
        self._whole()
        self._leave()

    def in_order(self, order: Sequence[str]) -> bool:
        """Take bare numbers as the fields of a heading, if there are as many."""
        numbers = [token for token in self.pieces if token.kind in (Kind.NUMBER, Kind.NONE)]
        named = [token for token in self.pieces if token.kind in (Kind.FIELD, Kind.ZERO, Kind.SAME)]
        if named or len(numbers) != len(order):
            return False
        for code, token in zip(order, numbers, strict=True):
            self._set(code, token.value or Decimal(0))
        self.used |= {index for index, token in enumerate(self.pieces) if token in numbers}
        self._leave()
        return True

    def _clauses(self) -> list[tuple[int, int]]:
        ends = [index for index, token in enumerate(self.pieces) if token.kind in CLAUSE_ENDS]
        starts = [0, *(end + 1 for end in ends)]
        return list(zip(starts, [*ends, len(self.pieces)], strict=True))

    def _clause(self, start: int, end: int) -> None:
        before = self._numbers_first(start, end)
        index = start
        while index < end:
            token = self.pieces[index]
            if token.kind is Kind.FIELD and not self.words.asked(token.text).is_number:
                index = self._answer(index, end)
            elif token.kind is Kind.FIELD and index not in self.used:
                index = self._field(index, start, end, before)
            elif token.kind is Kind.ZERO:
                self._zero(index)
            elif token.kind is Kind.REST:
                self._rest(index, end)
            elif token.kind is Kind.REMARK:
                self.said.remark = f"{self.said.remark} {token.text}".strip()
                self.used.add(index)
            index += 1

    def _numbers_first(self, start: int, end: int) -> bool:
        telling = [t.kind for t in self.pieces[start:end] if t.kind in (Kind.NUMBER, Kind.FIELD)]
        return len(telling) > 1 and telling[0] is Kind.NUMBER and telling[-1] is Kind.FIELD

    def _field(self, index: int, start: int, end: int, before: bool) -> int:
        """State a field, or several that one value is said of; return the last index looked at."""
        left = self._beside(index, -1, start, end)
        if left is None and self._runs_into_another(index, end):
            return index + 1
        right_of, codes = self._group(index, end)
        right = self._beside(right_of, 1, start, end)
        if self._several(codes, right_of, end):
            return right_of
        chosen = self._choose(left, right, before, len(codes) > 1)
        if chosen is not None:
            self._take(codes, chosen, range(index, right_of + 1))
        elif self._all_before(index, start):
            counted = self._beside(self._all_at(index), -1, start, end)
            if counted is not None and self.pieces[counted].kind is Kind.NUMBER:
                self._take(codes[:1], counted, range(index, index + 1))
            elif self.last is not None:
                self._again(codes[0], index)
        elif self.last is not None and self._in_brackets(index, start, end):
            self._again(codes[0], index)
        return right_of

    def _answer(self, index: int, end: int) -> int:
        """Take the words behind a field that is no number as its answer, up to the next field."""
        last = index
        while last + 1 < end and self.pieces[last + 1].kind is not Kind.FIELD:
            last += 1
        behind = self.pieces[index + 1 : last + 1]
        telling = next((at for at, token in enumerate(behind) if token.kind is not Kind.FILL), 0)
        told = "".join(token.text for token in behind[telling:]).strip(" :=-—.")
        if told:
            self.said.answers[self.pieces[index].text] = told
            self.used |= set(range(index, last + 1))
        return last

    def _runs_into_another(self, index: int, end: int) -> bool:
        """Tell whether two fields are written as one word (累计新增), which the form does not know."""
        here, following = self.pieces[index], self.pieces[index + 1] if index + 1 < end else None
        joined = following is not None and following.kind is Kind.FIELD and following.start == here.end
        return joined and following is not None and following.text != here.text

    def _choose(self, left: int | None, right: int | None, before: bool, several: bool) -> int | None:
        kinds = {side: self.pieces[side].kind for side in (left, right) if side is not None}
        if left is not None and kinds[left] is Kind.NONE and not several:
            return left
        nearer = left is not None and self._touches(left, right)
        if left is not None and kinds[left] is Kind.NUMBER and (before or nearer) and not several:
            return left
        return right

    def _touches(self, left: int, right: int | None) -> bool:
        """Tell whether the number before a field stands closer to it than the one behind (0新增 0发热)."""
        return (
            right is None
            or (
                self.pieces[left].end == self.pieces[left + 1].start
                and self.pieces[right - 1].end != self.pieces[right].start
            )
            or (self.pieces[left + 1].kind is Kind.FIELD and not self.pieces[right - 1].text.strip())
        )

    def _group(self, index: int, end: int) -> tuple[int, list[str]]:
        """Return the last index and the codes of fields named one after another (新增、累计均为0)."""
        codes, last, at = [self.pieces[index].text], index, index + 1
        joined = False
        while at < end and self.pieces[at].kind in (Kind.LIST, Kind.FIELD, Kind.FILL):
            token = self.pieces[at]
            if token.kind is Kind.LIST:
                joined = True
            elif token.kind is Kind.FIELD:
                if not joined and token.text != codes[-1]:
                    break
                if joined:
                    codes.append(token.text)
                last, joined = at, False
            at += 1
        return last, codes

    def _several(self, codes: list[str], index: int, end: int) -> bool:
        """Place 新增、累计分别为0、3: as many numbers as fields."""
        at = index + 1
        while at < end and self.pieces[at].kind is Kind.FILL:
            at += 1
        if len(codes) < 2 or at >= end or self.pieces[at].kind is not Kind.EACH:
            return False
        numbers = []
        for number in range(at + 1, end):
            if self.pieces[number].kind is Kind.NUMBER:
                numbers.append(number)
            elif self.pieces[number].kind not in (Kind.LIST, Kind.FILL):
                break
        if len(numbers) != len(codes):
            return False
        for code, number in zip(codes, numbers, strict=True):
            self._take([code], number, range(0))
        self.used |= {token for token in range(end) if self.pieces[token].text in codes}
        return True

    def _beside(self, index: int, step: int, start: int, end: int) -> int | None:
        """Return the value next to a field on one side, past words that say nothing; None without one."""
        at = index + step
        passed = (Kind.FILL, Kind.ALL) if step > 0 else (Kind.FILL,)
        while start <= at < end and self.pieces[at].kind in passed:
            at += step
        if not start <= at < end or at in self.used or self.pieces[at].kind not in VALUES:
            return None
        return at

    def _all_at(self, index: int) -> int:
        """Return where the word before a field stands, past those that say nothing."""
        at = index - 1
        while at >= 0 and self.pieces[at].kind is Kind.FILL:
            at -= 1
        return at

    def _all_before(self, index: int, start: int) -> bool:
        at = self._all_at(index)
        return at >= start and self.pieces[at].kind is Kind.ALL

    def _again(self, code: str, index: int) -> None:
        """State the number just stated of one more field."""
        self._set(code, Decimal(self.last or 0), scaled=True)
        self.used.add(index)

    def _in_brackets(self, index: int, start: int, end: int) -> bool:
        """Tell whether a field stands alone in brackets behind a number, and so says more of it (1人(武汉返回))."""
        around = (
            self.pieces[start - 1].text if start else "",
            self.pieces[end].text if end < len(self.pieces) else "",
        )
        alone = all(t.kind is Kind.FILL for at, t in enumerate(self.pieces[start:end], start) if at != index)
        before = next((t.kind for t in reversed(self.pieces[: start - 1]) if t.kind is not Kind.FILL), None)
        return around == ("(", ")") and alone and before is Kind.NUMBER

    def _take(self, codes: Sequence[str], index: int, named: range) -> None:
        token = self.pieces[index]
        for code in codes:
            if token.kind in (Kind.SAME, Kind.UNCHANGED):
                self.said.same.add(code)
            else:
                self._set(
                    code, token.value if token.kind is Kind.NUMBER and token.value is not None else Decimal(0)
                )
        self.used |= {index, *named}

    def _set(self, code: str, value: Decimal, *, scaled: bool = False) -> None:
        """State a value; a field stated twice with different values is not stated at all."""
        asked = self.words.asked(code)
        stored = value if scaled else value * 10**asked.decimals
        if not asked.is_number or stored != int(stored):
            return
        if code not in self.implied and self.said.values.get(code, int(stored)) != int(stored):
            del self.said.values[code]
            self.said.pieces.append((self.pieces[0].start, self.pieces[-1].end))
            return
        self.implied.discard(code)
        self.said.values[code] = self.last = int(stored)

    def _zero(self, index: int) -> None:
        for code in self.words.flows:
            if code not in self.said.values:
                self.said.values[code] = 0
                self.implied.add(code)
        self.used.add(index)

    def _rest(self, index: int, end: int) -> None:
        at = self._beside(index, 1, 0, end)
        if at is None:
            return
        rest = [c for c in self.words.numbers if c not in self.said.values and c not in self.said.same]
        self._take(rest, at, range(index, index + 1))

    def _whole(self) -> None:
        """Read what is said of the whole report: as yesterday, unchanged, or nothing but "none"."""
        for index, token in enumerate(self.pieces):
            if index in self.used or token.kind not in (Kind.SAME, Kind.UNCHANGED):
                continue
            if token.kind is Kind.UNCHANGED:
                self._zero(index)
            self.said.same |= {code for code in self.words.numbers if code not in self.said.values}
            self.used.add(index)
        telling = [i for i, t in enumerate(self.pieces) if t.kind not in (Kind.FILL, Kind.PART)]
        if len(telling) == 1 and self._is_none(self.pieces[telling[0]]) and self.said.is_empty:
            self._zero(telling[0])

    def _is_none(self, token: Token) -> bool:
        return token.kind is Kind.NONE or (token.kind is Kind.NUMBER and token.value == 0)

    def _leave(self) -> None:
        """Note what was not placed: words, numbers and fields without a value."""
        telling = (Kind.WORD, Kind.NUMBER, Kind.FIELD, Kind.UNCLEAR, Kind.REST)
        for index, token in enumerate(self.pieces):
            if token.kind in telling and index not in self.used:
                self.said.pieces.append((token.start, token.end))
