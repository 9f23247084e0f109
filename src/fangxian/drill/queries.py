"""Which drills somebody sees: those in his part of the territory."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.drill.actions import RUN
from fangxian.drill.models import Drill
from fangxian.trees.people.actor import Actor


def visible(actor: Actor) -> QuerySet[Drill]:
    """Return the drills in the actor's part, the latest first (drills.run)."""
    actor.must(RUN)
    rows = Drill.objects.filter(actor.scope(RUN).place_q("path"))
    return rows.select_related("place", "response", "line", "account", "asked_by")


def one(actor: Actor, key: uuid.UUID) -> Drill:
    """Return a drill in the actor's part; raises ``Missing``."""
    found = visible(actor).filter(pk=key).first()
    if found is None:
        raise Missing(_("There is no such drill, or it lies outside your area."))
    return found
