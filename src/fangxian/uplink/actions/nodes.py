"""Nodes below: registered with a one-time code, paired by it, their keys renewed and revoked."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Conflict, Invalid, Text
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import WIDTHS, Place
from fangxian.trees.places.models import Kind as Level
from fangxian.trees.responses.models import Response
from fangxian.uplink import queries, territory
from fangxian.uplink.models import DEPTHS, Node
from fangxian.uplink.refusing import Code, NodeActor, UplinkRefused, remember
from fangxian.uplink.rules import pairing

MANAGE = "uplink.manage"
CODE_HOLDS = datetime.timedelta(hours=24)
SHORTEST, LONGEST = 1, 24 * 60


@dataclass(frozen=True)
class Told:
    """What the node below says when it pairs: its public key, and the proof that it knows the code."""

    key: str
    proof: str


@dataclass(frozen=True)
class Agreed:
    """What it is told in return."""

    node: str
    key: str
    proof: str
    response: str
    title: str
    place: str
    depth: str
    minutes: int
    measures: list[str]


def register(
    actor: Actor,
    response: Response,
    place: Place,
    title: str,
    *,
    depth: str = Level.COMMUNITY,
    minutes: int = 15,
) -> tuple[Node, str]:
    """Add a node for a place below and return it with its pairing code, shown this once.

    Raises ``Missing`` outside the actor's part, ``Invalid`` by field, ``Conflict`` when the place has one.
    """
    actor.must(MANAGE, place=place.path)
    _check(response, place, title, depth, minutes)
    code, now = pairing.new_code(), clock.now()
    node = Node(
        response=response, place=place, title=title.strip()[:80], depth=depth, minutes=minutes,
        pairing_key=pairing.key_of(code), pairing_until=now + CODE_HOLDS, created_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            node.save(force_insert=True)
            record(actor, Kind.MANAGE, "uplink.register", response=response.id, subject=node.id)
    except IntegrityError as error:
        raise Conflict(_("This place has a node already: revoke it first.")) from error
    return node, code


@transaction.atomic
def new_code(actor: Actor, node_id: uuid.UUID) -> tuple[Node, str]:
    """Give a node that is not paired yet another code, shown this once. Raises ``Conflict`` for others."""
    node = queries.node(actor, node_id, MANAGE, lock=True)
    if node.paired_at or node.revoked_at:
        raise Conflict(_("This node is paired: revoke it and add it anew."))
    code = pairing.new_code()
    node.pairing_key, node.pairing_until = pairing.key_of(code), clock.now() + CODE_HOLDS
    node.save()
    record(actor, Kind.MANAGE, "uplink.new_code", response=node.response_id, subject=node.id)
    return node, code


@transaction.atomic
def revoke(actor: Actor, node_id: uuid.UUID) -> Node:
    """Take nothing from a node any more; what it sent stays. Raises ``Conflict`` when that was done before."""
    node = queries.node(actor, node_id, MANAGE, lock=True)
    if node.revoked_at:
        raise Conflict(_("This node was revoked before."))
    node.revoked_at, node.pairing_key = clock.now(), None
    node.save()
    crypto.destroy_signing_key(node.key_name())
    record(actor, Kind.MANAGE, "uplink.revoke", response=node.response_id, subject=node.id)
    return node


@transaction.atomic
def renew_key(actor: Actor, node_id: uuid.UUID) -> Node:
    """Sign a node's receipts by a new key; the former one holds until the node has learnt it. Raises ``Conflict``."""
    node = queries.node(actor, node_id, MANAGE, lock=True)
    if node.revoked_at or not node.paired_at or node.former_own_key:
        raise Conflict(_("The key can be renewed once the node is paired and uses the present one."))
    node.generation += 1
    node.former_own_key = node.own_key
    node.own_key = crypto.create_signing_key(node.key_name()).hex()
    node.save()
    record(actor, Kind.MANAGE, "uplink.renew_key", response=node.response_id, subject=node.id)
    return node


def pair(told: Told) -> Agreed:
    """Exchange keys with whoever proves to know a node's code, once; raises ``UplinkRefused``, which is recorded."""
    try:
        with transaction.atomic():
            return _pair(told)
    except UplinkRefused as refusal:
        remember(None, refusal.code)
        raise


def _pair(told: Told) -> Agreed:
    waiting = Node.objects.select_for_update(of=("self",)).select_related("place", "response")
    rows = waiting.filter(pairing_key__isnull=False, pairing_until__gt=clock.now(), revoked_at=None)
    node = next((row for row in rows if _proves(row, told)), None)
    if node is None or len(told.key) != 64:
        raise UplinkRefused(Code.PAIRING, _("This code is wrong, used or out of date: ask for a new one."))
    secret = bytes(node.pairing_key or b"")
    node.key, node.own_key = told.key, crypto.create_signing_key(node.key_name()).hex()
    node.pairing_key, node.pairing_until, node.paired_at = None, None, clock.now()
    node.save()
    record(NodeActor(node), Kind.MANAGE, "uplink.pair", response=node.response_id, subject=node.id)
    return Agreed(
        node.id.hex, node.own_key, pairing.proof(secret, "upper", node.id.hex, node.own_key, told.key),
        node.response_id.hex, node.response.name, node.place.code, node.depth, node.minutes, territory.wanted(),
    )  # fmt: skip


def _proves(node: Node, told: Told) -> bool:
    return pairing.proves(bytes(node.pairing_key or b""), told.proof, "lower", told.key)


def _check(response: Response, place: Place, title: str, depth: str, minutes: int) -> None:
    errors: dict[str, Text] = {}
    if not title.strip():
        errors["title"] = _("Give it a name.")
    if depth not in DEPTHS or WIDTHS[Level(depth)] < len(place.path):
        errors["depth"] = _("Choose a level at or below the place, down to the community.")
    if not SHORTEST <= minutes <= LONGEST:
        errors["minutes"] = _("Between one minute and a day.")
    inside = place.path.startswith(response.jurisdiction.path) and place.path != response.jurisdiction.path
    if not inside:
        errors["place"] = _("A node below stands for a place within the response's jurisdiction.")
    if errors:
        raise Invalid(errors)
