"""Signed bodies after the Standard Webhooks specification: who receives a call can prove that we sent it."""

import base64
import hashlib
import hmac
import json
import secrets as random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a secret as the specification writes it."""
    return PREFIX + base64.b64encode(random.token_bytes(32)).decode()


def signature(secret: str, identity: str, at: datetime, body: bytes) -> str:
    """Return ``v1,`` and the base64 of HMAC-SHA-256 over ``id.timestamp.body``."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{identity}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[str], identity: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a call, signed with each secret that holds; the receiver takes whichever it knows."""
    return {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(secret, identity, at, body) for secret in secrets),
    }


def body_of(content: dict[str, Any]) -> bytes:
    """Return a call's content as the bytes that are signed and sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
