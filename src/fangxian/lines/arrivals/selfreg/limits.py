"""How often a link, or the search for a receipt, may be used in an hour: all in all and from one network address.

An address is kept as a token only. Many people stand behind one (a station's network, a carrier's gateway), so it
may be used often; at a station, where trains arrive, ten times as often.
"""

import datetime
import hmac
import math

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto, words
from fangxian.core.errors import TooMany
from fangxian.lines.arrivals.selfreg.models import Attempt, RegistrationLink
from fangxian.trees.places.models import Kind

WINDOW = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(hours=2)
BY_ADDRESS = 20
BY_LINK = 600
AT_A_STATION = 10
WRONG_NUMBERS = 20


def count(link: RegistrationLink, address: str) -> None:
    """Count a use of a link, inside the transaction that it is for; raises ``TooMany``."""
    token = crypto.token(link.response.key_owner, f"address {address}")
    lately = _lately(Attempt.objects.filter(link=link))
    at_a_station = link.body_id is None and link.place.kind != Kind.COMMUNITY
    often = AT_A_STATION if at_a_station else 1
    if full := _full(lately.filter(address=token), BY_ADDRESS * often) or _full(lately, BY_LINK * often):
        text = _("Many people are registering here just now. Send it again at %(when)s or later.")
        raise TooMany(text % {"when": words.moment(full + WINDOW)}, _seconds(full))
    _keep(link, token)


def check_numbers(address: str) -> None:
    """Raise ``TooMany`` where an address has asked for too many receipts that do not exist."""
    if full := _full(_lately(_wrong(address)), WRONG_NUMBERS):
        text = _(
            "Too many numbers were tried from here. Try again at %(when)s or later, or call the community."
        )
        raise TooMany(text % {"when": words.moment(full + WINDOW)}, _seconds(full))


def count_wrong(address: str) -> None:
    """Count a receipt that was asked for and does not exist."""
    _keep(None, _digest(address))


def _seconds(full: datetime.datetime) -> int:
    """Return after how many seconds the first of too many attempts is forgotten."""
    return max(1, math.ceil((full + WINDOW - clock.now()).total_seconds()))


def _wrong(address: str) -> QuerySet[Attempt]:
    return Attempt.objects.filter(link=None, address=_digest(address))


def _digest(address: str) -> bytes:
    """Return the token of an address that asks for a receipt: of which response is not known yet."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"receipt {address}".encode(), "sha256")[:16]


def _lately(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return attempts.filter(at__gt=clock.now() - WINDOW)


def _full(lately: QuerySet[Attempt], most: int) -> datetime.datetime | None:
    """Return the attempt after whose hour there is room again, or None while there is."""
    latest = lately.order_by("-at").values_list("at", flat=True)
    return latest[most - 1 : most].first() if most else None


def _keep(link: RegistrationLink | None, token: bytes) -> None:
    now = clock.now()
    Attempt.objects.filter(at__lt=now - KEPT).delete()
    Attempt.objects.create(link=link, address=token, at=now)
