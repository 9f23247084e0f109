"""What stands in addresses that visitors hold: signed ids, numbers to read aloud, the hour at which a form was opened.

All are keyed by the response, say nothing personal, and end when its keys are destroyed.
"""

import base64
import binascii
import datetime
import hmac
import uuid

from fangxian.core import clock, crypto
from fangxian.trees.responses.models import Response

QUICKEST = datetime.timedelta(seconds=3)
LONGEST = datetime.timedelta(hours=24)


def signed(response: Response, purpose: str, key: uuid.UUID, size: int = 16) -> str:
    """Return an id with its seal, as it stands in an address."""
    seal = crypto.token(response.key_owner, f"{purpose} {key}")[:size]
    return base64.urlsafe_b64encode(key.bytes + seal).decode().rstrip("=")


def ids_in(text: str) -> list[uuid.UUID]:
    """Return the id that an address names, before its seal is looked at; or none."""
    try:
        return [uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:16])]
    except (ValueError, binascii.Error):
        return []


def holds(response: Response, purpose: str, key: uuid.UUID, text: str, size: int = 16) -> bool:
    """Tell whether an address has the seal of its id."""
    return hmac.compare_digest(signed(response, purpose, key, size), text)


def number_of(response: Response, purpose: str, key: uuid.UUID) -> str:
    """Return the number on a receipt, as people read it to each other: 7K3D-9QXM."""
    text = base64.b32encode(crypto.token(response.key_owner, f"{purpose} {key}")).decode()
    return f"{text[:4]}-{text[4:8]}"


def opened(response: Response) -> str:
    """Return a sealed note of the hour at which a form was opened."""
    instant = f"{clock.now():%Y%m%d%H%M%S%f}"
    return f"{instant}.{crypto.token(response.key_owner, f'opened {instant}').hex()}"


def took_its_time(response: Response, note: str) -> bool:
    """Tell whether a form was open as long as a person needs, and no longer than a day."""
    instant, _dot, seal = note.partition(".")
    if not hmac.compare_digest(seal, crypto.token(response.key_owner, f"opened {instant}").hex()):
        return False
    begun = datetime.datetime.strptime(instant, "%Y%m%d%H%M%S%f").replace(tzinfo=datetime.UTC)
    return QUICKEST <= clock.now() - begun <= LONGEST
