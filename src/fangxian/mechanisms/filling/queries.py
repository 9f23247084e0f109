"""Scoped reads of fillings: those of bodies and places for which the reader may fill forms (M8)."""

import datetime
import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.mechanisms.filling.models import Filling, KnownForm
from fangxian.mechanisms.filling.owners import PERMISSION
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

LAST = 20


def fillings(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Filling]:
    """Return the fillings in the reader's scope, the latest first, without their files."""
    found = Filling.objects.filter(_own(actor), response=response)
    found = found.filter(created_at__lte=as_of) if as_of else found
    return found.select_related("response", "body", "place", "line", "created_by").defer("content", "cells")


def known_forms(actor: Actor, response: Response) -> QuerySet[KnownForm]:
    """Return the forms that were filled before for bodies and places of the reader's scope, the latest first.

    Of several versions of a form only the one filled last.
    """
    later = KnownForm.objects.filter(series=OuterRef("series"), confirmed_at__gt=OuterRef("confirmed_at"))
    found = KnownForm.objects.filter(_own(actor), ~Exists(later), response=response)
    return found.select_related("body", "line", "place", "confirmed_by", "last").defer(
        "last__content", "last__cells"
    )


def filling_for(actor: Actor, filling_id: uuid.UUID) -> Filling:
    """Return a filling with its file; raises ``Missing`` outside the reader's scope."""
    found = Filling.objects.filter(_own(actor), pk=filling_id)
    filling = found.select_related("response", "body", "place", "line", "created_by", "filled_by").first()
    if filling is None:
        raise Missing(_("There is no such form, or it lies outside your area."))
    return filling


def known_for(actor: Actor, known_id: uuid.UUID) -> KnownForm:
    """Return a form that was filled before; raises ``Missing`` outside the reader's scope."""
    related = ("last__response", "last__body", "last__place", "last__line")
    found = KnownForm.objects.filter(_own(actor), pk=known_id).select_related(*related).first()
    if found is None:
        raise Missing(_("There is no such form, or it lies outside your area."))
    return found


def _own(actor: Actor) -> Q:
    scope = actor.scope(PERMISSION)
    by_place = scope.place_q("body__place__path") & Q(body__isnull=False)
    return scope.body_q() & Q(body__isnull=False) | by_place | scope.place_q() & Q(place__isnull=False)
