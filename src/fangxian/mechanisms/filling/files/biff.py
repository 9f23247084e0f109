"""The records of an Excel 97–2003 workbook (BIFF8), of which only cells without a formula are ever replaced.

Offsets that point into the stream follow what moved; caches of offsets (INDEX, DBCELL) are left out, as the
specification allows.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from fangxian.mechanisms.filling.files import Percent, Value
from fangxian.mechanisms.filling.rules.sheet import Spot
from fangxian.mechanisms.imports.codes import Code, SheetError

BOF, EOF, BOUNDSHEET, INDEX, DBCELL, ROW, COLINFO = 0x0809, 0x000A, 0x0085, 0x020B, 0x00D7, 0x0208, 0x007D
DIMENSIONS, WRITEACCESS, RECALCID, STRING, CONTINUE = 0x0200, 0x005C, 0x01C1, 0x0207, 0x003C
BLANK, MULBLANK, NUMBER, LABEL, LABELSST, FORMULA = 0x0201, 0x00BE, 0x0203, 0x0204, 0x00FD, 0x0006
SINGLE = {BLANK, NUMBER, LABEL, LABELSST, FORMULA, 0x027E, 0x0205, 0x00D6}
MULTIPLE = {MULBLANK, 0x00BD}
FOLLOWING = {STRING, CONTINUE, 0x04BC, 0x0221, 0x0236}
NO_RESULT = b"\x03\0\0\0\0\0\xff\xff"
"""The result of a formula that shows nothing until it is computed."""
DEFAULT_FORMAT = 15
LONGEST = 4_000


@dataclass
class Record:
    """A record and where it stood; a new one stood nowhere."""

    kind: int
    data: bytes = field(repr=False)
    at: int = -1

    @property
    def spot(self) -> Spot | None:
        """The (first) cell of a record of cells."""
        if self.kind in SINGLE | MULTIPLE and len(self.data) >= 6:
            row, column = struct.unpack_from("<HH", self.data)
            return row, column
        return None

    @property
    def format(self) -> int:
        """The format's index of a record of one cell."""
        return int(struct.unpack_from("<H", self.data, 4)[0])


def records(stream: bytes) -> list[Record]:
    """Cut a stream into records. Raises ``SheetError`` NOT_A_WORKBOOK."""
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0 and size == 0:
            break
        if at + 4 + size > len(stream):
            raise SheetError(Code.NOT_A_WORKBOOK)
        found.append(Record(kind, stream[at + 4 : at + 4 + size], at))
        at += 4 + size
    return found


def parts(found: list[Record]) -> Iterator[list[Record]]:
    """Yield the globals and then each sheet: from a beginning to its end, charts inside included."""
    part: list[Record] = []
    depth = 0
    for record in found:
        part.append(record)
        depth += (record.kind == BOF) - (record.kind == EOF)
        if depth == 0:
            yield part
            part = []


def sheet_places(globals_: list[Record]) -> list[int]:
    """Return where each worksheet begins in the stream, in the order of their names; charts are passed over."""
    sheets = [record.data for record in globals_ if record.kind == BOUNDSHEET and record.data[5] == 0]
    return [int(struct.unpack_from("<L", data)[0]) for data in sheets]


def formulas(part: list[Record]) -> set[Spot]:
    """Return where a sheet has formulas."""
    return {record.spot for record in part if record.kind == FORMULA and record.spot}


def joined(stream_parts: list[list[Record]]) -> bytes:
    """Return the stream of the parts, with the sheets' offsets as they are now."""
    out, moved = bytearray(), {}
    kept = [record for part in stream_parts for record in part if record.kind not in (INDEX, DBCELL)]
    places = []
    for record in kept:
        if record.at >= 0:
            moved[record.at] = len(out)
        if record.kind == BOUNDSHEET:
            places.append((len(out) + 4, struct.unpack_from("<L", record.data)[0]))
        out += struct.pack("<HH", record.kind, len(record.data)) + record.data
    for place, former in places:
        struct.pack_into("<L", out, place, moved[former])
    return bytes(out)


def put(part: list[Record], spot: Spot, value: Value, percent: frozenset[int] = frozenset()) -> None:
    """Put a value into a cell, in its format; one that shows ``percent`` holds a hundredth of it."""
    index, form = _locate(part, spot)
    shown = value / 100 if isinstance(value, Percent) and form in percent else value
    part.insert(index, _cell(spot, form, shown))


