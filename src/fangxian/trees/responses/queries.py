"""Reads of the responses: which concern somebody now."""

import datetime
import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.core.fields import under
from fangxian.core.scope import Scope
from fangxian.trees.bodies.queries import place_paths
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.models import Response


def concerning(scope: Scope) -> QuerySet[Response]:
    """Return the responses whose jurisdiction lies above or below a place, or a body's place, of a scope."""
    condition = Q(pk__in=[])
    for path in place_paths(scope):
        condition |= under("jurisdiction__path", path) | Q(jurisdiction__path__in=ancestors(path))
        condition |= Q(pk__isnull=False) if not path else Q(jurisdiction__path=path)
    return Response.objects.filter(condition).select_related("jurisdiction", "committee")


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
