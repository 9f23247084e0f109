"""Names that a request uses, looked up once: response, body, place, and the instant of knowledge."""

import datetime
import uuid

from django.utils.translation import gettext as _

from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.figures.questions import instant
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.places.models import Place
from fangxian.trees.places.queries import at_code
from fangxian.trees.responses.models import Response

NAMED = Statement(lambda: Response.objects.filter(pk=Given("id")).order_by())
LATEST = Statement(lambda: Response.objects.order_by("is_drill", "-started_at")[:1])
STANDING = Statement(
    lambda: (
        Position.objects.select_related("body__place")
        .filter(body__code=Given("code"), line=Given("line"), valid_to=None)
        .order_by()
    )
)


def response_of(code: uuid.UUID | None) -> Response:
    """Return the response asked for, or the latest that is no drill; raises ``Missing``."""
    response = NAMED.first(id=code) if code else LATEST.first()
    if response is None:
        raise Missing(_("No response has been started."))
    return response


def body_of(code: str, name: str = "body") -> Body:
    """Return a body by its code; raises ``Invalid`` naming the field."""
    body = Body.objects.select_related("place").filter(code=code).first()
    if body is None:
        raise Invalid({name: _("No unit has this code.")})
    return body


def position_of(code: str, line: str) -> Position:
    """Return a body's present position in a line, with body and place; raises ``Invalid`` naming the field."""
    position = STANDING.first(code=code, line=line)
    if position is None:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": body_of(code)}})
    return position


def place_of(code: str, name: str = "place") -> Place:
    """Return the place that bears a code today; raises ``Invalid`` naming the field."""
    place = at_code(code)
    if place is None:
        raise Invalid({name: _("No place has this code.")})
    return place


def known_at(text: str) -> datetime.datetime | None:
    """Return the instant of knowledge asked for, or None for now."""
    return instant(text, "as_of") if text else None


def named(node: Place | Body | None) -> dict[str, str] | None:
    """Return a place's or body's code and name."""
    return {"code": node.code, "name": node.name} if node else None
