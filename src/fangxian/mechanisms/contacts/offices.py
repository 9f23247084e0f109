"""Units and communities in the contact log: who of them was called about what they owe, and by whom (M5, M8)."""

import datetime
import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Missing
from fangxian.mechanisms.contacts.queries import Asked, asked
from fangxian.mechanisms.contacts.subjects import LOG, About, Subject, Subjects, Topic
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response
from fangxian.trees.responses.queries import concerning

BODY, PLACE = "body", "place"
OFFICES = (BODY, PLACE)
"""Topics of which no person is asked, so that no figure of persons counts them."""


def subjects(ids: Collection[uuid.UUID], _as_of: datetime.datetime | None = None) -> Subjects:
    """Return each unit or community as the log knows it: by its id."""
    return {one: Subject(frozenset({one})) for one in ids}


def called(
    response: Response, ids: Collection[uuid.UUID], as_of: datetime.datetime | None = None
) -> dict[uuid.UUID, Asked]:
    """Return who of some units or communities was called already: two queries for all."""
    return asked(response, subjects(ids), as_of)


def find_body(actor: Actor, body_id: uuid.UUID) -> About:
    """Return what to log a call about: a unit of the response's jurisdiction; raises ``Missing``."""
    response = _response(actor)
    body = Body.objects.select_related("place").filter(pk=body_id).first()
    if body is None or not body.place.path.startswith(response.jurisdiction.path):
        raise Missing(_("There is no such unit, or it lies outside your area."))
    held = list(Position.objects.filter(body=body, valid_to=None).order_by("line"))
    scope = actor.scope(LOG)
    own = next((one for one in held if scope.holds_body(one.line_id, one.path)), held[0] if held else None)
    line, path = (own.line_id, own.path) if own else (None, "")
    return About(response, _one(body_id), body.place.path, line, body_id, path)


def find_place(actor: Actor, place_id: uuid.UUID) -> About:
    """Return what to log a call about: a community of the response's jurisdiction; raises ``Missing``."""
    response = _response(actor)
    place = Place.objects.filter(pk=place_id).first()
    if place is None or not place.path.startswith(response.jurisdiction.path):
        raise Missing(_("There is no such place, or it lies outside your area."))
    return About(response, _one(place_id), place.path)


def _one(key: uuid.UUID) -> Subject:
    return Subject(frozenset({key}))


def _response(actor: Actor) -> Response:
    found = concerning(actor.scope("response.view")).first()
    if found is None:
        raise Missing(_("No response has been started."))
    return found


BODIES = Topic(BODY, gettext_lazy("what a unit owes"), find_body, subjects)
PLACES = Topic(PLACE, gettext_lazy("what a community owes"), find_place, subjects)
