"""A whole relay: each unit's last word, corrections worked in, and the lines that are no report (M8).

A later line of the same unit replaces its earlier one; a correction changes only what it states. What nobody can
be told to have said keeps an empty unit. Nothing that was written gets lost: a line is a report, or one of ``others``.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fangxian.lines.reports.relay.rules import plain
from fangxian.lines.reports.relay.rules.columns import Columns, bare, heading, led, row
from fangxian.lines.reports.relay.rules.naming import Names, differ_in_level, speaking
from fangxian.lines.reports.relay.rules.parts import Part, parts_of
from fangxian.lines.reports.relay.rules.stating import Said, stated
from fangxian.lines.reports.relay.rules.tokens import Kind
from fangxian.lines.reports.relay.rules.totals import before_total, is_total
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

PATTERN = re.compile(r"^[\s\[【(]*(?:格式|模板|填报格式|接龙格式|报送格式|示例|样例|例如|例)\s*[:\s\])】]*")
ORDER = re.compile("格式(?:为|是|如下)?")
HEADING = re.compile(r"接龙|日报|统计|通知|^#|情况(?:[\s(:]|$)")
NUMERAL = re.compile("[0-9一二两俩三四五六七八九十]")
DITTO = re.compile(r"[\s:;,(]*同上[\s).;]*")
QUOTE_MARK = re.compile(r"^\s*(?:>|引用|\|)\s*")
RULE = re.compile(r"^[\s\-—–=_*]{4,}$")


@dataclass
class Line:
    """What one unit said: the line that holds, all its lines, and the pieces that were not understood."""

    line: int
    text: str
    unit: str
    said: Said
    lines: list[int] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    index: int | None = None

    @property
    def understood(self) -> bool:
        """Whether the unit is named, something is stated and nothing is left over."""
        return bool(self.unit) and not self.said.is_empty and not self.leftover


@dataclass
class Relay:
    """A relay as read: its day if it names one, what units said, and lines that are no reports."""

    day: datetime.date | None = None
    lines: list[Line] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)


def read(
    text: str, words: Vocabulary, names: Names, near: datetime.date, same: Callable[[str], object] = str
) -> Relay:
    """Read a relay; ``near`` is a day of the year that is meant, ``same`` tells which spellings are one unit."""
    reader = _Reader(words, names, near, same)
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            reader.take(number, raw)
    return reader.relay


class _Reader:
    """Goes through the lines and remembers who speaks, what is quoted, and the order of fields in the heading."""

    def __init__(
        self, words: Vocabulary, names: Names, near: datetime.date, same: Callable[[str], object]
    ) -> None:
        self.words, self.names, self.near, self.same = words, names, near, same
        self.relay = Relay()
        self.columns: Columns | None = None
        self.above: Line | None = None
        self.open: Line | None = None
        self.speaker = self.quoted = ""
        self.in_quote = False

    def take(self, number: int, raw: str) -> None:
        """Read one line."""
        line = plain.plain(raw)
        if self._is_frame(number, raw, line):
            return
        told = row(self.columns, line, self.words) if self.columns else None
        if told:
            self._row(number, raw, *told)
            return
        found = parts_of(plain.without_noise(line), self.words, self.names)
        told_of = [self._told(number, raw, part) for part in found]
        if not any(told_of):
            self.relay.others.append((number, raw.strip()))

    def _row(self, number: int, raw: str, unit: str, said: Said, leftover: list[str]) -> None:
        """Take a row of a sheet, with its unit as the sheet writes it."""
        entry = self._entry(number, raw, unit, Part((unit,), [], raw), said)
        self._merge(entry, number, raw.strip(), said, leftover)
        self.open, self.above = None, entry

    def _is_frame(self, number: int, raw: str, line: str) -> bool:
        """Take in what is no report: quotes, senders, rules, headings, the pattern to follow."""
        if self._is_quote(line):
            return True
        if not line.strip() or RULE.match(line):
            return True
        if plain.is_sender(line):
            self.speaker, self.open = speaking(line, self.names), None
            return True
        if PATTERN.match(line):
            self._learn(PATTERN.sub("", line), told=True)
        elif is_total(line, self.words) or self._is_total_of_nobody(line):
            self.open = None
        elif (pattern := ORDER.search(line)) and not self._reports(line):
            self.relay.day = self.relay.day or plain.day_of(line, self.near)
            self._learn(line[pattern.end() :], told=True)
        elif self._learn(line) or (HEADING.search(line) and not self.relay.lines and not self._reports(line)):
            self.relay.day = self.relay.day or plain.day_of(line, self.near)
        else:
            if not self.relay.lines and self.relay.day is None and not self._reports(line):
                self.relay.day = plain.day_of(line, self.near)
            return False
        self.relay.others.append((number, raw.strip()))
        return True

    def _is_total_of_nobody(self, line: str) -> bool:
        before = before_total(plain.without_noise(line), self.words)
        return before is not None and not any(part.units for part in parts_of(before, self.words, self.names))

    def _reports(self, line: str) -> bool:
        """Tell whether a line states something of a known or numbered unit."""
        found = parts_of(plain.without_noise(line), self.words, self.names)
        return any(
            (part.index is not None or any(self.names.at(unit, 0) for unit in part.units))
            and not stated(part.pieces, self.words).is_empty
            for part in found
        )

    def _is_quote(self, line: str) -> bool:
        opens = line.lstrip().startswith(("「", "『")) or bool(QUOTE_MARK.match(line))
        if not (opens or self.in_quote):
            return False
        if opens:
            found = self.names.inside(QUOTE_MARK.sub("", line), len(line))
            self.quoted = found[0].text if found else ""
        closes = bool(QUOTE_MARK.match(line)) or "」" in line or "』" in line
        self.in_quote = not closes
        return True

    def _learn(self, pattern: str, *, told: bool = False) -> bool:
        """Remember the columns of a heading such as "unit/new/total", for lines of bare values."""
        text = pattern if "\t" in pattern else plain.without_noise(pattern)
        found = heading(text, self.words, told=told)
        self.columns = found or self.columns
        return found is not None

    def _told(self, number: int, raw: str, part: Part) -> bool:
        """Work a part in; False when it says nothing that a report could hold."""
        said, leftover = self._said(part)
        former = self._referred(part)
        if part.withdraws and said.is_empty:
            return self._withdraw(part, former)
        if part.units and said.is_empty and all(self._last(unit) for unit in part.units):
            if len(part.units) == 1 and not part.text.strip(" :"):
                self.speaker, self.open = part.units[0], None
            return False
        if part.units:
            context = [self._entry(number, raw, unit, part, said) for unit in part.units]
        elif said.is_empty:
            return False
        else:
            context = [former or self._unnamed(number, raw, part, said)]
        for entry in context:
            if part.corrects and any(map(NUMERAL.search, leftover)):
                _doubt(entry.said)
            self._merge(entry, number, raw.strip(), said, leftover)
        self.open = self.above = context[-1]
        self.quoted = ""
        return bool(part.units) or not said.is_empty

    def _said(self, part: Part) -> tuple[Said, list[str]]:
        """Return what a part says: bare values as the columns, "ditto" as zeros just reported, else its words."""
        if self.columns:
            in_order = bare(self.columns, part.text, self.words)
            in_order = in_order or led(self.columns, part.text, self.words, keeps=part.corrects)
            if in_order:
                return in_order
        if part.units and DITTO.fullmatch(part.text):
            above = self.above
            if above and above.understood and not (above.said.same or any(above.said.values.values())):
                return Said(dict(above.said.values), implied=set(above.said.implied)), []
            return Said(), [part.text.strip()]
        said = stated(part.pieces, self.words, keeps=part.corrects)
        return said, [part.text[start:end].strip() for start, end in said.pieces]

    def _withdraw(self, part: Part, former: Line | None) -> bool:
        gone = [former] if former else [self._last(unit) for unit in part.units]
        self.relay.lines = [line for line in self.relay.lines if line not in gone]
        return any(gone)

    def _referred(self, part: Part) -> Line | None:
        """Return the line that a correction means without naming its unit: by number, quote or speaker."""
        wanted = part.refers if part.refers is not None else part.index if part.corrects else None
        if wanted is not None and not part.units:
            return next((line for line in self.relay.lines if line.index == wanted), None)
        if self.quoted and part.corrects and not part.units:
            return self._last(self.quoted)
        return None

    def _unnamed(self, number: int, raw: str, part: Part, said: Said) -> Line:
        """Return whose words these are: the speaker's, or those of the unit named just above; else nobody's."""
        speaker, self.speaker = self.speaker, ""
        if speaker:
            return self._entry(number, raw, speaker, part, said)
        above = self.open
        if above and above.unit and (part.corrects or not set(said.values) & set(above.said.values)):
            return above
        line = Line(number, raw.strip(), "", Said(), index=part.index)
        self.relay.lines.append(line)
        return line

    def _entry(self, number: int, raw: str, unit: str, part: Part, said: Said) -> Line:
        """Return the unit's line: its former one for a correction, else a new one in the former's place."""
        former = self._last(unit)
        if former and part.corrects and not _is_anew(former, part, said):
            return former
        line = Line(number, raw.strip(), unit, Said(), index=part.index)
        if former:
            line.lines, line.index = list(former.lines), part.index or former.index
            self.relay.lines.remove(former)
        self.relay.lines.append(line)
        return line

    def _merge(self, entry: Line, number: int, raw: str, said: Said, leftover: list[str]) -> None:
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

    def _last(self, unit: str) -> Line | None:
        key = self.same(unit)
        found = next((line for line in reversed(self.relay.lines) if self.same(line.unit) == key), None)
        return found or self._of_other_level(unit, key)

    def _of_other_level(self, unit: str, key: object) -> Line | None:
        """Return the only line whose unit differs in its level alone (市公安局, 公安局), unless both are known."""
        found = [
            line
            for line in self.relay.lines
            if differ_in_level(line.unit, unit) and str in (type(key), type(self.same(line.unit)))
        ]
        return found[0] if len(found) == 1 else None


def _is_anew(former: Line, part: Part, said: Said) -> bool:
    """Tell whether a line is its unit's former one, under the same number, written as a whole again."""
    told = set(former.said.values) - former.said.implied
    if any(token.kind is Kind.UNCHANGED for token in part.pieces):
        return False
    return part.index is not None and part.index == former.index and told <= set(said.values)


def _doubt(said: Said) -> None:
    """Take back what a correction may have meant: one of its numbers names no field."""
    said.values.clear()
    said.same.clear()
