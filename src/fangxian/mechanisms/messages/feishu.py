"""Feishu's robots, to which Apprise can send but not sign: a text, signed where the robot has a secret.

The signature is the base64 of an empty message's HMAC-SHA-256 whose key is ``timestamp\\nsecret``; it holds an hour.
"""

import base64
import hmac
import json
import time
from typing import Any

URL = "https://open.feishu.cn/open-apis/bot/v2/hook/{token}"
HEADERS = {"Content-Type": "application/json; charset=utf-8"}


def content(text: str, secret: str = "") -> bytes:
    """Return what is posted, signed with the machine's own time: a drill's clock would be refused."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        timestamp = int(time.time())
        body |= {"timestamp": str(timestamp), "sign": signature(timestamp, secret)}
    return json.dumps(body, ensure_ascii=False).encode()


def signature(timestamp: int, secret: str) -> str:
    """Return the signature of a timestamp in seconds."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", "sha256")).decode()
