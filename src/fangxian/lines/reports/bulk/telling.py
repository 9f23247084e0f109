"""Raw lines become told ones: most are read at once into the shape of the line before them (M8)."""

from collections.abc import Iterable

import msgspec

from fangxian.core.errors import Invalid
from fangxian.lines.reports.bulk.reading import LONGEST, Numbered
from fangxian.lines.reports.bulk.results import Result, Status, refused
from fangxian.lines.reports.bulk.shapes import Shape, shape_of
from fangxian.lines.reports.bulk.stating import Malformed, is_canonical, stated
from fangxian.lines.reports.bulk.told import Told
from fangxian.trees.responses.models import Response


class Teller:
    """Reads lines for one batch; ``unread`` holds the answers to those of which no report can be read."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.unread: dict[int, Result] = {}
        self._shapes: dict[tuple[object, ...], Shape | None] = {}
        self._latest: Shape | None = None

    def told(self, numbered: Iterable[Numbered]) -> list[Told]:
        """Return the lines that can be read."""
        found = []
        for number, raw in numbered:
            told = self._alike(number, raw) or self._other(number, raw)
            if told:
                found.append(told)
        return found

    def _alike(self, number: int, raw: bytes) -> Told | None:
        """Read a line that states the same fields as the one before it; None where it does not, or not plainly."""
        shape = self._latest
        if shape is None or len(raw) > LONGEST:
            return None
        try:
            line = shape.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        if line.draft or "\0" in line.body or not is_canonical(line.id):
            return None
        row = msgspec.structs.astuple(line.numbers)
        return Told(number, raw, line.id, line.body, shape.line, shape.form.code, shape.day, shape, row)

    def _other(self, number: int, raw: bytes) -> Told | None:
        try:
            line, is_plain = stated(raw)
        except Malformed as error:
            self.unread[number] = Result(number, Status.MALFORMED, detail=str(error))
            return None
        except Invalid as error:
            self.unread[number] = refused(number, "", error)
            return None
        told = Told(number, raw, line.id, line.body, line.line, line.form, line.day)
        if is_plain:
            key = line.form, line.line, line.day, *sorted(line.numbers)
            if key not in self._shapes:
                self._shapes[key] = shape_of(self.response, line)
            if (shape := self._shapes[key]) and (row := shape.row(line.numbers)):
                self._latest = told.shape = shape
                told.row = row
        return told
