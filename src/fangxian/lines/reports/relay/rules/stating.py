"""From a unit's pieces to values: which number belongs to which field, and what could not be placed.

A number follows its field (新增2), or in a clause that begins with numbers precedes it (2人在管). Nothing is
inferred but what is said: "none new" states zero for the fields that count what is new, "all of them in
isolation" takes the number just stated, "the rest are zero" names the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fangxian.lines.reports.relay.rules.pieces import Pieces
from fangxian.lines.reports.relay.rules.tokens import Kind, Token
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

AMONG = ("其中", "含", "包括")


@dataclass
class Said:
    """What a unit said: ``values`` by field in stored units, fields ``same`` as yesterday, pieces not placed.

    ``implied`` are the fields that are zero only because the whole was said to be none.
    """

    values: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    remark: str = ""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    implied: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stated."""
        return not (self.values or self.answers or self.same)


def stated(pieces: Sequence[Token], words: Vocabulary, *, keeps: bool = False) -> Said:
    """Return what pieces state; where it ``keeps`` what was said before (a correction), "unchanged" states nothing."""
    placing = _Placing(pieces, words, keeps=keeps)
    placing.place()
    return placing.said


class _Placing(Pieces):
    """Places numbers beside fields, each of them once."""

    def __init__(self, pieces: Sequence[Token], words: Vocabulary, *, keeps: bool) -> None:
        super().__init__(pieces)
        self.words, self.keeps = words, keeps
        self.said = Said()
        self.last: int | None = None
        self.last_code = ""

    def place(self) -> None:
        """Place what can be placed, clause by clause, and note the rest."""
        for start, end in self.clauses():
            self._clause(start, end)
        self._whole()
        self._leave()

    def _clause(self, start: int, end: int) -> None:
        before = self.numbers_first(start, end)
        index = start
        while index < end:
            token = self.pieces[index]
            if token.kind is Kind.PAST or self._of_total(index, start):
                return
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

    def _of_total(self, index: int, start: int) -> bool:
        """Tell whether a field of what is new is said of a total (累计12，其中湖北2): that is not of the day."""
        token = self.pieces[index]
        if token.kind is not Kind.FIELD or not self.words.asked(token.text).is_flow or not self.last_code:
            return False
        said_before = {piece.text for piece in self.pieces[start:index]}
        among = token.phrase.startswith(AMONG) or bool(said_before & set(AMONG))
        return among and not self.words.asked(self.last_code).is_flow

    def _field(self, index: int, start: int, end: int, before: bool) -> int:
        """State a field, or several that one value is said of; return the last index looked at."""
        left = self.beside(index, -1, start, end)
        if left is None and self.runs_into_another(index, end):
            return index + 1
        right_of, codes = self.group(index, end)
        right = self.beside(right_of, 1, start, end)
        if self._several(codes, right_of, end):
            return right_of
        chosen = self._choose(left, right, before, len(codes) > 1)
        if chosen is not None:
            self._take(codes, chosen, range(index, right_of + 1))
        elif self.all_before(index, start):
            counted = self.beside(self.all_at(index), -1, start, end)
            if counted is not None and self.pieces[counted].kind is Kind.NUMBER:
                if self.pieces[counted].value != self.last or not self._is_over(codes[0], start, index):
                    self._take(codes[:1], counted, range(index, index + 1))
            elif self.last is not None:
                self._again(codes[0], start, index)
        elif self.last is not None and self.in_brackets(index, start, end):
            self._again(codes[0], start, index)
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

    def _choose(self, left: int | None, right: int | None, before: bool, several: bool) -> int | None:
        kinds = {side: self.pieces[side].kind for side in (left, right) if side is not None}
        if left is not None and kinds[left] is Kind.NONE and not several:
            return left
        nearer = left is not None and self.touches(left, right)
        if left is not None and kinds[left] is Kind.NUMBER and (before or nearer) and not several:
            return left
        return right

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

    def _again(self, code: str, start: int, index: int) -> None:
        """State the number just stated of one more field.

        New ones say nothing of all (新增2，均隔离), nor totals of a share of the new (累计9，均湖北返回).
        """
        asked, last = self.words.asked(code), self.words.asked(self.last_code)
        if asked.is_flow != last.is_flow and (last.is_flow or asked.is_share):
            return
        if self._is_over(code, start, index):
            return
        self._set(code, Decimal(self.last or 0), scaled=True)
        self.used.add(index)

    def _is_over(self, code: str, start: int, index: int) -> bool:
        """Tell whether what is new is said to be done for a total (累计4，均已解除): of which day, nobody said."""
        done = any("已" in (piece.phrase or piece.text) for piece in self.pieces[start : index + 1])
        of_total = bool(self.last_code) and not self.words.asked(self.last_code).is_flow
        return done and of_total and self.words.asked(code).is_flow

    def _take(self, codes: Sequence[str], index: int, named: range) -> None:
        token = self.pieces[index]
        if token.text.endswith("户") and not any(
            "户" in p for c in codes for p in self.words.asked(c).phrases
        ):
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
        if stored is None:
            return
        if code not in self.said.implied and self.said.values.get(code, stored) != stored:
            del self.said.values[code]
            self.said.pieces.append((self.pieces[0].start, self.pieces[-1].end))
            return
        self.said.implied.discard(code)
        self.said.values[code] = self.last = stored
        self.last_code = code

    def _is_kept(self, token: Token) -> bool:
        return self.keeps and token.kind is Kind.UNCHANGED

    def _zero(self, index: int) -> None:
        for code in self.words.flows:
            if code not in self.said.values:
                self.said.values[code] = 0
                self.said.implied.add(code)
        self.used.add(index)

    def _rest(self, index: int, end: int) -> None:
        at = self.beside(index, 1, 0, end)
        if at is None:
            return
        rest = [c for c in self.words.numbers if c not in self.said.values and c not in self.said.same]
        self._take(rest, at, range(index, index + 1))

    def _whole(self) -> None:
        """Read what is said of the whole report: as yesterday, unchanged, or nothing but "none"."""
        for index, token in enumerate(self.pieces):
            if index in self.used or token.kind not in (Kind.SAME, Kind.UNCHANGED):
                continue
            self.used.add(index)
            if self._is_kept(token):
                continue
            if token.kind is Kind.UNCHANGED:
                self._zero(index)
            self.said.same |= {code for code in self.words.numbers if code not in self.said.values}
        telling = [i for i, t in enumerate(self.pieces) if t.kind not in (Kind.FILL, Kind.PART)]
        if len(telling) == 1 and self.pieces[telling[0]].kind is Kind.NONE and self.said.is_empty:
            self._zero(telling[0])

    def _leave(self) -> None:
        """Note what was not placed: words, numbers and fields without a value."""
        telling = (Kind.WORD, Kind.PAST, Kind.DITTO, Kind.NUMBER, Kind.FIELD, Kind.UNCLEAR, Kind.REST)
        left = [t for index, t in enumerate(self.pieces) if t.kind in telling and index not in self.used]
        for code in {token.text for token in left} & self.said.implied:
            self.said.implied.discard(code)
            self.said.values.pop(code, None)
        for token in left:
            if self.said.pieces and token.start - self.said.pieces[-1][1] in (0, 1):
                token = replace(token, start=self.said.pieces.pop()[0])
            self.said.pieces.append((token.start, token.end))
