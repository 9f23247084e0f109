"""Secret addresses of people's own shifts: made for many at once, revoked one by one (M10)."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Missing
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Link
from fangxian.lines.rosters.queries import links_of
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.visitors import tokens
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PURPOSE = "own shifts"


@transaction.atomic
def make(actor: Actor, response: Response, people: Iterable[uuid.UUID]) -> list[Link]:
    """Make an address for each of some people posted in the actor's part; those who have one keep it."""
    actor.must(PLAN)
    keys = _posted(actor, response, people)
    have = links_of(response, keys)
    made = [
        Link(response=response, person=key, made_at=clock.now(), made_by_id=actor.id)
        for key in sorted(keys - have.keys())
    ]
    Link.objects.bulk_create(made)
    if made:
        trail.record(actor, trail.Kind.WRITE, "rosters.make_links", response=response.id, count=len(made))
    return made


def own(actor: Actor, response: Response, person: uuid.UUID) -> Link:
    """Return a person's own address for himself, made if there is none; the caller knows that the actor is he."""
    found, _made = Link.objects.get_or_create(
        response=response, person=person, revoked_at=None,
        defaults={"made_at": clock.now(), "made_by_id": actor.id},
    )  # fmt: skip
    return found


@transaction.atomic
def revoke(actor: Actor, key: uuid.UUID) -> None:
    """End an address at once; raises ``Missing`` for that of somebody posted elsewhere."""
    actor.must(PLAN)
    link = Link.objects.select_related("response").filter(pk=key).first()
    if link is None or not _posted(actor, link.response, [link.person]):
        raise Missing(_("There is no such link, or it lies outside your area."))
    if not Link.objects.filter(pk=key, revoked_at=None).update(revoked_at=clock.now()):
        raise Conflict(_("This link was revoked before."))
    trail.record(actor, trail.Kind.WRITE, "rosters.revoke_link", response=link.response_id, subject=link.id)


def _posted(actor: Actor, response: Response, people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    rows = Posting.objects.at().filter(
        actor.scope(PLAN).place_q(), response=response, person__in=list(people)
    )
    return set(rows.values_list("person", flat=True))


def token(link: Link) -> str:
    """Return what a link's address holds."""
    return tokens.signed(link.response, PURPOSE, link.id)


def link_of(text: str) -> Link:
    """Return the link of an address that holds; raises ``Missing`` for an unknown or revoked one."""
    found = (
        Link.objects.select_related("response").filter(pk__in=tokens.ids_in(text), revoked_at=None).first()
    )
    if found is None or not tokens.holds(found.response, PURPOSE, found.id, text):
        raise Missing(_("This link is not known, or was revoked."))
    return found


def person_of(text: str) -> tuple[Response, uuid.UUID]:
    """Return whose shifts an address opens; raises ``Missing``."""
    link = link_of(text)
    return link.response, link.person
