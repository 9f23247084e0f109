"""What stands in addresses: a link's signed token, a receipt's secret, the signed hour at which a form was opened.

All are keyed by the response, say nothing personal, and end when its keys are destroyed.
"""

import base64
import binascii
import datetime
import hmac
import unicodedata
import uuid

from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.errors import Missing
from fangxian.lines.arrivals.sealing import search_tokens
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.trees.responses.models import Response

LINK, RECEIPT, OPENED, NUMBER = "selfreg link", "selfreg receipt", "selfreg opened", "selfreg number"
QUICKEST = datetime.timedelta(seconds=3)
LONGEST = datetime.timedelta(hours=24)
SAME_NUMBER = 5
ALIKE = str.maketrans("018", "OIB")
"""Digits that no number on a receipt has, and the letters for which they are read."""


def link_token(link: RegistrationLink) -> str:
    """Return what a link's address holds."""
    return _signed(link.response, LINK, link.id, size=8)


def link_of(token: str) -> RegistrationLink:
    """Return the link of a token, whether or not it still holds; raises ``Missing``."""
    links = RegistrationLink.objects.select_related("response__jurisdiction", "place", "body")
    link = links.filter(pk__in=_ids_in(token)).first()
    if link is None or not hmac.compare_digest(link_token(link), token):
        raise Missing(_("This link is not known. Look whether the address is complete."))
    return link


def receipt_key(registration: SelfRegistration) -> str:
    """Return the secret of a receipt: whoever holds it sees, corrects and withdraws what it is for."""
    return _signed(registration.response, RECEIPT, registration.household)


def receipt_of(key: str) -> SelfRegistration:
    """Return what the holder of a receipt entered about himself; raises ``Missing``."""
    rows = SelfRegistration.objects.known().select_related("response", "link__place", "link__body", "body")
    row = rows.filter(entry__in=_ids_in(key)).first()
    if row is None or not hmac.compare_digest(receipt_key(row), key):
        raise Missing(_("There is no such receipt."))
    return row


def number_of(response: Response, entry: uuid.UUID) -> str:
    """Return the number on a receipt, as people read it to each other: 7K3D-9QXM."""
    text = base64.b32encode(crypto.token(response.key_owner, f"{NUMBER} {entry}")).decode()
    return f"{text[:4]}-{text[4:8]}"


def receipt_by(number: str, name: str) -> SelfRegistration | None:
    """Return what somebody entered about himself, by the number on his receipt and his whole name."""
    rows = SelfRegistration.objects.known().select_related("response", "link__place", "link__body", "body")
    for row in rows.filter(receipt=_written(number), by_proxy=False)[:SAME_NUMBER]:
        if row.name_token and bytes(row.name_token) in search_tokens(row.response, name):
            return row
    return None


def opened(link: RegistrationLink) -> str:
    """Return a sealed note of the hour at which a form was opened."""
    instant = f"{clock.now():%Y%m%d%H%M%S%f}"
    return f"{instant}.{crypto.token(link.response.key_owner, f'{OPENED} {instant}').hex()}"


def took_its_time(link: RegistrationLink, note: str) -> bool:
    """Tell whether a form was open as long as a person needs, and no longer than a day."""
    instant, _dot, seal = note.partition(".")
    expected = crypto.token(link.response.key_owner, f"{OPENED} {instant}").hex()
    if not hmac.compare_digest(seal, expected):
        return False
    begun = datetime.datetime.strptime(instant, "%Y%m%d%H%M%S%f").replace(tzinfo=datetime.UTC)
    return QUICKEST <= clock.now() - begun <= LONGEST


def _written(number: str) -> str:
    """Return a number as it stands on receipts, whatever width, case or look-alikes somebody typed."""
    plain = unicodedata.normalize("NFKC", number).upper().translate(ALIKE)
    bare = "".join(character for character in plain if character.isalnum())[:9]
    return f"{bare[:4]}-{bare[4:]}"


def _signed(response: Response, purpose: str, key: uuid.UUID, size: int = 16) -> str:
    seal = crypto.token(response.key_owner, f"{purpose} {key}")[:size]
    return base64.urlsafe_b64encode(key.bytes + seal).decode().rstrip("=")


def _ids_in(text: str) -> list[uuid.UUID]:
    """Return the id that a token names, or none."""
    try:
        return [uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:16])]
    except (ValueError, binascii.Error):
        return []
