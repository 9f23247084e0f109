"""Signed bodies after the Standard Webhooks specification: who receives a call can prove that we sent it."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a secret as the specification writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, identity: str, at: datetime, body: bytes) -> str:
    """Return ``v1,`` and the base64 of HMAC-SHA-256 over ``id.timestamp.body``."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{identity}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secret: str, identity: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a signed call."""
    return {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, identity, at, body),
    }


def body_of(content: dict[str, Any]) -> bytes:
    """Return a call's content as the bytes that are signed and sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
