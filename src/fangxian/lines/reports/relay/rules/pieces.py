"""Where pieces of a unit's words stand: clauses, what is next to a field, which fields share a value."""

import re
from collections.abc import Sequence

from fangxian.lines.reports.relay.rules.speech import TODAY
from fangxian.lines.reports.relay.rules.tokens import Kind, Token

JOINTS = ("+", "/", "、", "-", "~", "—")
VALUES = (Kind.NUMBER, Kind.NONE, Kind.SAME, Kind.UNCHANGED)


class Pieces:
    """Pieces in their order, each of them used once; those ``spent`` are neither used nor to be used."""

    def __init__(self, pieces: Sequence[Token]) -> None:
        self.pieces = list(pieces)
        self.used: set[int] = set()
        self.spent: set[int] = set()

    def clauses(self) -> list[tuple[int, int]]:
        """Return where each clause begins and ends."""
        ends = [index for index, token in enumerate(self.pieces) if token.kind is Kind.PART]
        starts = [0, *(end + 1 for end in ends)]
        return list(zip(starts, [*ends, len(self.pieces)], strict=True))

    def asks(self, start: int, end: int) -> bool:
        """Tell whether a clause asks or doubts, and so states nothing (累计是12还是13?)."""
        asked = end < len(self.pieces) and self.pieces[end].text == "?"
        return asked or any(token.kind is Kind.UNSURE for token in self.pieces[start:end])

    def until_today(self, index: int, end: int) -> int:
        """Return where a clause that speaks of another day comes back to the day reported, else its end."""
        for at in range(index + 1, end):
            if (self.pieces[at].phrase or self.pieces[at].text).startswith(TODAY):
                return at
        return end

    def numbers_first(self, start: int, end: int) -> bool:
        """Tell whether a clause names its numbers before their fields (3人在管，1人发热)."""
        telling = [t.kind for t in self.pieces[start:end] if t.kind in (Kind.NUMBER, Kind.FIELD)]
        return len(telling) > 1 and telling[0] is Kind.NUMBER and telling[-1] is Kind.FIELD

    def runs_into_another(self, index: int, end: int) -> bool:
        """Tell whether two fields are written as one word (累计新增), which the form does not know."""
        here, following = self.pieces[index], self.pieces[index + 1] if index + 1 < end else None
        joined = following is not None and following.kind is Kind.FIELD and following.start == here.end
        return joined and following is not None and following.text != here.text

    def touches(self, left: int, right: int | None) -> bool:
        """Tell whether the number before a field stands closer to it than the one behind (0新增 0发热)."""
        return (
            right is None
            or (
                self.pieces[left].end == self.pieces[left + 1].start
                and self.pieces[right - 1].end != self.pieces[right].start
            )
            or (self.pieces[left + 1].kind is Kind.FIELD and not self.pieces[right - 1].text.strip())
        )

    def group(self, index: int, end: int) -> tuple[int, list[str]]:
        """Return the last index and the codes of fields named one after another (新增、累计均为0)."""
        codes, last, at = [self.pieces[index].text], index, index + 1
        joined = False
        while at < end and self.pieces[at].kind in (Kind.LIST, Kind.FIELD, Kind.FILL):
            token = self.pieces[at]
            if token.kind is Kind.FILL and ":" in token.text:
                break
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

    def beside(self, index: int, step: int, start: int, end: int) -> int | None:
        """Return the value next to a field on one side, past words that say nothing; None without one."""
        at = index + step
        passed = (Kind.FILL, Kind.ALL) if step > 0 else (Kind.FILL,)
        while start <= at < end and self.pieces[at].kind in passed:
            at += step
        if not start <= at < end or at in self.used | self.spent or self.pieces[at].kind not in VALUES:
            return None
        if step > 0 and self.is_split(at, end):
            return None
        return None if step < 0 and self.is_listed(at) else at

    def is_listed(self, index: int) -> bool:
        """Tell whether a number is one of several without a field (0 5 2 已全部双报)."""
        at = index - 1
        while at >= 0 and not re.search(r"\w", self.pieces[at].text):
            at -= 1
        return at >= 0 and at not in self.used and self.pieces[at].text.strip().isdigit()

    def is_split(self, index: int, end: int) -> bool:
        """Tell whether a number goes on as another one without a field of its own (2+1, 2/15)."""
        if self.pieces[index].kind is not Kind.NUMBER or index + 2 >= end:
            return False
        link, following = self.pieces[index + 1], self.pieces[index + 2]
        behind = self.pieces[index + 3].kind if index + 3 < end else None
        return link.text.strip() in JOINTS and following.kind is Kind.NUMBER and behind is not Kind.FIELD

    def is_denied(self, left: int | None, index: int, right: int | None) -> bool:
        """Tell whether a field with a number is denied, and so another one than the form's (未解除3人, 未双报0人)."""
        if left is None or right is None or self.pieces[right].kind is not Kind.NUMBER:
            return False
        denies = self.pieces[left].kind is Kind.NONE and self.pieces[left].end == self.pieces[index].start
        return denies and (not self.pieces[left].text.endswith("无") or self.pieces[right].value != 0)

    def of_number(self, index: int) -> bool:
        """Tell whether "unchanged" stands right behind a number that is placed, and is said of it (累计5不变)."""
        return index > 0 and index - 1 in self.used and self.pieces[index - 1].kind is Kind.NUMBER

    def listed(self, index: int, end: int) -> list[int]:
        """Return where the numbers of a list stand that begins at a place (0、3)."""
        found: list[int] = []
        for at in range(index, end):
            if self.pieces[at].kind is Kind.NUMBER:
                found.append(at)
            elif self.pieces[at].kind not in (Kind.LIST, Kind.FILL):
                break
        return found

    def all_at(self, index: int) -> int:
        """Return where the word before a field stands, past those that say nothing."""
        at = index - 1
        while at >= 0 and self.pieces[at].kind is Kind.FILL:
            at -= 1
        return at

    def all_before(self, index: int, start: int) -> bool:
        """Tell whether a field is said of all (均在隔离)."""
        at = self.all_at(index)
        return at >= start and self.pieces[at].kind is Kind.ALL

    def in_brackets(self, index: int, start: int, end: int) -> bool:
        """Tell whether a field stands alone in brackets behind a number, and so says more of it (1人(武汉返回))."""
        around = (
            self.pieces[start - 1].text if start else "",
            self.pieces[end].text if end < len(self.pieces) else "",
        )
        return around == ("(", ")") and self.is_alone(index, start, end)

    def is_alone(self, index: int, start: int, end: int) -> bool:
        """Tell whether a field stands alone in a clause behind one that ends with a number (新来1个，武汉回来的)."""
        alone = all(t.kind is Kind.FILL for at, t in enumerate(self.pieces[start:end], start) if at != index)
        before = self.pieces[: max(start - 1, 0)]
        last = next((token.kind for token in reversed(before) if token.kind is not Kind.FILL), None)
        return alone and last is Kind.NUMBER
