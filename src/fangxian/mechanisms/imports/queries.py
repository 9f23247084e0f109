"""Scoped reads of imports: what an actor may send, for whom, and which files of his area came in."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import valid_on
from fangxian.core.errors import Invalid, Missing, Text
from fangxian.core.fields import under
from fangxian.core.scope import Scope
from fangxian.mechanisms.imports.kinds import ImportKind, all_kinds, kind_of
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor, today
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response

MOST = 300
LAST = 20


@dataclass(frozen=True)
class Sender:
    """On whose behalf a file is sent: a body in a line, or a community."""

    label: Text
    body: Body | None = None
    line: str = ""
    place: Place | None = None

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return (
            f"{self.line}:{self.body.code}" if self.body else f"place:{self.place.code if self.place else ''}"
        )


def kinds_for(actor: Actor) -> list[ImportKind]:
    """Return the kinds that an actor may import."""
    return [kind for kind in all_kinds() if actor.may(kind.permission)]


def senders(actor: Actor, kind: ImportKind, response: Response) -> list[Sender]:
    """Return on whose behalf an actor may send files of a kind, at most 300."""
    scope = actor.scope(kind.permission)
    if kind.of_body:
        held = Position.objects.filter(scope.body_q("line", "path"), valid_on(today()))
        held = (
            held.filter(line__reports_returnees=True).select_related("body", "line").order_by("line", "path")
        )
        return [Sender(f"{row.body} · {row.line}", row.body, row.line_id) for row in held[:MOST]]
    inside = under("path", response.jurisdiction.path)
    if kind.of_station:
        return _stations(scope, inside)
    places = Place.objects.filter(scope.place_q(), inside, kind=Kind.COMMUNITY).order_by("path")
    return [Sender(str(place), place=place) for place in places[:MOST]]


def _stations(scope: Scope, inside: Q) -> list[Sender]:
    """Return the bodies and places at which a permission is held, without those below them."""
    tops = Q(pk__in=[])
    for line, path in scope.bodies:
        tops |= Q(line=line, path=path)
    held = Position.objects.filter(tops, valid_on(today())).select_related("body", "line")
    places = Place.objects.filter(inside, path__in=scope.places).order_by("path")
    bodies = [Sender(f"{row.body} · {row.line}", row.body, row.line_id) for row in held[:MOST]]
    return [*(Sender(str(place), place=place) for place in places[:MOST]), *bodies]


def sender(kind: ImportKind, key: str) -> Sender:
    """Return the sender that a form names; whether the actor may send for it, the action checks."""
    line, _colon, code = key.partition(":")
    if kind.of_body or (kind.of_station and line != "place"):
        body = Body.objects.filter(code=code).first()
        if body is None:
            raise Invalid({"sender": _("Choose the unit and its line.")})
        return Sender(str(body), body, line)
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise Invalid({"sender": _("Choose the community.")})
    return Sender(str(place), place=place)


def runs(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[ImportRun]:
    """Return the files sent on behalf of the bodies and places for which the actor may send, the latest first."""
    condition = Q(pk__in=[])
    for kind in kinds_for(actor):
        scope = actor.scope(kind.permission)
        own = scope.body_q() if kind.of_body else Q(body=None) & scope.place_q()
        own |= scope.body_q() if kind.of_station else Q(pk__in=[])
        condition |= Q(kind=kind.code) & own
    found = ImportRun.objects.filter(condition, response=response)
    found = found.filter(created_at__lte=as_of) if as_of else found
    return found.select_related("response", "body", "place", "line", "created_by").defer("content")


def run_for(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    """Return a file with its content; raises ``Missing`` outside the actor's scope."""
    run = ImportRun.objects.select_related("response", "body", "place", "line").filter(pk=run_id).first()
    if run is None or not _holds(actor, run):
        raise Missing(_("There is no such file, or it lies outside your area."))
    return run


def _holds(actor: Actor, run: ImportRun) -> bool:
    kind = kind_of(run.kind)
    scope = actor.scope(kind.permission)
    if run.body_id:
        return scope.holds_body(run.line_id or "", run.body_path)
    return scope.holds_place(run.path)
