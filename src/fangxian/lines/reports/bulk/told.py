"""A line on its way through a batch."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fangxian.lines.reports.actions.stating import content_of
from fangxian.lines.reports.bulk.looking import Held, Standing
from fangxian.lines.reports.bulk.shapes import Shape
from fangxian.lines.reports.bulk.stating import Line
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.forms.catalogue import is_built_in


class Told(msgspec.Struct, gc=False):
    """A line that was read: where its body stands, and what it becomes, quickly (``shape``) or slowly (``version``)."""

    number: int
    line: Line
    is_plain: bool
    standing: Standing = Standing("", "", "")
    shape: Shape | None = None
    values: Mapping[str, Any] | None = None
    """What a line in order states, by field, with what is computed."""
    version: DailyReport | None = None

    @property
    def held(self) -> Held:
        """Whose report it is."""
        return self.standing.body, self.line.form, self.line.line, self.line.day

    @property
    def content(self) -> str:
        """The canonical text by which a re-sent report is recognised."""
        if self.shape:
            return self.shape.content(self.line, self.standing)
        plain = is_built_in(self.line.form) and not self.line.answers
        return content_of(self.standing.body, self.line, "" if plain else self.line.form)
