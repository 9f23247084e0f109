"""A node below and the node above in one database, each in a response of its own: packages handed over by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from django.utils import timezone

from fangxian.conftest import BEGAN, World
from fangxian.core import clock, crypto
from fangxian.core.ids import new_id
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response
from fangxian.uplink import packing, receiving
from fangxian.uplink.actions import nodes
from fangxian.uplink.calling import now_in_micros
from fangxian.uplink.models import Node, Package, Upstream
from fangxian.uplink.rules import pairing
from fangxian.uplink.rules.packages import Content, Envelope, canonical, digest, read


@dataclass
class Link:
    """Both ends: what the lower one sends, ``hand`` hands to the upper one as its server does."""

    upstream: Upstream
    node: Node

    def hand(self, body: bytes, **changed: Any) -> bytes:
        """Hand over a body, signed now; ``changed`` replaces parts of the envelope, ``key`` who signs."""
        key = changed.pop("key", self.upstream.key_name)
        told = {
            "node": self.upstream.node.hex, "time": now_in_micros(), "upper_key": self.upstream.upper_key,
            "digest": digest(body),
        }  # fmt: skip
        envelope = Envelope(**told | changed)
        receipt, signature = receiving.receive(envelope, crypto.sign(key, envelope.signed()), body)
        public = bytes.fromhex(envelope.upper_key)
        assert crypto.is_signed(public, signature, receiving.RECEIPT + receipt)
        return receipt

    def round(self, *, every_day: bool = True) -> list[Package]:
        """Make a round of packages and hand them over in their order."""
        made = packing.make(self.upstream, every_day=every_day)
        for package in made:
            self.hand(bytes(package.body))
            Package.objects.filter(pk=package.pk).update(taken_at=clock.now())
        self.upstream.refresh_from_db()
        self.node.refresh_from_db()
        return made

    def forged(self, change: Callable[[dict[str, Any]], Any]) -> bytes:
        """Return the next package with something changed before it is signed."""
        made = packing.make(self.upstream, every_day=True)[0]
        Package.objects.filter(pk__gt=made.pk, upstream=self.upstream).delete()
        told = msgspec.to_builtins(read(bytes(made.body)))
        change(told)
        return canonical(msgspec.convert(told, Content))


def other_response(world: World, place: Place) -> Response:
    """Start an earlier response, so that the world's stays the latest."""
    began = BEGAN - timedelta(hours=1)
    return responses.start_response(
        SYSTEM, name="上级（虚构）", level=1, jurisdiction=place, started_at=began
    )


def link(
    world: World, *, lower: Response | None = None, upper: Response | None = None, place: str = "county"
) -> Link:
    """Pair two nodes; one of the responses is the world's own."""
    lower = lower or world.response
    upper = upper or other_response(world, world.places["city"])
    node, code = nodes.register(SYSTEM, upper, world.places[place], "浑江区", depth=Kind.COMMUNITY)
    upstream = Upstream(id=new_id(), response=lower, place=world.places[place], url="https://127.0.0.1")
    key = crypto.create_signing_key(upstream.key_name).hex()
    agreed = nodes.pair(nodes.Told(key, pairing.proof(pairing.key_of(code), "lower", key)))
    now = clock.now()
    upstream.node, upstream.upper_key, upstream.title = node.id, agreed.key, agreed.title
    upstream.response_code, upstream.depth, upstream.minutes = agreed.response, agreed.depth, agreed.minutes
    upstream.measures = agreed.measures
    upstream.next_round = upstream.next_at = upstream.paired_at = now
    upstream.save(force_insert=True)
    node.refresh_from_db()
    return Link(upstream, node)


def today() -> date:
    """Return the day of the clock."""
    return timezone.localdate(clock.now())
