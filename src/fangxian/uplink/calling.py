"""A signed call to the node above, over verified TLS; what comes back is believed only under its signature."""

import base64
import datetime
from urllib.parse import urlsplit

import requests
from django.conf import settings

from fangxian.core import clock, crypto
from fangxian.uplink.models import Upstream
from fangxian.uplink.receiving import RECEIPT
from fangxian.uplink.rules.packages import Envelope, digest

PATIENCE = (5, 60)
"""Seconds until the connection stands, and until the answer comes."""
BASE = "/api/v1/uplink/"
HEADERS = ("Uplink-Node", "Uplink-Time", "Uplink-Key", "Uplink-Digest", "Uplink-Signature")


class NotSent(Exception):
    """The node above did not take it; ``outcome`` says why: a refusal's code, a status, or the kind of failure."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def is_address(url: str) -> bool:
    """Tell whether a node above may stand there: HTTPS, and in a drill on this machine also HTTP."""
    try:
        parts = urlsplit(url)
        fits = bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    local = settings.FANGXIAN_DEMO and parts.hostname in ("127.0.0.1", "localhost")
    return fits and (parts.scheme == "https" or (parts.scheme == "http" and local))


def call(upstream: Upstream, operation: str, body: bytes) -> tuple[bytes, bytes]:
    """Send a body signed by our key; return the answer and its verified signature. Raises ``NotSent``."""
    envelope = Envelope(upstream.node.hex, now_in_micros(), upstream.upper_key, digest(body))
    signature = crypto.sign(upstream.key_name, envelope.signed())
    values = (envelope.node, str(envelope.time), envelope.upper_key, envelope.digest,
              base64.b64encode(signature).decode())  # fmt: skip
    answer = post(upstream.url, operation, body, dict(zip(HEADERS, values, strict=True)))
    signed = base64.b64decode(answer.headers.get("Uplink-Signature", ""))
    if not crypto.is_signed(bytes.fromhex(upstream.upper_key), signed, RECEIPT + answer.content):
        raise NotSent("receipt")
    return answer.content, signed


def post(url: str, operation: str, body: bytes, headers: dict[str, str]) -> requests.Response:
    """Post to the node above; raises ``NotSent`` for anything but 200. Certificates are always verified."""
    try:
        answer = requests.post(
            url.rstrip("/") + BASE + operation, data=body, timeout=PATIENCE, allow_redirects=False,
            headers={"Content-Type": "application/json", **headers},
            verify=settings.FANGXIAN_UPLINK_CA or True,
        )  # fmt: skip
    except requests.RequestException as error:
        raise NotSent(type(error).__name__) from error
    if answer.status_code != 200:
        raise NotSent(_why(answer))
    return answer


def _why(answer: requests.Response) -> str:
    try:
        return str(answer.json().get("code") or answer.status_code)[:60]
    except (ValueError, AttributeError):
        return str(answer.status_code)


def now_in_micros() -> int:
    """Return the instant in microseconds; no two readings of the clock are equal."""
    return (clock.now() - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(
        microseconds=1
    )
