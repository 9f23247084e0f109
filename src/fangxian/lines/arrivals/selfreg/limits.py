"""How often a link may be used in an hour, all in all and from one network address, which is kept as a token only.

Many people stand behind one address (a station's network, a carrier's gateway), so it may be used often.
"""

import datetime

from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.errors import TooMany
from fangxian.lines.arrivals.selfreg.models import Attempt, RegistrationLink

WINDOW = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(hours=2)
BY_ADDRESS = 20
BY_LINK = 600


def count(link: RegistrationLink, address: str) -> None:
    """Count a use of a link, inside the transaction that it is for; raises ``TooMany``."""
    now = clock.now()
    token = crypto.token(link.response.key_owner, f"address {address}")
    lately = Attempt.objects.filter(link=link, at__gt=now - WINDOW)
    if lately.filter(address=token).count() >= BY_ADDRESS or lately.count() >= BY_LINK:
        raise TooMany(_("Many people are registering here just now. Please try again in a few minutes."))
    Attempt.objects.filter(at__lt=now - KEPT).delete()
    Attempt.objects.create(link=link, address=token, at=now)
