"""A package from below: checked from its signature to its places, kept as it was signed, and receipted.

Sending again what has been taken gives the same receipt and changes nothing. Of each day the version with the highest
number counts, in whatever order they come.
"""

import datetime
import zlib
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit.trail import Kind, record
from fangxian.core.fields import FOREVER
from fangxian.mechanisms.entries.actions import writing
from fangxian.mechanisms.figures import registry
from fangxian.uplink import territory
from fangxian.uplink.models import Figure, Node, Received
from fangxian.uplink.packing import agreement_digest
from fangxian.uplink.refusing import Code, NodeActor, UplinkRefused, remember
from fangxian.uplink.rules.packages import FORMAT, Content, Envelope, Malformed, canonical, digest, read
from fangxian.uplink.rules.totals import Told
from fangxian.uplink.territory import Parts

SKEW = datetime.timedelta(minutes=5)
"""How far two clocks may differ."""
RECEIPT = b"fangxian-uplink-receipt/1\n"


def receive(envelope: Envelope, signature: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Take a package and return its receipt with our signature; raises ``UplinkRefused``, which is recorded."""
    node = Node.objects.select_related("place", "response").filter(pk=envelope.node).first()
    try:
        with writing():
            held = identified(node, envelope, signature)
            if digest(body) != envelope.digest:
                raise UplinkRefused(Code.TAMPERED, _("The package was changed on the way."))
            receipt = _take(held, envelope, signature, body)
            return receipt, sign_receipt(held, envelope.upper_key, receipt)
    except UplinkRefused as refusal:
        remember(node, refusal.code)
        raise


def identified(node: Node | None, envelope: Envelope, signature: bytes) -> Node:
    """Return the node that signed, locked, once its signature, its clock and the order of its calls are right."""
    if node is None or not node.key:
        raise UplinkRefused(Code.UNKNOWN_NODE, _("No such node is known here: pair it."))
    held = Node.objects.select_for_update(of=("self",)).select_related("place", "response").get(pk=node.pk)
    if held.revoked_at:
        raise UplinkRefused(Code.REVOKED, _("The keys of this node were revoked: pair it anew."))
    signers = [key for key in (held.key, held.former_key) if key]
    signer = next((key for key in signers if _signed(key, signature, envelope)), None)
    if signer is None or envelope.upper_key not in (held.own_key, held.former_own_key):
        raise UplinkRefused(Code.SIGNATURE, _("The signature is not this node's."))
    if abs(clock.now() - _instant(envelope.time)) > SKEW:
        raise UplinkRefused(Code.CLOCK, _("The clocks of both nodes differ by more than five minutes."))
    if envelope.time <= held.last_time:
        raise UplinkRefused(Code.REPLAYED, _("This call was made before."))
    _settle_keys(held, signer, envelope)
    held.last_time = envelope.time
    held.save()
    return held


def sign_receipt(node: Node, upper_key: str, receipt: bytes) -> bytes:
    """Sign a receipt by the key of ours that the node below knows."""
    generation = node.generation if upper_key == node.own_key else node.generation - 1
    return crypto.sign(node.key_name(generation), RECEIPT + receipt)


def _take(node: Node, envelope: Envelope, signature: bytes, body: bytes) -> bytes:
    content = _content(node, body)
    former = node.received.filter(sequence=content.sequence).first()
    if former:
        if former.digest != envelope.digest:
            raise UplinkRefused(Code.OTHER_CONTENT, _("This number was taken by another content."))
        return bytes(former.receipt)
    found = territory.parts_of(node, content)
    unknown = sorted({each.measure for each in content.series} - _known())
    now = clock.now()
    later = node.received.filter(day=content.day, sequence__gt=content.sequence)
    superseded = content.day is not None and later.exists()
    kept = Received(
        node=node, sequence=content.sequence, day=content.day, as_of=content.as_of, received_at=now,
        digest=envelope.digest, body=zlib.compress(body), sent=envelope.signed().decode(), signature=signature,
        key=node.key, forms=content.forms, figures=len(found.parts), unknown=unknown,
        superseded=superseded,
        receipt=canonical(_receipt(node, content, envelope, now, unknown, found.skipped)),
    )  # fmt: skip
    kept.save(force_insert=True)
    if content.day and not superseded:
        _put(kept, content.day, {key: told for key, told in found.parts.items() if key[2] not in unknown})
    node.last_sequence = max(node.last_sequence, content.sequence)
    node.last_received_at = now
    node.last_as_of = max(content.as_of, node.last_as_of or content.as_of)
    node.save()
    record(NodeActor(node), Kind.WRITE, "uplink.receive", response=node.response_id, subject=node.id,
           count=len(found.parts), sequence=content.sequence)  # fmt: skip
    return bytes(kept.receipt)


def _content(node: Node, body: bytes) -> Content:
    try:
        content = read(body)
    except Malformed as error:
        raise UplinkRefused(Code.MALFORMED, _("This is not a package: %(why)s.") % {"why": error}) from error
    if content.node != node.id.hex:
        raise UplinkRefused(Code.MALFORMED, _("This package names another node."))
    if content.response != node.response_id.hex:
        raise UplinkRefused(Code.RESPONSE, _("This package belongs to another response."))
    if content.as_of > clock.now() + SKEW:
        raise UplinkRefused(Code.CLOCK, _("This package comes from the future."))
    return content


def _put(package: Received, day: datetime.date, parts: Parts) -> None:
    """Open what is new or changed and close what it replaces; what is the same stays as it was known."""
    node = package.node
    current = Figure.objects.known().filter(response=node.response_id, day=day, via=node.place.path)
    closed = []
    for row in current:
        if parts.get((row.origin, row.path, row.measure)) == row.told:
            del parts[row.origin, row.path, row.measure]
        else:
            closed.append(row.pk)
    for start in range(0, len(closed), 500):
        Figure.objects.filter(pk__in=closed[start : start + 500]).update(recorded_to=package.received_at)
    Figure.objects.bulk_create(
        [_figure(package, day, key, told) for key, told in parts.items()], batch_size=500
    )


def _figure(package: Received, day: datetime.date, key: tuple[str, str, str], told: Told) -> Figure:
    node = package.node
    return Figure(
        package=package, response_id=node.response_id, via=node.place.path, origin=key[0], path=key[1],
        measure=key[2], day=day, value=told.value, numerator=told.numerator, denominator=told.denominator,
        decimals=told.decimals, hidden=told.hidden, more=told.more,
        recorded_from=package.received_at, recorded_to=FOREVER,
    )  # fmt: skip


def _receipt(
    node: Node, content: Content, envelope: Envelope, now: datetime.datetime, unknown: list[str], skipped: int
) -> dict[str, Any]:
    """Say what was taken and what is not known here; add the agreement and our key where the node has older ones."""
    measures: list[str] = list(territory.wanted())
    news: dict[str, Any] = {}
    if content.agreement != agreement_digest(node.depth, node.minutes, measures):
        news["agreement"] = {"depth": node.depth, "minutes": node.minutes, "measures": measures}
    if envelope.upper_key != node.own_key:
        proof = crypto.sign(node.key_name(), RECEIPT + node.own_key.encode()).hex()
        news["key"] = {"public": node.own_key, "proof": proof}
    return {
        "format": FORMAT, "node": node.id.hex, "sequence": content.sequence, "digest": envelope.digest,
        "received_at": now.isoformat(), "unknown": unknown, "skipped": skipped, **news,
    }  # fmt: skip


def _settle_keys(node: Node, signer: str, envelope: Envelope) -> None:
    """Let former keys go once the new ones are in use on the other side."""
    if node.former_key and signer == node.key:
        node.former_key = ""
    if node.former_own_key and envelope.upper_key == node.own_key:
        crypto.destroy_signing_key(node.key_name(node.generation - 1))
        node.former_own_key = ""


def _known() -> set[str]:
    return {measure.code for measure in registry.all_measures()}


def _signed(key: str, signature: bytes, envelope: Envelope) -> bool:
    return crypto.is_signed(bytes.fromhex(key), signature, envelope.signed())


def _instant(micros: int) -> datetime.datetime:
    return datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(microseconds=micros)
