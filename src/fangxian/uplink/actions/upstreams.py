"""The node above: paired by the code that it shows, our key renewed, and left."""

import json
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind as Level
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response
from fangxian.uplink import queries, sending
from fangxian.uplink.actions.keys import RENEWAL
from fangxian.uplink.calling import NotSent, call, is_address, post
from fangxian.uplink.models import Upstream
from fangxian.uplink.rules import pairing
from fangxian.uplink.rules.packages import canonical

MANAGE = "uplink.manage"


def pair(actor: Actor, response: Response, url: str, code: str) -> Upstream:
    """Learn the key of the node above and tell it ours, by the code that it shows.

    Raises ``Invalid`` for an address or code that does not serve, ``Missing`` when the place that it names lies
    outside the actor's part, ``Conflict`` when this response is sent somewhere already.
    """
    actor.must(MANAGE)
    if not is_address(url.strip()):
        raise Invalid({"url": _("Enter the address of the node above; it begins with https://.")})
    if Upstream.objects.filter(response=response, ended_at=None).exists():
        raise Conflict(_("This node sends already: end that first."))
    upstream = Upstream(id=new_id(), response=response, url=url.strip().rstrip("/")[:300])
    _exchange(upstream, code)
    actor.must(MANAGE, place=upstream.place.path)
    now = clock.now()
    upstream.paired_at = upstream.next_round = upstream.next_at = now
    with transaction.atomic():
        upstream.save(force_insert=True)
        record(actor, Kind.MANAGE, "uplink.join", response=response.id, subject=upstream.id)
    return upstream


@transaction.atomic
def end(actor: Actor, upstream_id: uuid.UUID) -> Upstream:
    """Send to a node above no more; packages and receipts stay."""
    upstream = queries.upstream(actor, upstream_id, MANAGE)
    if upstream.ended_at:
        raise Conflict(_("Nothing is sent there any more."))
    upstream.ended_at = clock.now()
    upstream.save(update_fields=["ended_at"])
    crypto.destroy_signing_key(upstream.key_name)
    record(actor, Kind.MANAGE, "uplink.leave", response=upstream.response_id, subject=upstream.id)
    return upstream


def renew_key(actor: Actor, upstream_id: uuid.UUID) -> Upstream:
    """Sign by a new key once the node above has taken it. Raises ``Conflict`` when it was not reached: try again."""
    upstream = queries.upstream(actor, upstream_id, MANAGE)
    if upstream.ended_at:
        raise Conflict(_("Nothing is sent there any more."))
    former = upstream.key_name
    successor = Upstream(id=upstream.id, generation=upstream.generation + 1).key_name
    public = crypto.create_signing_key(successor).hex()
    proof = crypto.sign(successor, RENEWAL + upstream.node.hex.encode()).hex()
    try:
        call(upstream, "keys", canonical({"key": public, "proof": proof}))
    except NotSent as failure:
        raise Conflict(
            _("The node above did not answer (%(why)s): try again later.") % {"why": failure}
        ) from failure
    with transaction.atomic():
        upstream.generation += 1
        upstream.save(update_fields=["generation"])
        record(actor, Kind.MANAGE, "uplink.renew_own_key", response=upstream.response_id, subject=upstream.id)
    crypto.destroy_signing_key(former)
    return upstream


@transaction.atomic
def hurry(actor: Actor, upstream_id: uuid.UUID) -> None:
    """Let the worker make and send in its next round what is due, however long the pause would have been."""
    upstream = queries.upstream(actor, upstream_id, MANAGE)
    if upstream.ended_at:
        raise Conflict(_("Nothing is sent there any more."))
    now = clock.now()
    Upstream.objects.filter(pk=upstream.pk).update(next_round=now, next_at=now, swept_at=None)
    record(actor, Kind.MANAGE, "uplink.hurry", response=upstream.response_id, subject=upstream.id)


@transaction.atomic
def send_again(actor: Actor, upstream_id: uuid.UUID, sequence: int | None = None) -> int:
    """Let packages that were refused (one, or all) wait to be sent again; return how many they are.

    Raises ``Missing`` where the one named was not set aside.
    """
    upstream = queries.upstream(actor, upstream_id, MANAGE)
    if upstream.ended_at:
        raise Conflict(_("Nothing is sent there any more."))
    rows = upstream.packages.filter(set_aside_at__isnull=False)
    count = (rows if sequence is None else rows.filter(sequence=sequence)).update(set_aside_at=None)
    if sequence is not None and not count:
        raise Missing(_("There is no such package, or it was not refused."))
    Upstream.objects.filter(pk=upstream.pk).update(next_at=clock.now())
    record(actor, Kind.MANAGE, "uplink.send_again", response=upstream.response_id, subject=upstream.id,
           count=count)  # fmt: skip
    return count


def send_now(actor: Actor, upstream_id: uuid.UUID, *, every_day: bool = False) -> tuple[Upstream, int]:
    """Make a round of packages at once and send what waits; return how many receipts came."""
    upstream = queries.upstream(actor, upstream_id, MANAGE)
    if upstream.ended_at:
        raise Conflict(_("Nothing is sent there any more."))
    record(actor, Kind.MANAGE, "uplink.send", response=upstream.response_id, subject=upstream.id)
    return upstream, sending.send_now(upstream, every_day=every_day)


def _exchange(upstream: Upstream, code: str) -> None:
    """Prove that we know the code, and believe only who proves it too."""
    secret, public = pairing.key_of(code), crypto.create_signing_key(upstream.key_name).hex()
    body = canonical({"key": public, "proof": pairing.proof(secret, "lower", public)})
    try:
        told = json.loads(post(upstream.url, "pair", body, {}).content)
    except NotSent as failure:
        raise Invalid({_field(failure): _sentence(failure)}) from failure
    except ValueError as error:
        raise Invalid({"url": _("There is no Fangxian node at this address.")}) from error
    if not pairing.proves(secret, told["proof"], "upper", told["node"], told["key"], public):
        raise Invalid({"code": _("Whoever answered does not know the code: check the address.")})
    place = Place.objects.filter(code=told["place"]).first()
    if place is None:
        raise Invalid({"code": _("The code is for %(place)s, which is not registered here.") % told})
    upstream.node, upstream.upper_key, upstream.place = uuid.UUID(told["node"]), told["key"], place
    upstream.response_code, upstream.title = told["response"], told["title"][:120]
    upstream.depth, upstream.minutes = Level(told["depth"]), told["minutes"]
    upstream.measures = told["measures"]


def _field(failure: NotSent) -> str:
    return "code" if failure.outcome == "pairing" else "url"


def _sentence(failure: NotSent) -> str:
    if failure.outcome == "pairing":
        return _("This code is wrong, used or out of date: ask for a new one.")
    if failure.outcome == "SSLError":
        return _("Its certificate is not trusted: name the file of its authority (FANGXIAN_UPLINK_CA).")
    return _("The node above cannot be reached there (%(why)s).") % {"why": failure}
