"""The two trees over the API, the response, and who calls (M1, M2, M3)."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import named
from fangxian.command.api.schemas.common import Code, Cursor, Day, Short
from fangxian.command.api.schemas.trees import BodyPage, Me, PlaceOut, ResponseOut
from fangxian.core.dated import today, valid_on
from fangxian.core.errors import Missing
from fangxian.core.folding import holds
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.people.models import Grant
from fangxian.trees.people.roles import PERMISSIONS
from fangxian.trees.places import queries as places
from fangxian.trees.places.models import Place
from fangxian.trees.responses import queries as responses

router = Router(tags=["trees"])
PLACES = Requires("places.view")


@router.get("/places", auth=PLACES, response={200: list[PlaceOut], **REFUSALS})
def find_places(request: Request, q: Short = "") -> list[Place]:
    """Return places of one's area whose name holds a text or whose code begins with it; without one, its tops."""
    scope = request.actor.scope("places.view")
    return places.search(q, scope) if q.strip() else places.roots(scope)


@router.get("/places/{code}/children", auth=PLACES, response={200: list[PlaceOut], **REFUSALS})
def children(request: Request, code: Code, day: Day | None = None) -> list[Place]:
    """Return the places right below one, as they are today or were on a day."""
    scope = request.actor.scope("places.view")
    place = places.at_code(code, day)
    if place is None or not scope.holds_place(place.path):
        raise Missing(_("There is no such place, or it lies outside your area."))
    return places.children(place, day)


@router.get("/bodies", auth=Requires("bodies.view"), response={200: BodyPage, **REFUSALS})
def bodies(request: Request, q: Short = "", line: Code = "", cursor: Cursor = "") -> dict[str, Any]:
    """List the bodies of one's area by code, each with its lines."""
    rows = in_scope(request.actor.scope("bodies.view"))
    if q.strip():
        rows = rows.filter(holds("name", q))
    if line:
        rows = rows.filter(pk__in=Position.objects.filter(valid_on(today()), line=line).values("body"))
    if key := paging.decoded(cursor, str):
        rows = rows.filter(code__gt=key[0])
    found = list(rows.order_by("code")[: paging.PAGE + 1])
    shown, more = paging.cut(found, lambda body: (body.code,))
    return {"items": _bodies(shown), "next": more}


@router.get("/response", auth=Requires("response.view"), response={200: ResponseOut, **REFUSALS})
def response_now(request: Request, id: uuid.UUID | None = None) -> dict[str, Any]:
    """Show the response that concerns one's area: the latest, or one by its id."""
    rows = responses.concerning(request.actor.scope("response.view"))
    found = rows.filter(pk=id).first() if id else rows.first()
    if found is None:
        raise Missing(_("There is no such response, or it lies outside your area."))
    names = (
        "id", "name", "level", "started_at", "ended_at", "registration_hours", "declaration_hours",
        "report_cut_off", "report_grace_minutes", "key_places",
    )  # fmt: skip
    return {**{name: getattr(found, name) for name in names}, "jurisdiction": named(found.jurisdiction)}


@router.get("/me", auth=Requires(*PERMISSIONS), response={200: Me, **REFUSALS})
def me(request: Request) -> dict[str, Any]:
    """Show who calls, his roles, and the permissions that he, or his token, holds."""
    actor = request.actor
    grants = Grant.objects.filter(valid_on(today()), account=actor.account).select_related("place", "body")
    return {
        "name": actor.label,
        "title": str(actor.account),
        "channel": actor.channel,
        "roles": [_grant(grant) for grant in grants],
        "permissions": [code for code in PERMISSIONS if actor.may(code)],
    }


def _bodies(shown: list[Body]) -> list[dict[str, Any]]:
    lines: dict[uuid.UUID, list[str]] = {}
    held = Position.objects.filter(valid_on(today()), body__in=shown).order_by("line")
    for body, line in held.values_list("body", "line"):
        lines.setdefault(body, []).append(line)
    names = ("code", "name", "short_name", "kind")
    return [
        {
            **{name: getattr(body, name) for name in names},
            "place": named(body.place),
            "lines": lines.get(body.pk, []),
        }
        for body in shown
    ]


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role,
        "place": grant.place.code if grant.place else None,
        "body": grant.body.code if grant.body else None,
        "line": grant.line_id,
    }
