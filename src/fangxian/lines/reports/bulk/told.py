"""A line on its way through a batch."""

import datetime
from collections.abc import Iterable

import msgspec

from fangxian.lines.reports.actions.stating import content_of
from fangxian.lines.reports.bulk.looking import Held, Standing
from fangxian.lines.reports.bulk.shapes import Row, Shape
from fangxian.lines.reports.bulk.stating import Line, stated
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.forms.catalogue import is_built_in


class Told(msgspec.Struct, gc=False):
    """A line that was read: where its body stands, and what it becomes, quickly (``shape``) or slowly (``version``)."""

    number: int
    raw: bytes
    id: str
    body: str
    line: str
    form: str
    day: datetime.date
    shape: Shape | None = None
    row: Row | None = None
    """The numbers stated by a line that has a shape, in the order of its codes."""
    standing: Standing = Standing("", "", "")
    kept: Row | None = None
    """What a line in order states, as its shape's columns hold it."""
    version: DailyReport | None = None

    @property
    def held(self) -> Held:
        """Whose report it is."""
        return self.standing.body, self.form, self.line, self.day

    @property
    def whole(self) -> Line:
        """All that the line states, read again: few lines need it."""
        return stated(self.raw)[0]

    @property
    def content(self) -> str:
        """The canonical text by which a re-sent report is recognised."""
        if self.shape and self.row:
            return self.shape.content(self.standing.body, self.row)
        line = self.whole
        plain = is_built_in(self.form) and not line.answers
        return content_of(self.standing.body, line, "" if plain else self.form)


def by_shape(lines: Iterable[Told]) -> Iterable[tuple[Shape, list[Told]]]:
    """Return the lines that have a shape, by it."""
    found: dict[int, tuple[Shape, list[Told]]] = {}
    for told in lines:
        if told.shape:
            found.setdefault(id(told.shape), (told.shape, []))[1].append(told)
    return found.values()
