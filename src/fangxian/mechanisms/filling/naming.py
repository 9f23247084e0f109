"""What the rows and columns of a form go by: units, places, days and lines, found by their names (M3, M2)."""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property

from fangxian.core.fields import under
from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.sheet import Axis, Node
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.dates import Reading, parse_date
from fangxian.trees.bodies.models import Line
from fangxian.trees.bodies.resolver import Resolver as Bodies
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.resolver import UPPER_SUFFIXES
from fangxian.trees.places.resolver import Resolver as Communities
from fangxian.trees.responses.models import Response

_PLACE_HEADINGS = re.compile(r"社区|街道|乡镇|村|地区|区域|辖区|县")
_DATE_HEADINGS = re.compile(r"日期|时间|日$")
_DAY = re.compile(
    r"(?:(?:20)?\d\d年)?\d{1,2}月\d{1,2}[日号]|(?:20\d\d[-/.])?\d{1,2}[-/.]\d{1,2}|\d{1,2}[日号]"
)
LONGEST = 40


@dataclass
class Names:
    """The names of one response's territory and bodies, read when first needed; the day says which year is meant."""

    response: Response
    day: datetime.date

    def node_of(self, label: str, heading: str = "") -> Node | None:
        """Return what a row's or column's label stands for, or None where it names something asked for."""
        text = wording.plain(label)
        if not text or len(text) > LONGEST:
            return None
        if day := self._day(text, heading):
            return Node(Axis.DAY, day.isoformat(), text)
        found = (self._place(text), self._body(text))
        if not _PLACE_HEADINGS.search(heading):
            found = found[::-1]
        return found[0] or found[1] or self._line(text)

    def _day(self, text: str, heading: str) -> datetime.date | None:
        if not _DAY.fullmatch(text):
            return None
        if re.fullmatch(r"\d{1,2}[日号]", text):
            text = f"{self.day.month}月{text}"
        elif not (_DATE_HEADINGS.search(heading) or "月" in text):
            return None
        try:
            return parse_date(text, Reading(default_year=self.day.year, not_after=self.day))
        except ValueProblem:
            return None

    def _body(self, text: str) -> Node | None:
        found = self._bodies.resolve(text).body
        return Node(Axis.BODY, str(found.id), text) if found else None

    def _place(self, text: str) -> Node | None:
        upper = self._upper.get(simplified(text), [])
        if len(upper) == 1:
            return Node(Axis.PLACE, str(upper[0].id), text)
        found = self._communities.resolve(text).place
        return Node(Axis.PLACE, str(found.id), text) if found else None

    def _line(self, text: str) -> Node | None:
        code = self.lines.get(text, "")
        return Node(Axis.LINE, code, text) if code else None

    @cached_property
    def lines(self) -> dict[str, str]:
        """The names of the lines → their codes."""
        return {line.name: line.code for line in Line.objects.all()}

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies.load()

    @cached_property
    def _communities(self) -> Communities:
        return Communities.load(self.response.jurisdiction.path)

    @cached_property
    def _upper(self) -> dict[str, list[Place]]:
        """Streets, counties and cities of the response by their full and short names."""
        inside = under("path", self.response.jurisdiction.path)
        found: dict[str, list[Place]] = {}
        for place in Place.objects.filter(inside, kind__in=[Kind.CITY, Kind.COUNTY, Kind.STREET]):
            full = simplified(place.name)
            stem = next((full.removesuffix(end) for end in UPPER_SUFFIXES if full.endswith(end)), full)
            for name in {full, stem if len(stem) > 1 else full}:
                found.setdefault(name, []).append(place)
        return found
