"""Grids, compounds, buildings and households of communities from one workbook, by their names (M2).

Codes are given by the territory itself. What stands in the community under the same kind and name is known again, where
a row says so below the same place: its counts are brought up to date, and an empty count leaves what is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Text
from fangxian.core.fields import under
from fangxian.core.folding import fold
from fangxian.lines.grid.ledgers import ENTER, PLACE_NAMES
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.fields import Kind as Cell
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.trees import several, unknown
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.trees.people.actor import EXCEL, SYSTEM, Actor
from fangxian.trees.places import actions as territory
from fangxian.trees.places.models import WIDTHS, Kind, Place

COMMUNITY = WIDTHS[Kind.COMMUNITY]
LEVELS = (Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.HOUSEHOLD)
WORDINGS = {
    Kind.GRID: ("网格",), Kind.COMPOUND: ("小区", "院落", "居民小区"), Kind.BUILDING: ("楼栋", "楼", "楼房"),
    Kind.HOUSEHOLD: ("户", "住户", "家庭户"),
}  # fmt: skip


@dataclass(eq=False)
class Spot:
    """A place of the ground that stands (``place``) or is to be set up below ``upper``, a spot or a community."""

    kind: Kind
    name: str
    upper: "Spot | Place"
    counts: dict[str, int | None]
    place: Place | None = None


class GroundImport:
    """Sheets by which communities, or whoever is above them, set up what lies in them."""

    code = "ground"
    title: Text = gettext_lazy("Grids, compounds, buildings and households")
    permission = ENTER
    of_body = False
    of_station = True

    def fields(self) -> Sequence[Field]:
        """Return the columns of the sheet."""
        kinds = {kind.value: (str(kind.label), *WORDINGS[kind]) for kind in LEVELS}
        return [
            Field("place", gettext_lazy("place"), PLACE_NAMES, required=True),
            Field(
                "kind",
                gettext_lazy("Level"),
                ("类型", "类别", "层级"),
                Cell.CHOICE,
                required=True,
                choices=kinds,
            ),
            Field(
                "name", gettext_lazy("Name"), ("名称", "网格名称", "小区名称", "楼栋", "门牌"), required=True
            ),
            Field("within", gettext_lazy("lies in"), ("所属网格", "所属小区", "所属楼栋", "上级", "所在")),
            Field("households", gettext_lazy("Households"), ("户数", "住户数"), Cell.NUMBER),
            Field("residents", gettext_lazy("Residents"), ("人口", "居民数"), Cell.NUMBER),
        ]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Find what stands already and where the new belongs; write nothing."""
        meaning = Meaning(
            Actor(run.created_by, EXCEL) if run.created_by else SYSTEM, run.response, whole=True
        )
        prepared = Prepared()
        placed: list[tuple[ReadRow, Place]] = []
        for row in rows:
            if community := _community(run, row, meaning, prepared.problems):
                placed.append((row, community))
        known = _known({community.path: community for _row, community in placed})
        for row, community in sorted(placed, key=lambda one: LEVELS.index(_level(one[0]))):
            try:
                _sort(row, community, known.setdefault(community.path, []), prepared)
            except Unreadable as problem:
                prepared.problems.append(_broken(row, "within", str(problem)))
        return prepared

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Set up the new from the top down, then bring counts up to date."""
        for spot in prepared.new:
            upper = spot.upper if isinstance(spot.upper, Place) else spot.upper.place
            spot.place = territory.create_place(
                actor, name=spot.name, kind=spot.kind, parent=upper, permission=ENTER, **spot.counts
            )
        for place, counts in prepared.changed:
            territory.set_counts(actor, place, permission=ENTER, **counts)
        return len(prepared.new) + len(prepared.changed)


def _community(run: ImportRun, row: ReadRow, meaning: Meaning, problems: list[Problem]) -> Place | None:
    """Return the community of a row, where the sender may set up something."""
    try:
        found = meaning.place(str(row.values["place"]), (Kind.COMMUNITY,))
    except Unreadable as problem:
        problems.append(_broken(row, "place", str(problem)))
        return None
    if not (run.place and found.path.startswith(run.place.path)):
        problems.append(Problem(Code.OUT_OF_SCOPE, row.number, value_shown=str(row.values["place"])))
        return None
    return found


def _known(communities: dict[str, Place]) -> dict[str, list[Spot]]:
    """Return what stands in some communities, from the top down: two queries."""
    inside = Q(*[under("path", path) for path in communities], _connector=Q.OR)
    rows = Place.objects.filter(inside, kind__in=LEVELS).order_by("path") if communities else []
    spots: dict[str, Spot] = {}
    found: dict[str, list[Spot]] = {}
    for place in rows:
        path = place.path[:COMMUNITY]
        above = [spots[place.path[:width]] for width in WIDTHS.values() if place.path[:width] in spots]
        spot = Spot(Kind(place.kind), place.name, above[-1] if above else communities[path], {}, place)
        spots[place.path] = spot
        found.setdefault(path, []).append(spot)
    return found


def _sort(row: ReadRow, community: Place, known: list[Spot], into: Prepared) -> None:
    """Tell whether a row is new, changes counts or says nothing new; raises ``Unreadable`` for where it lies."""
    kind, name = _level(row), str(row.values["name"]).strip()[:80]
    counts: dict[str, Any] = {one: row.values.get(one) for one in ("households", "residents")}
    upper = _upper(str(row.values.get("within") or "").strip(), kind, known) or community
    stated = row.values.get("within") is not None
    same = [one for one in known if one.kind == kind and fold(one.name) == fold(name)]
    same = [one for one in same if one.upper is upper] if stated or len(same) > 1 else same
    if not same:
        spot = Spot(kind, name, upper, counts)
        known.append(spot)
        into.new.append(spot)
        return
    place = same[0].place
    if place is None:
        raise Unreadable(_("The same stands twice in what was sent."))
    news = {one: getattr(place, one) if value is None else value for one, value in counts.items()}
    if all(getattr(place, one) == value for one, value in news.items()):
        into.unchanged += 1
    else:
        into.changed.append((place, news))


def _level(row: ReadRow) -> Kind:
    return Kind(str(row.values["kind"]))


def _upper(name: str, kind: Kind, known: Sequence[Spot]) -> Spot | None:
    """Return the spot of a level above that bears a name, None where none is stated."""
    if not name:
        return None
    above = [
        one for one in known if LEVELS.index(one.kind) < LEVELS.index(kind) and fold(one.name) == fold(name)
    ]
    if not above:
        raise unknown(name)
    if len(above) > 1:
        raise several([one.name for one in above])
    return above[0]


def _broken(row: ReadRow, field: str, why: str) -> Problem:
    return Problem(Code.RULE_BROKEN, row.number, None, field, str(row.values.get(field) or ""), "", why)


GROUND = GroundImport()
