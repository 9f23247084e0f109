"""The roll of a relay: one line a unit, its last word, with corrections worked in (M8).

A later line of a unit replaces its earlier one, unless it is but a copy: in a relay (接龙) everybody sends all the
lines before his own again. A correction changes only what it states.
"""

import re
from collections.abc import Callable

from fangxian.lines.reports.relay.rules.lines import Line
from fangxian.lines.reports.relay.rules.naming import differ_in_level
from fangxian.lines.reports.relay.rules.parts import Part
from fangxian.lines.reports.relay.rules.taking import Said
from fangxian.lines.reports.relay.rules.tokens import Kind

BARE_NUMBER = re.compile(r"[\W是为应共]*(?:\d+|[一二两三四五六七八九十]+)\s*[人名例个户位]?[\W了]*")


class Roll:
    """The lines of a relay by unit; ``same`` tells which spellings mean one unit."""

    def __init__(self, lines: list[Line], same: Callable[[str], object]) -> None:
        self.lines, self.same = lines, same
        self._heard: set[tuple[object, str]] = set()

    def copied(self, unit: str, text: str) -> bool:
        """Tell whether a unit has said the very same before; the first time it is remembered."""
        key = self.same(unit), re.sub(r"\W+", " ", text).strip()
        is_copy = key in self._heard
        self._heard.add(key)
        return is_copy

    def entry(self, number: int, raw: str, unit: str, part: Part, said: Said) -> Line:
        """Return the unit's line: its former one for a correction, else a new one in the former's place."""
        former = self.last(unit)
        if former and part.corrects and not _is_anew(former, part, said):
            return former
        line = Line(number, raw.strip(), unit, Said(), index=part.index)
        if former:
            line.lines, line.index = list(former.lines), part.index or former.index
            self.lines.remove(former)
        self.lines.append(line)
        return line

    def withdraw(self, gone: list[Line | None]) -> bool:
        """Take lines out; False when there are none."""
        self.lines[:] = [line for line in self.lines if line not in gone]
        return any(gone)

    def numbered(self, index: int) -> Line | None:
        """Return the line with a number in the relay."""
        return next((line for line in self.lines if line.index == index), None)

    def last(self, unit: str) -> Line | None:
        """Return the line of a unit, also where its name is written with another level, or without one."""
        key = self.same(unit)
        found = next((line for line in reversed(self.lines) if self.same(line.unit) == key), None)
        return found or self._of_other_level(unit, key)

    def _of_other_level(self, unit: str, key: object) -> Line | None:
        """Return the only line whose unit differs in its level alone (市公安局, 公安局), unless both are known."""
        found = [
            line
            for line in self.lines
            if differ_in_level(line.unit, unit) and str in (type(key), type(self.same(line.unit)))
        ]
        return found[0] if len(found) == 1 else None


def merge(entry: Line, number: int, raw: str, said: Said, leftover: list[str]) -> None:
    """Work what is said into a unit's line."""
    if raw not in entry.text:
        entry.text = f"{entry.text} / {raw}"
    entry.said.values |= said.values
    entry.said.implied = (entry.said.implied - set(said.values)) | said.implied
    entry.said.answers |= said.answers
    entry.said.same = (entry.said.same | said.same) - set(said.values)
    entry.said.remark = f"{entry.said.remark} {said.remark}".strip()
    entry.leftover += [text for text in leftover if text and text not in entry.leftover]
    entry.line = number
    if number not in entry.lines:
        entry.lines.append(number)


def doubt(entry: Line, said: Said, leftover: list[str]) -> None:
    """Take back what a correction may have meant: all, if a number names no field, else what it names in vain.

    What it says to be as yesterday no longer is as it was said before.
    """
    gone = set(entry.said.values) if any(map(BARE_NUMBER.fullmatch, leftover)) else said.open | said.same
    for code in gone:
        entry.said.values.pop(code, None)
        entry.said.same.discard(code)


def _is_anew(former: Line, part: Part, said: Said) -> bool:
    """Tell whether a line is its unit's former one, under the same number, written as a whole again."""
    told = set(former.said.values) - former.said.implied
    if any(token.kind is Kind.UNCHANGED for token in part.pieces):
        return False
    return part.index is not None and part.index == former.index and told <= set(said.values)
