"""A node below names a new key of its own: signed by the key that holds, with a proof that it has the new one."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import crypto
from fangxian.core.audit.trail import Kind, record
from fangxian.uplink.models import Node
from fangxian.uplink.receiving import identified, sign_receipt
from fangxian.uplink.refusing import Code, NodeActor, UplinkRefused, remember
from fangxian.uplink.rules.packages import Envelope, canonical, digest

RENEWAL = b"fangxian-uplink-key/1\n"


def accept(envelope: Envelope, signature: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Take a node's new public key and return the signed answer; the former holds until the new one is used."""
    node = Node.objects.filter(pk=envelope.node).first()
    try:
        with transaction.atomic():
            held = identified(node, envelope, signature)
            key = _key(envelope, body)
            if key != held.key:
                held.former_key, held.key = held.key, key
                held.save()
                record(NodeActor(held), Kind.MANAGE, "uplink.new_key", subject=held.id)
            answer = canonical({"node": held.id.hex, "key": key})
            return answer, sign_receipt(held, envelope.upper_key, answer)
    except UplinkRefused as refusal:
        remember(node, refusal.code)
        raise


def _key(envelope: Envelope, body: bytes) -> str:
    if digest(body) != envelope.digest:
        raise UplinkRefused(Code.TAMPERED, _("The package was changed on the way."))
    try:
        told = json.loads(body)
        key, proof = str(told["key"]), bytes.fromhex(told["proof"])
        proven = crypto.is_signed(bytes.fromhex(key), proof, RENEWAL + envelope.node.encode())
    except (ValueError, KeyError, TypeError) as error:
        raise UplinkRefused(Code.MALFORMED, _("This is not a key.")) from error
    if not proven:
        raise UplinkRefused(Code.SIGNATURE, _("The new key's holder did not sign."))
    return key
