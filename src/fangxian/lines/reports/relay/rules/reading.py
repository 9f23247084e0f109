"""A whole relay: each unit's last word, corrections worked in, and the lines that are no report (M8).

What nobody can be told to have said keeps an empty unit. Nothing that was written gets lost: a line is a report, or
one of ``others``.
"""

import datetime
import re
from collections.abc import Callable

from fangxian.lines.reports.relay.rules import plain, roll
from fangxian.lines.reports.relay.rules.columns import bare, led, row
from fangxian.lines.reports.relay.rules.frames import (
    HEADING,
    OF_MANY,
    ORDER,
    PATTERN,
    RECALLED,
    Quotes,
    is_rule,
    labelled,
)
from fangxian.lines.reports.relay.rules.headings import Columns, heading
from fangxian.lines.reports.relay.rules.lines import Line, Relay
from fangxian.lines.reports.relay.rules.naming import Names, speaking
from fangxian.lines.reports.relay.rules.parts import Part, parts_of
from fangxian.lines.reports.relay.rules.roll import Roll
from fangxian.lines.reports.relay.rules.speech import CALM
from fangxian.lines.reports.relay.rules.stating import stated
from fangxian.lines.reports.relay.rules.taking import Said
from fangxian.lines.reports.relay.rules.tokens import TELLING, Kind
from fangxian.lines.reports.relay.rules.totals import is_total
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

DITTO = re.compile(r"[\s:;,(]*同上[\s).;]*")


def read(
    text: str,
    words: Vocabulary,
    names: Names,
    near: datetime.date,
    same: Callable[[str], object] = str,
    day: datetime.date | None = None,
) -> Relay:
    """Read a relay; ``near`` is a day of the year that is meant, ``same`` tells which spellings are one unit.

    Where the ``day`` is given, messages sent before it report nothing of it.
    """
    reader = _Reader(words, names, near, same, day)
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            reader.take(number, raw)
    return reader.relay


