"""Making and revoking registration links; whose they are."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

INVITE = "arrivals.invite"
LONGEST_DAYS = 60


@dataclass(frozen=True)
class Owner:
    """For whom a link may be made: a place, or a unit in a line."""

    key: str
    label: str
    place: Place
    body: Body | None = None
    line: str = ""


def owners(actor: Actor, response: Response) -> list[Owner]:
    """Return for whom the actor may make links: his own places and the communities there, and his units."""
    scope = actor.scope(INVITE)
    own = list(Place.objects.filter(path__in=scope.places).order_by("path"))
    below = choosing.communities(actor, response, INVITE) if scope.places else []
    places = {place.pk: place for place in [*own, *below]}.values()
    units = [
        Owner(sender.key, sender.label, response.jurisdiction, sender.body, sender.line)
        for sender in choosing.senders(actor, INVITE)
    ]
    return [Owner(f"place:{place.code}", place.name, place) for place in places] + units


def make(
    actor: Actor,
    response: Response,
    owner: str,
    label: str,
    days: int,
    valid_from: datetime.datetime | None = None,
) -> RegistrationLink:
    """Make a link for a place or unit, valid for some days; raises ``Invalid``, ``Forbidden``."""
    actor.must(INVITE)
    chosen = next((one for one in owners(actor, response) if one.key == owner), None)
    if chosen is None:
        raise Invalid({"owner": _("Choose for whom the link is.")})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": _("Between 1 and %s days.") % LONGEST_DAYS})
    if response.ended(clock.now()):
        raise Conflict(_("The response has ended."))
    begin = valid_from or clock.now()
    link = RegistrationLink(
        response=response, label=label.strip()[:60] or chosen.label, place=chosen.place, path=chosen.place.path,
        body=chosen.body, line_id=chosen.line or None, body_path=_position(chosen), valid_from=begin,
        valid_to=begin + datetime.timedelta(days=days), made_at=clock.now(), made_by_id=actor.id,
    )  # fmt: skip
    with transaction.atomic():
        link.save(force_insert=True)
        trail.record(
            actor, trail.Kind.WRITE, "selfreg.make_link", response=response.id, subject=link.id, days=days
        )
    return link


def revoke(actor: Actor, link_id: uuid.UUID) -> RegistrationLink:
    """End a link at once; what was sent by it stays. Raises ``Missing`` or ``Conflict``."""
    link = own_link(actor, link_id)
    with transaction.atomic():
        now = clock.now()
        if not RegistrationLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            raise Conflict(_("This link was revoked before."))
        link.revoked_at = now
        trail.record(
            actor, trail.Kind.WRITE, "selfreg.revoke_link", response=link.response_id, subject=link.id
        )
    return link


def own_link(actor: Actor, link_id: uuid.UUID) -> RegistrationLink:
    """Return a link of the actor's places or units; raises ``Forbidden`` or ``Missing``."""
    actor.must(INVITE)
    links = RegistrationLink.objects.select_related("response", "place", "body")
    link = links.filter(actor.scope(INVITE).q(), pk=link_id).first()
    if link is None:
        raise Missing(_("There is no such link, or it lies outside your area."))
    return link


def links(actor: Actor, response: Response) -> QuerySet[RegistrationLink]:
    """Return the links of the actor's places and units, the latest first."""
    own = actor.scope(INVITE).q()
    return RegistrationLink.objects.filter(own, response=response).select_related("place", "body", "response")


def counts(found: list[RegistrationLink]) -> dict[uuid.UUID, dict[str, int]]:
    """Return how many registrations each link brought, by state: one query."""
    rows = SelfRegistration.objects.known().filter(link__in=found).order_by()
    numbers: dict[uuid.UUID, dict[str, int]] = {link.id: {} for link in found}
    for row in rows.values("link", "state").annotate(count=Count("pk")):
        numbers[row["link"]][row["state"]] = row["count"]
    return numbers


def holds(link: RegistrationLink) -> bool:
    """Tell whether a link may be used now."""
    now = clock.now()
    ended = link.revoked_at is not None or link.response.ended(now)
    return not ended and link.valid_from <= now < link.valid_to


def _position(owner: Owner) -> str:
    if owner.body is None:
        return ""
    held = owner.body.positions.filter(line=owner.line, valid_to=None).values_list("path", flat=True)
    return str(held[0])