def _cell(spot: Spot, form: int, value: Value) -> Record:
    head = struct.pack("<HHH", *spot, form)
    if isinstance(value, str):
        text = value[:LONGEST].encode("utf-16-le")
        return Record(LABEL, head + struct.pack("<HB", len(text) // 2, 1) + text)
    return Record(NUMBER, head + struct.pack("<d", value))


def _locate(part: list[Record], spot: Spot) -> tuple[int, int]:
    """Return where a cell's record belongs and its format; a blank or text that stood there is taken out."""
    for index, record in enumerate(part):
        if record.kind in SINGLE and record.spot == spot:
            del part[index]
            return index, record.format
        if record.kind == MULBLANK and (found := _from_blanks(part, index, spot)):
            return found
    row, column = spot
    behind = [
        index
        for index, record in enumerate(part)
        if (record.spot and record.spot < spot) or (record.kind == ROW and _row_of(record) <= row)
    ]
    index = max(behind, default=next(i for i, record in enumerate(part) if record.kind == DIMENSIONS)) + 1
    while index < len(part) and (part[index].kind in FOLLOWING or (part[index].kind == ROW)):
        index += 1
    return index, _format_of(part, row, column)


def _from_blanks(part: list[Record], index: int, spot: Spot) -> tuple[int, int] | None:
    """Split a run of blanks around a cell."""
    record = part[index]
    row, first = record.spot or (-1, -1)
    last = struct.unpack("<H", record.data[-2:])[0]
    if row != spot[0] or not first <= spot[1] <= last:
        return None
    forms = struct.unpack(f"<{last - first + 1}H", record.data[4:-2])
    blanks = [Record(BLANK, struct.pack("<HHH", row, first + i, form)) for i, form in enumerate(forms)]
    at = spot[1] - first
    part[index : index + 1] = blanks[:at] + blanks[at + 1 :]
    return index + at, forms[at]


def _row_of(record: Record) -> int:
    return int(struct.unpack_from("<H", record.data)[0])


def _format_of(part: list[Record], row: int, column: int) -> int:
    for record in part:
        if record.kind == ROW and _row_of(record) == row and len(record.data) >= 16:
            flags, form = struct.unpack_from("<HH", record.data, 12)
            if flags & 0x80:
                return int(form & 0x0FFF)
    for record in part:
        if record.kind == COLINFO:
            first, last, _width, form = struct.unpack_from("<HHHH", record.data)
            if first <= column <= last:
                return int(form)
    return DEFAULT_FORMAT


def widen(part: list[Record], spot: Spot) -> None:
    """Let a sheet's stated extent hold a cell."""
    for record in part:
        if record.kind == DIMENSIONS and len(record.data) >= 12:
            top, bottom, left, right = struct.unpack_from("<LLHH", record.data)
            extent = (
                min(top, spot[0]),
                max(bottom, spot[0] + 1),
                min(left, spot[1]),
                max(right, spot[1] + 1),
            )
            record.data = struct.pack("<LLHH", *extent) + record.data[12:]


def recalculate(parts: list[list[Record]]) -> None:
    """Let whoever opens the workbook compute its formulas: none says an old result, no engine is said to have run."""
    for record in parts[0]:
        if record.kind == RECALCID and len(record.data) >= 8:
            record.data = record.data[:4] + bytes(4)
    for part in parts[1:]:
        for record in part:
            if record.kind == FORMULA and len(record.data) >= 16:
                record.data = record.data[:6] + NO_RESULT + record.data[14:]
        part[:] = _without_results(part)


def _without_results(part: list[Record]) -> list[Record]:
    """Leave out the texts that formulas came to; they follow their formula, the long ones in several records."""
    kept: list[Record] = []
    is_result = False
    for record in part:
        is_result = record.kind == STRING or (is_result and record.kind == CONTINUE)
        if not is_result:
            kept.append(record)
    return kept


def mark(part: list[Record], text: str) -> bool:
    """State who took the workbook out where Excel names who saved it last; False without that record."""
    for record in part:
        if record.kind == WRITEACCESS and len(record.data) == 112:
            said = text[:54].encode("utf-16-le")
            record.data = (struct.pack("<HB", len(said) // 2, 1) + said).ljust(112, b" ")
            return True
    return False
