"""Which place and which node a package's codes mean here; what lies outside the sender's territory is refused."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid
from fangxian.mechanisms.figures import registry
from fangxian.trees.places.models import Place
from fangxian.trees.places.paths import natural_path
from fangxian.uplink.models import Node
from fangxian.uplink.refusing import Code, UplinkRefused
from fangxian.uplink.rules.packages import Content, Mark
from fangxian.uplink.rules.totals import Told

CHUNK = 500
Parts = dict[tuple[str, str, str], Told]
"""Origin's path, place's path, measure → figure."""


@dataclass(frozen=True)
class Found:
    """A package's figures by origin's path, place's path and measure; ``skipped`` came twice and counts once."""

    parts: Parts
    skipped: int


def parts_of(node: Node, content: Content) -> Found:
    """Return a package's figures by our own paths; raises ``UplinkRefused`` for a place that is not the sender's.

    What is passed on from a node that also sends to us directly is left out: it counts once.
    """
    codes = {cell[0] for series in content.series for cell in series.cells}
    paths = _paths(codes | {origin.place for origin in content.origins})
    own = node.place.path
    if outside := [code for code, path in paths.items() if not path.startswith(own)]:
        raise UplinkRefused(
            Code.TERRITORY, _("%(place)s lies outside the node's territory.") % {"place": outside[0]}
        )
    origins = [paths[origin.place] for origin in content.origins]
    if origins[0] != own:
        raise UplinkRefused(Code.TERRITORY, _("The package speaks for another territory."))
    direct = _direct(node)
    parts = {
        (origins[cell[1]], paths[cell[0]], series.measure): Told(
            origins[cell[1]], *cell[2:5], series.decimals, cell[5] == Mark.WITHHELD, cell[5] == Mark.MORE
        )
        for series in content.series
        for cell in series.cells
        if origins[cell[1]] not in direct
    }
    _inside_origins(parts)
    return Found(parts, sum(len(series.cells) for series in content.series) - len(parts))


def wanted() -> list[str]:
    """Return the measures that are known here, and so wanted from below."""
    return sorted(measure.code for measure in registry.all_measures())


def _inside_origins(parts: Parts) -> None:
    for origin, path, _measure in parts:
        if not path.startswith(origin):
            raise UplinkRefused(
                Code.TERRITORY, _("%(place)s lies outside the node's territory.") % {"place": path}
            )


def _direct(node: Node) -> set[str]:
    """Return the territories of the nodes that send to us themselves, other than this one."""
    others = Node.objects.filter(response=node.response_id, revoked_at=None, paired_at__isnull=False)
    return set(others.exclude(pk=node.pk).values_list("place__path", flat=True))


def _paths(codes: set[str]) -> dict[str, str]:
    """Return our path of each code; of a place that is not registered here the one that its code stands for."""
    ordered = sorted(codes)
    known: dict[str, str] = {}
    for start in range(0, len(ordered), CHUNK):
        rows = Place.objects.filter(code__in=ordered[start : start + CHUNK])
        known.update(rows.values_list("code", "path"))
    return {code: known.get(code) or _natural(code) for code in ordered}


def _natural(code: str) -> str:
    try:
        return natural_path(code)
    except Invalid as error:
        raise UplinkRefused(
            Code.MALFORMED, _("%(code)s is no place's code.") % {"code": code[:30]}
        ) from error
