"""What a form offers: the units for which, and the communities where, an actor may report, preset when only one."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import valid_on
from fangxian.core.errors import Invalid
from fangxian.core.fields import under
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor, today
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.resolver import Resolver, State
from fangxian.trees.responses.models import Response

MOST = 300


@dataclass(frozen=True)
class Sender:
    """A unit in a reporting line, for which its liaison declares."""

    body: Body
    line: str
    label: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.line}:{self.body.code}"


def senders(actor: Actor, permission: str = "arrivals.declare") -> list[Sender]:
    """Return the units for which the actor may declare, at most 300, in the order of their lines."""
    scope = actor.scope(permission)
    held = Position.objects.filter(scope.body_q("line", "path"), valid_on(today()))
    held = held.filter(line__reports_returnees=True).select_related("body", "line")
    rows = list(held.order_by("line", "path")[:MOST])
    several = len({row.line_id for row in rows}) > 1
    return [
        Sender(row.body, row.line_id, f"{row.body} · {row.line}" if several else str(row.body))
        for row in rows
    ]


def sender(actor: Actor, key: str) -> Sender:
    """Return the unit that a form names; raises ``Invalid``."""
    line, _colon, code = key.partition(":")
    position = (
        Position.objects.filter(body__code=code, line=line, valid_to=None).select_related("body").first()
    )
    if position is None or not actor.scope("arrivals.declare").holds_body(line, position.path):
        raise Invalid({"sender": _("Choose the declaring unit and its line.")})
    return Sender(position.body, line, str(position.body))


def communities(actor: Actor, response: Response, permission: str = "") -> list[Place]:
    """Return the communities of the jurisdiction (with a permission: of the actor's part of it), at most 300."""
    return list(_communities(actor, response, permission))


def community_names(actor: Actor, response: Response, permission: str = "") -> list[str]:
    """Return the names of those communities, where nothing else of them is needed."""
    return list(_communities(actor, response, permission).values_list("name", flat=True))


def _communities(actor: Actor, response: Response, permission: str) -> QuerySet[Place]:
    inside = under("path", response.jurisdiction.path)
    own = actor.scope(permission).place_q() if permission else Q()
    return Place.objects.filter(inside, own, kind=Kind.COMMUNITY).order_by("path")[:MOST]


def community(response: Response, text: str) -> Place:
    """Return the community that somebody names by name, street and name, address or code; raises ``Invalid``."""
    found = Resolver.load(response.jurisdiction.path).resolve(text)
    if found.state is State.FOUND and found.place:
        return Place.objects.get(id=found.place.id)
    if found.state is State.AMBIGUOUS:
        names = _(", ").join(place.name for place in found.candidates[:3])
        raise Invalid({"place": _("It may be %(names)s: write the street as well.") % {"names": names}})
    raise Invalid({"place": _("No community is known by this name.")})
