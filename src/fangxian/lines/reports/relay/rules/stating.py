"""From a unit's pieces to values: which number belongs to which field, and what could not be placed.

A number follows its field (新增2), or in a clause that begins with numbers precedes it (2人在管). Nothing is
inferred but what is said: "none new" states zero for the fields that count what is new, "all of them in
isolation" takes the number just stated, "the rest are zero" names the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from fangxian.lines.reports.relay.rules.taking import Said, Taking
from fangxian.lines.reports.relay.rules.tokens import Kind, Token
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

AMONG = ("其中", "含", "包括")


def stated(pieces: Sequence[Token], words: Vocabulary, *, keeps: bool = False) -> Said:
    """Return what pieces state; where it ``keeps`` what was said before (a correction), "unchanged" states nothing."""
    placing = _Placing(pieces, words, keeps=keeps)
    placing.place()
    return placing.said


class _Placing(Taking):
    """Places numbers beside fields, clause by clause."""

    def place(self) -> None:
        """Place what can be placed, clause by clause, and note the rest."""
        if any(token.kind is Kind.EXCEPT for token in self.pieces):
            self.said.pieces.append((self.pieces[0].start, self.pieces[-1].end))
            return
        for start, end in self.clauses():
            if not self.asks(start, end):
                self._clause(start, end)
        self._whole()
        self._contradictions()
        self._leave()

    def _clause(self, start: int, end: int) -> None:
        before = self.numbers_first(start, end)
        index = start
        while index < end:
            token = self.pieces[index]
            if token.kind is Kind.PAST:
                index = self.until_today(index, end)
                continue
            if self._of_total(index, start):
                return
            if token.kind is Kind.FIELD and not self.words.asked(token.text).is_number:
                index = self._answer(index, end)
            elif token.kind is Kind.FIELD and index not in self.used:
                index = self._field(index, start, end, before)
            elif token.kind in (Kind.ZERO, Kind.NO_NEW):
                self._zero(index, self.words.flows if token.kind is Kind.ZERO else self.words.new)
            elif token.kind is Kind.CLEARED:
                self._cleared(index, start)
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
        if self.is_denied(left, index, right):
            return right_of
        chosen = self._choose(left, right, before, len(codes) > 1)
        if chosen is not None:
            self._take(codes, chosen, range(index, right_of + 1))
        elif self.all_before(index, start):
            counted = self.beside(self.all_at(index), -1, start, end)
            if counted is not None and self.pieces[counted].kind is Kind.NUMBER:
                if self.pieces[counted].value != self.last or not self._is_over(codes[0]):
                    self._take(codes[:1], counted, range(index, index + 1))
            elif self.last is not None:
                self._again(codes[0], index)
        elif self._totals_a_flow(index, start, end):
            self.said.values.pop(self.last_code)
        elif self.last is not None and (
            self.in_brackets(index, start, end) or self._is_said_of(index, start, end)
        ):
            self._again(codes[0], index)
        return right_of

    def _totals_a_flow(self, index: int, start: int, end: int) -> bool:
        """Tell whether a number taken for the day's is said to be a total (解除2（累计）)."""
        is_total = self.words.asked(self.pieces[index].text).is_total
        of_flow = self.last_code in self.said.values and self.words.asked(self.last_code).is_flow
        return is_total and of_flow and self.in_brackets(index, start, end)

    def _is_said_of(self, index: int, start: int, end: int) -> bool:
        """Tell whether a share is said of the new ones just stated (新增1人为武汉返回; 新来1个，武汉回来的)."""
        if not self.words.asked(self.pieces[index].text).is_share:
            return False
        at, between = index - 1, ""
        while at >= start and self.pieces[at].kind is Kind.FILL:
            between, at = self.pieces[at].text + between, at - 1
        number = at >= start and at in self.used and self.pieces[at].kind is Kind.NUMBER
        return (number and bool(re.search("[为是系]", between))) or self.is_alone(index, start, end)

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
        """Place 新增、累计分别为0、3 and 新增/累计:0/3, as many numbers as fields; one for all only if so said."""
        at = index + 1
        while at < end and self.pieces[at].kind is Kind.FILL:
            at += 1
        if len(codes) < 2 or at >= end:
            return False
        each = self.pieces[at].kind is Kind.EACH
        numbers = self.listed(at + each, end)
        if not each and len(numbers) < 2 and not (numbers and self.pieces[numbers[0]].value):
            return False
        if len(numbers) == len(codes):
            for code, number in zip(codes, numbers, strict=True):
                self._take([code], number, range(0))
            self.used |= {token for token in range(end) if self.pieces[token].text in codes}
        self.spent |= set(numbers) - self.used
        return True

    def _zero(self, index: int, codes: Sequence[str]) -> None:
        for code in codes:
            if code not in self.said.values:
                self.said.values[code] = 0
                self.said.implied.add(code)
        self.used.add(index)

    def _cleared(self, index: int, start: int) -> None:
        """State that none is left of those who had not done it, unless the rest is meant (其余均已登记)."""
        self.used.add(index)
        if not any(token.kind is Kind.REST for token in self.pieces[start:index]):
            code = self.pieces[index].text
            if code not in self.said.values:
                self.said.values[code] = 0

    def _rest(self, index: int, end: int) -> None:
        at = self.beside(index, 1, 0, end)
        if at is None:
            return
        rest = [c for c in self.words.numbers if c not in self.said.values and c not in self.said.same]
        self.rest |= set(rest)
        self._take(rest, at, range(index, index + 1))

    def _whole(self) -> None:
        """Read what is said of the whole report: as yesterday, unchanged, or nothing but "none"."""
        for index, token in enumerate(self.pieces):
            if index in self.used or token.kind not in (Kind.SAME, Kind.UNCHANGED):
                continue
            self.used.add(index)
            if self._is_kept(token) or self.of_number(index):
                continue
            self.said.same |= {code for code in self.words.numbers if code not in self.said.values}
        telling = [i for i, t in enumerate(self.pieces) if t.kind not in (Kind.FILL, Kind.PART)]
        kinds = [self.pieces[at].kind for at in telling]
        if kinds == [Kind.ALL, Kind.NUMBER] and self.pieces[telling[1]].value == 0 and self.said.is_empty:
            self._take(self.words.numbers, telling[1], range(telling[0], telling[0] + 1))
        if kinds == [Kind.NONE] and self.said.is_empty:
            self._zero(telling[0], self.words.flows)

    def _contradictions(self) -> None:
        """Leave out a total that cannot be as it was, or none, while there are new ones (新增3，其他不变)."""
        for code in self.words.new:
            total = self.words.total_of(code)
            if total is None or not self.said.values.get(code):
                continue
            if total in self.said.same or (total in self.rest and not self.said.values.get(total)):
                self.said.same.discard(total)
                self.said.values.pop(total, None)
                self.said.pieces.append((self.pieces[-1].start, self.pieces[-1].end))

    def _leave(self) -> None:
        """Note what was not placed: words, numbers and fields without a value."""
        telling = (
            Kind.WORD,
            Kind.PAST,
            Kind.UNSURE,
            Kind.DITTO,
            Kind.NUMBER,
            Kind.FIELD,
            Kind.UNCLEAR,
            Kind.REST,
        )
        left = [t for index, t in enumerate(self.pieces) if t.kind in telling and index not in self.used]
        self.said.open = {token.text for token in left if token.kind is Kind.FIELD} - set(self.said.values)
        self.said.open |= self.contradicted
        for code in {token.text for token in left} & self.said.implied:
            self.said.implied.discard(code)
            self.said.values.pop(code, None)
        for token in left:
            if self.said.pieces and token.start - self.said.pieces[-1][1] in (0, 1):
                token = replace(token, start=self.said.pieces.pop()[0])
            self.said.pieces.append((token.start, token.end))