class _Reader:
    """Goes through the lines and remembers who speaks, what is quoted, and the order of fields in the heading."""

    def __init__(
        self,
        words: Vocabulary,
        names: Names,
        near: datetime.date,
        same: Callable[[str], object],
        day: datetime.date | None,
    ) -> None:
        self.words, self.names, self.near, self.day = words, names, near, day
        self.sent: datetime.date | None = None
        self.relay = Relay()
        self.roll = Roll(self.relay.lines, same)
        self.quotes = Quotes(names)
        self.columns: Columns | None = None
        self.above: Line | None = None
        self.open: Line | None = None
        self.speaker = ""

    def take(self, number: int, raw: str) -> None:
        """Read one line."""
        told, has_label = labelled(raw, self.names)
        line = plain.plain(told)
        if has_label:
            self.open = None
        if self._is_frame(number, raw, line):
            return
        if self._is_of_other_day(line):
            self.relay.others.append((number, raw.strip()))
            return
        cells = row(self.columns, line, self.words) if self.columns else None
        if cells:
            self._row(number, raw, *cells)
            return
        found = parts_of(plain.without_noise(line), self.words, self.names)
        told_of = [self._told(number, raw, part) for part in found]
        if not any(told_of):
            self.relay.others.append((number, raw.strip()))

    def _row(self, number: int, raw: str, unit: str, said: Said, leftover: list[str]) -> None:
        """Take a row of a sheet, with its unit as the sheet writes it."""
        entry = self.roll.entry(number, raw, unit, Part((unit,), [], raw), said)
        roll.merge(entry, number, raw.strip(), said, leftover)
        self.open, self.above = None, entry

    def _is_frame(self, number: int, raw: str, line: str) -> bool:
        """Take in what is no report: quotes, senders, rules, headings, the pattern to follow, sums of all."""
        if self.quotes.takes(line) or is_rule(line):
            return True
        if plain.is_sender(line):
            self.speaker, self.open = speaking(line, self.names), None
            self.sent = plain.day_of(line, self.near)
            return True
        if not self._is_around(line):
            return False
        self.relay.others.append((number, raw.strip()))
        return True

    def _is_of_other_day(self, line: str) -> bool:
        """Tell whether a line was sent before the day that is read, or says that it reports another one."""
        day = self.day or self.relay.day
        early = self.sent is not None and day is not None and self.sent < day
        return early or plain.other_day(line, self.relay.day)

    def _is_around(self, line: str) -> bool:
        if RECALLED.search(line):
            self.open = None
        elif PATTERN.match(line):
            self._learn(PATTERN.sub("", line), told=True)
        elif is_total(
            plain.without_noise(line), self.words, self.names, speaks=bool(self.speaker or self.open)
        ):
            self.open = None
        elif (pattern := ORDER.search(line)) and not self._reports(line):
            self._name_day(line)
            self._learn(line[pattern.end() :], told=True)
        elif self._learn(line) or (HEADING.search(line) and not self.relay.lines and not self._reports(line)):
            self._name_day(line)
        else:
            if not self.relay.lines and not self._reports(line):
                self._name_day(line)
            return False
        return True

    def _name_day(self, line: str) -> None:
        self.relay.day = self.relay.day or plain.day_of(line, self.near)

    def _reports(self, line: str) -> bool:
        """Tell whether a line states something of a known or numbered unit."""
        found = parts_of(plain.without_noise(line), self.words, self.names)
        return any(
            (part.index is not None or any(self.names.at(unit, 0) for unit in part.units))
            and not stated(part.pieces, self.words).is_empty
            for part in found
        )

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
            return self.roll.withdraw([former] if former else [self.roll.last(unit) for unit in part.units])
        if not part.units and OF_MANY.search(part.text):
            return False
        if said.is_empty and not self._is_worth_asking(part, said):
            if len(part.units) == 1 and not part.text.strip(" :)]】"):
                self.speaker, self.open = part.units[0], None
            return False
        if part.units:
            units = [u for u in part.units if part.corrects or not self.roll.copied(u, part.text)]
            context = [self.roll.entry(number, raw, unit, part, said) for unit in units]
        else:
            context = [former or self._unnamed(number, raw, part, said)]
        for entry in context:
            if part.corrects:
                roll.doubt(entry, said, leftover)
            roll.merge(entry, number, raw.strip(), said, leftover)
        if context:
            self.open = self.above = context[-1]
        self.quotes.unit = ""
        return True

    def _is_worth_asking(self, part: Part, said: Said) -> bool:
        """Tell whether somebody should look at what a part says, though it states nothing."""
        if part.units and part.corrects and said.open:
            return True
        if not part.units or all(self.roll.last(unit) for unit in part.units):
            return False
        known = all(self.names.at(unit, 0) for unit in part.units)
        asked = set(TELLING) - {Kind.NONE}
        tells = any(token.kind in asked for token in part.pieces) or bool(re.search(CALM, part.text))
        return part.index is not None or (known and tells)

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
        if self.columns and not any(token.kind is Kind.FIELD for token in part.pieces):
            asked = set(self.columns.wanted) | set(self.words.flows)
            said.values = {code: value for code, value in said.values.items() if code in asked}
        return said, [part.text[start:end].strip() for start, end in said.pieces]

    def _referred(self, part: Part) -> Line | None:
        """Return the line that a correction means without naming its unit: by number, quote or speaker."""
        if part.units:
            return None
        wanted = part.refers if part.refers is not None else part.index if part.corrects else None
        if wanted is not None:
            return self.roll.numbered(wanted)
        return self.roll.last(self.quotes.unit) if self.quotes.unit and part.corrects else None

    def _unnamed(self, number: int, raw: str, part: Part, said: Said) -> Line:
        """Return whose words these are: the speaker's, or those of the unit named just above; else nobody's."""
        speaker, self.speaker = self.speaker, ""
        if speaker:
            return self.roll.entry(number, raw, speaker, part, said)
        above = self.open
        if above and above.unit and (part.corrects or not set(said.values) & set(above.said.values)):
            return above
        line = Line(number, raw.strip(), "", Said(), index=part.index)
        self.relay.lines.append(line)
        return line
