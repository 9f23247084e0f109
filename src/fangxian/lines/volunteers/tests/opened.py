"""What the addresses of volunteers open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.volunteers import links, signing_up
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import Volunteer, VolunteerLink
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.trees.people.actor import WEB, Actor

SENT = {
    "name": "赵愿", "phone": "19900000011", "place": "春晖社区", "skills": ["driving"], "languages": "朝鲜语",
    "times": ["weekends"], "healthy": True, "adult": True, "wishes": "送药",
}  # fmt: skip


def link_of(world: World, days: int = 14) -> VolunteerLink:
    """Make a link as the community."""
    return links.make(world.actor("spring"), world.response, world.places["spring"], "群公告", days)


def signed_up(world: World, link: VolunteerLink | None = None, **told: Any) -> Volunteer:
    """Sign somebody up as he would himself."""
    values = read(VOLUNTEERS, SENT | told, Meaning(Actor(None, WEB), world.response))
    return signing_up.submit(link or link_of(world), Statement(VOLUNTEERS, values), "192.0.2.7")


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    link = link_of(world)
    row = signed_up(world, link)
    told: dict[str, dict[str, Any]] = {
        "volunteers/": {"token": links.token(link), "entry_id": row.entry_id},
        "volunteers/links": {"link_id": link.pk, "ending": "svg"},
    }
    for start in ("ledgers/volunteers/", "api/v1/volunteers"):
        told[start] = {"entry_id": row.entry_id}
    return told
