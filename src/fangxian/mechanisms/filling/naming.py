"""What the rows and columns of a form go by: units, places, days and lines, found by their names (M3, M2)."""

import datetime
import re
from dataclasses import dataclass
from functools import cached_property

from fangxian.core.fields import under
from fangxian.mechanisms.filling.dictionary import Spoken
from fangxian.mechanisms.filling.rules import wording
from fangxian.mechanisms.filling.rules.sheet import Axis, Node
from fangxian.trees.bodies.models import Line
from fangxian.trees.bodies.resolver import Resolver as Bodies
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.names import simplified
from fangxian.trees.places.paths import ancestors
from fangxian.trees.places.resolver import UPPER_SUFFIXES
from fangxian.trees.places.resolver import Resolver as Communities
from fangxian.trees.responses.models import Response

_PLACE_HEADINGS = re.compile(r"社区|街道|乡镇|村|地区|区域|辖区|县")
_DATE_HEADINGS = re.compile(r"日期|时间|日$")
_DAY = re.compile(
    r"(?:(?P<year>20\d\d)[年\-/.])?(?:(?P<month>\d{1,2})(?P<mark>[月\-/.]))?(?P<day>\d{1,2})(?P<end>[日号]?)"
)
LONGEST, MOST_DAYS_BACK = 40, 366


@dataclass
class Names:
    """The names of one response's territory and bodies, read when first needed."""

    response: Response

    def node_of(self, label: str, heading: str = "") -> Node | None:
        """Return what a row's or column's label stands for, or None where it names something asked for."""
        text = wording.plain(label)
        if not text or len(text) > LONGEST:
            return None
        if day := day_key(text, heading):
            return Node(Axis.DAY, day, text)
        found = (self._place(text), self._body(text))
        if not _PLACE_HEADINGS.search(heading):
            found = found[::-1]
        return found[0] or found[1] or self._line(text)

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
    def spoken(self) -> Spoken:
        """The words that this response adds to those of the field."""
        here = self.response.jurisdiction
        above = Place.objects.filter(path__in=[*ancestors(here.path), here.path])
        names = {simplified(place.name) for place in above}
        short = {stem(name) for name in names}
        return Spoken(
            tuple(sorted(self.lines.items())),
            tuple(sorted(names | short | {name[0] for name in short})),
            tuple(sorted(self.response.key_places)),
        )

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
            for name in {full, stem(full)}:
                found.setdefault(name, []).append(place)
        return found


def stem(name: str) -> str:
    """Return a place's name without its kind (浑江区: 浑江), where more than one character is left."""
    short = next((name.removesuffix(end) for end in UPPER_SUFFIXES if name.endswith(end)), name)
    return short if len(short) > 1 else name


def day_key(text: str, heading: str = "") -> str:
    """Return a day as far as it is written: 2020-02-03, 02-03 or 03; blank for what is none."""
    found = _DAY.fullmatch(text)
    said = found and (found["end"] or found["year"] or _DATE_HEADINGS.search(heading))
    if found is None or not said or not (found["month"] or found["end"]):
        return ""
    return "-".join(f"{int(part):02d}" for part in (found["year"], found["month"], found["day"]) if part)


def day_meant(key: str, last: datetime.date) -> datetime.date | None:
    """Return the day that a key means: the latest one until ``last``; None where there is no such day."""
    for back in range(MOST_DAYS_BACK):
        day = last - datetime.timedelta(days=back)
        if day.isoformat().endswith(key):
            return day
    return None
