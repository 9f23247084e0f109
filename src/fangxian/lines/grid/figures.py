"""The measures of zones, building heads and household links (M2)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.lines.grid.models import BuildingHead, Link, Zone
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import not_until, until
from fangxian.mechanisms.figures.tables import TableSource

IN_FORCE = until("happened_at") & not_until("ended_at")
ZONES, HEADS, LINKS = (TableSource(model) for model in (Zone, BuildingHead, Link))

MEASURES: dict[str, tuple[Measure, ...]] = {
    "zones": (
        Measure("zones.count", _("zones of responsibility"), _("Zones that are set up and not closed."),
                ZONES, Kind.STOCK, IN_FORCE, unit=_("zones")),
        Measure("zones.unheaded", _("zones for which nobody answers"), _("Zones for which nobody is stated."),
                ZONES, Kind.STOCK, IN_FORCE & Q(headed=False), unit=_("zones")),
        Measure("zones.members", _("members in zones"), _("What the zones state of their members."),
                ZONES, Kind.STOCK, IN_FORCE, column="members", more="members_more", optional=True),
        Measure("zones.places", _("places with zones"),
                _("Distinct places in which there are zones at the end of the window."),
                ZONES, Kind.DISTINCT_STOCK, IN_FORCE, unit=_("places"), distinct="path"),
    ),
    "buildingheads": (
        Measure("buildingheads.count", _("building heads"), _("Heads of buildings, compounds and lanes."),
                HEADS, Kind.STOCK, IN_FORCE),
    ),
    "links": (
        Measure("links.members", _("members with household links"), _("Members who look after households."),
                LINKS, Kind.DISTINCT_STOCK, IN_FORCE, distinct="name_token"),
        Measure("links.households", _("households that somebody looks after"), _("Households of the links in force."),
                LINKS, Kind.STOCK, IN_FORCE, unit=_("households"), column="households"),
    ),
}  # fmt: skip
