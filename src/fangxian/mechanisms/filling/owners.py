"""For whom a form is filled: a unit in one of its lines, or a place (M8)."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import valid_on
from fangxian.core.errors import Invalid
from fangxian.core.fields import under
from fangxian.core.scope import Scope
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.resolver import Resolver
from fangxian.trees.people.actor import Actor, today
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response

PERMISSION = "filling.run"
MOST = 300
LEVELS = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)


@dataclass(frozen=True)
class Owner:
    """A body with its position in a line, or a place."""

    position: Position | None = None
    place: Place | None = None

    @property
    def body(self) -> Body | None:
        """The body for which the form is filled."""
        return self.position.body if self.position else None

    @property
    def line(self) -> str:
        """The line in which the body stands; blank for a place."""
        return self.position.line_id if self.position else ""

    @property
    def name(self) -> str:
        """The name that the form itself is given."""
        return self.body.name if self.body else str(self.place)

    @property
    def label(self) -> str:
        """The name on our pages, with the line."""
        return f"{self.body} · {self.position.line}" if self.position else str(self.place)

    @property
    def key(self) -> str:
        """What a page's form sends for it."""
        return (
            f"{self.line}:{self.body.code}" if self.body else f"place:{self.place.code if self.place else ''}"
        )

    @property
    def paths(self) -> dict[str, str]:
        """Its paths in both trees, for ``Actor.must``."""
        if self.position:
            return {"place": self.position.body.place.path, "line": self.line, "body": self.position.path}
        return {"place": self.place.path if self.place else "-"}


def offered(actor: Actor, response: Response) -> list[Owner]:
    """Return for whom an actor may fill forms: his own first, at most 300."""
    scope = actor.scope(PERMISSION)
    held = _positions().filter(scope.body_q("line", "path"), valid_on(today())).order_by("path", "line")
    inside = under("path", response.jurisdiction.path)
    places = Place.objects.filter(scope.place_q(), inside, kind__in=LEVELS).order_by("path")
    owners = [Owner(row) for row in held[:MOST]] + [Owner(place=place) for place in places[:MOST]]
    return sorted(owners, key=lambda owner: not _is_own(owner, scope))[:MOST]


def _is_own(owner: Owner, scope: Scope) -> bool:
    """Tell whether a role was granted on this very body or place, not on one above it."""
    if owner.position:
        return (owner.line, owner.position.path) in scope.bodies
    return owner.place is not None and owner.place.path in scope.places


def owner_of(key: str) -> Owner:
    """Return the owner that a page's form names. Raises ``Invalid`` (``owner``)."""
    line, _colon, code = key.partition(":")
    if line == "place":
        place = Place.objects.filter(code=code).first() if code else None
        if place is None:
            raise Invalid({"owner": _("No place has this code.")})
        return Owner(place=place)
    return of_body(code, line)


def of_body(text: str, line: str = "") -> Owner:
    """Return a body by code or name, as imports resolve names, in a line or in the only one where it stands.

    Raises ``Invalid`` (``body`` or ``line``).
    """
    found = Resolver.load().resolve(text)
    if found.body is None:
        reason = (
            _("Several units are called “%(text)s”.")
            if found.candidates
            else _("No unit is called “%(text)s”.")
        )
        raise Invalid({"body": reason % {"text": text[:80]}})
    held = _positions().filter(body=found.body.id, **({"line": line} if line else {}))
    positions = list(held.order_by("line"))
    below = [each for each in positions if each.parent_id]
    if not positions:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": found.body.name}})
    if len(positions) > 1 and len(below) != 1:
        raise Invalid({"line": _("%(body)s stands in several lines: say which.") % {"body": found.body.name}})
    return Owner(positions[0] if len(positions) == 1 else below[0])


def _positions() -> QuerySet[Position]:
    return Position.objects.filter(valid_to=None).select_related("body__place", "line")
