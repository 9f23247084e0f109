"""What stands in addresses: a link's signed token, a receipt's secret, the signed hour at which a form was opened.

All are keyed by the response, say nothing personal, and end when its keys are destroyed.
"""

import unicodedata
import uuid

from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.arrivals.sealing import search_tokens
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.mechanisms.visitors import tokens
from fangxian.trees.responses.models import Response

LINK, RECEIPT, NUMBER = "selfreg link", "selfreg receipt", "selfreg number"
LINK_SIZE = 8
SAME_NUMBER = 5
ALIKE = str.maketrans("018", "OIB")
"""Digits that no number on a receipt has, and the letters for which they are read."""


def link_token(link: RegistrationLink) -> str:
    """Return what a link's address holds."""
    return tokens.signed(link.response, LINK, link.id, LINK_SIZE)


def link_of(token: str) -> RegistrationLink:
    """Return the link of a token, whether or not it still holds; raises ``Missing``."""
    links = RegistrationLink.objects.select_related("response__jurisdiction", "place", "body")
    link = links.filter(pk__in=tokens.ids_in(token)).first()
    if link is None or not tokens.holds(link.response, LINK, link.id, token, LINK_SIZE):
        raise Missing(_("This link is not known. Look whether the address is complete."))
    return link


def receipt_key(registration: SelfRegistration) -> str:
    """Return the secret of a receipt: whoever holds it sees, corrects and withdraws what it is for."""
    return tokens.signed(registration.response, RECEIPT, registration.household)


def receipt_of(key: str) -> SelfRegistration:
    """Return what the holder of a receipt entered about himself; raises ``Missing``."""
    rows = SelfRegistration.objects.known().select_related("response", "link__place", "link__body", "body")
    row = rows.filter(entry__in=tokens.ids_in(key)).first()
    if row is None or not tokens.holds(row.response, RECEIPT, row.household, key):
        raise Missing(_("There is no such receipt."))
    return row


def number_of(response: Response, entry: uuid.UUID) -> str:
    """Return the number on a receipt, as people read it to each other: 7K3D-9QXM."""
    return tokens.number_of(response, NUMBER, entry)


def receipt_by(number: str, name: str) -> SelfRegistration | None:
    """Return what somebody entered about himself, by the number on his receipt and his whole name."""
    rows = SelfRegistration.objects.known().select_related("response", "link__place", "link__body", "body")
    for row in rows.filter(receipt=_written(number), by_proxy=False)[:SAME_NUMBER]:
        if row.name_token and bytes(row.name_token) in search_tokens(row.response, name):
            return row
    return None


def opened(link: RegistrationLink) -> str:
    """Return a sealed note of the hour at which a form was opened."""
    return tokens.opened(link.response)


def took_its_time(link: RegistrationLink, note: str) -> bool:
    """Tell whether a form was open as long as a person needs, and no longer than a day."""
    return tokens.took_its_time(link.response, note)


def _written(number: str) -> str:
    """Return a number as it stands on receipts, whatever width, case or look-alikes somebody typed."""
    plain = unicodedata.normalize("NFKC", number).upper().translate(ALIKE)
    bare = "".join(character for character in plain if character.isalnum())[:9]
    return f"{bare[:4]}-{bare[4:]}"
