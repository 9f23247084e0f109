"""Making and revoking the links by which volunteers sign up, and finding one by its address."""

import datetime
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.volunteers.ledgers import VET
from fangxian.lines.volunteers.models import State, Volunteer, VolunteerLink
from fangxian.mechanisms.visitors import tokens
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

LONGEST_DAYS = 90
PURPOSE, SIZE = "volunteer link", 8


def make(actor: Actor, response: Response, place: Place, label: str, days: int) -> VolunteerLink:
    """Make a link of a place, valid for some days; raises ``Forbidden``, ``Missing``, ``Invalid``, ``Conflict``."""
    actor.must(VET, place=place.path)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": _("Between 1 and %s days.") % LONGEST_DAYS})
    now = clock.now()
    if response.ended(now):
        raise Conflict(_("The response has ended."))
    link = VolunteerLink(
        response=response, label=label.strip()[:60] or place.name, place=place, path=place.path, valid_from=now,
        valid_to=now + datetime.timedelta(days=days), made_at=now, made_by_id=actor.id,
    )  # fmt: skip
    with transaction.atomic():
        link.save(force_insert=True)
        trail.record(
            actor, trail.Kind.WRITE, "volunteers.make_link", response=response.id, subject=link.id, days=days
        )
    return link


def revoke(actor: Actor, link_id: uuid.UUID) -> None:
    """End a link at once; what was sent by it stays. Raises ``Missing`` or ``Conflict``."""
    link = own_link(actor, link_id)
    with transaction.atomic():
        if not VolunteerLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()):
            raise Conflict(_("This link was revoked before."))
        trail.record(
            actor, trail.Kind.WRITE, "volunteers.revoke_link", response=link.response_id, subject=link.id
        )


def own_link(actor: Actor, link_id: uuid.UUID) -> VolunteerLink:
    """Return a link of the actor's places; raises ``Forbidden`` or ``Missing``."""
    actor.must(VET)
    found = links(actor).filter(pk=link_id).first()
    if found is None:
        raise Missing(_("There is no such link, or it lies outside your area."))
    return found


def links(actor: Actor, response: Response | None = None, permission: str = VET) -> QuerySet[VolunteerLink]:
    """Return the links of the places in which the actor holds a permission, the latest first."""
    rows = VolunteerLink.objects.filter(actor.scope(permission).place_q()).select_related("place", "response")
    return rows.filter(response=response) if response else rows


def counts(found: Sequence[VolunteerLink]) -> dict[uuid.UUID, dict[str, int]]:
    """Return how many sign-ups each link brought, by state: one query."""
    rows = Volunteer.objects.at().filter(link__in=found).order_by().values("link", "answer")
    numbers: dict[uuid.UUID, dict[str, int]] = {link.id: dict.fromkeys(State, 0) for link in found}
    for row in rows.annotate(count=Count("pk")):
        numbers[row["link"]][row["answer"]] = row["count"]
    return numbers


def holds(link: VolunteerLink) -> bool:
    """Tell whether a link may be used now."""
    now = clock.now()
    return link.revoked_at is None and not link.response.ended(now) and link.valid_from <= now < link.valid_to


def token(link: VolunteerLink) -> str:
    """Return what a link's address holds."""
    return tokens.signed(link.response, PURPOSE, link.id, SIZE)


def link_of(text: str) -> VolunteerLink:
    """Return the link of an address, whether or not it still holds; raises ``Missing``."""
    found = VolunteerLink.objects.select_related("response__jurisdiction", "place").filter(
        pk__in=tokens.ids_in(text)
    )
    link = found.first()
    if link is None or not tokens.holds(link.response, PURPOSE, link.id, text, SIZE):
        raise Missing(_("This link is not known. Look whether the address is complete."))
    return link
