"""Reads of the responses: which concern somebody now."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Missing
from fangxian.core.fields import subtree, under
from fangxian.core.scope import NOTHING, Scope
from fangxian.trees.bodies.queries import place_paths
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.models import Response


def concerning(scope: Scope) -> QuerySet[Response]:
    """Return the responses whose jurisdiction lies above or below a place, or a body's place, of a scope."""
    paths = place_paths(scope)
    if "" in paths:
        return _within(Q())
    return _within(reduce(or_, (_meets(path, ancestors(path)) for path in paths), NOTHING))


def latest(places: Collection[str], key: str = "") -> Response | None:
    """Return the response of a key if it concerns one of some places, else the latest that does; rather no drill."""
    paths = sorted(places)
    if "" in paths:
        rows = _within(Q())
        return (rows.filter(pk=key).first() if key else None) or rows.order_by(
            "is_drill", "-started_at"
        ).first()
    shape = tuple(len(ancestors(path)) for path in paths)
    told: dict[str, Any] = {}
    for number, path in enumerate(paths):
        told |= subtree(f"path{number}", path)
        told |= {f"above{number}.{level}": place for level, place in enumerate(ancestors(path))}
    found = LATEST.first(shape, True, key=uuid.UUID(key), **told) if key else None
    return found or LATEST.first(shape, False, **told)


def _within(condition: Q) -> QuerySet[Response]:
    return Response.objects.filter(condition).select_related("jurisdiction", "committee")


def _meets(path: str | Given, above: Sequence[str | Given]) -> Q:
    """Return the condition that a response's jurisdiction lies at a place, above or below it."""
    return under("jurisdiction__path", path) | Q(jurisdiction__path__in=above)


def _latest(shape: tuple[int, ...], chosen: bool) -> QuerySet[Response]:
    reach = (
        _meets(Given(f"path{number}"), [Given(f"above{number}.{level}") for level in range(count)])
        for number, count in enumerate(shape)
    )
    rows = _within(reduce(or_, reach, NOTHING))
    return rows.filter(pk=Given("key")) if chosen else rows.order_by("is_drill", "-started_at")[:1]


LATEST = Statement(_latest)


def current(scope: Scope, at: datetime.datetime | None = None) -> QuerySet[Response]:
    """Return the responses that concern a scope and run at an instant (default: now), the latest first."""
    at = at or clock.now()
    running = Q(ended_at=None) | Q(ended_at__gt=at)
    return concerning(scope).filter(running, started_at__lte=at)


def one(scope: Scope, key: uuid.UUID | str) -> Response:
    """Return a response that concerns a scope; raises ``Missing``."""
    response = concerning(scope).filter(pk=key).first()
    if response is None:
        raise Missing(_("There is no such response, or it lies outside your area."))
    return response
