"""How often something may be used in an hour: all in all, and from one network address."""

import datetime
import math

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto, words
from fangxian.core.errors import TooMany
from fangxian.mechanisms.visitors.models import Attempt
from fangxian.trees.responses.models import Response

WINDOW = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(hours=2)
BY_ADDRESS = 20
ALL_IN_ALL = 600


def count(response: Response, subject: str, address: str) -> None:
    """Count a use, inside the transaction that it is for; raises ``TooMany`` with the hour when there is room again."""
    key, own = (crypto.token(response.key_owner, f"{kind} {text}") for kind, text in
                (("attempt", subject), ("address", address)))  # fmt: skip
    now = clock.now()
    lately = Attempt.objects.filter(subject=key, at__gt=now - WINDOW)
    full = _full(lately.filter(address=own), BY_ADDRESS) or _full(lately, ALL_IN_ALL)
    if full:
        text = _("Many people are sending this here just now. Send it again at %(when)s or later.")
        left = max(1, math.ceil((full + WINDOW - now).total_seconds()))
        raise TooMany(text % {"when": words.moment(full + WINDOW)}, left)
    Attempt.objects.filter(at__lt=now - KEPT).delete()
    Attempt.objects.create(subject=key, address=own, at=now)


def _full(lately: QuerySet[Attempt], most: int) -> datetime.datetime | None:
    """Return the attempt after whose hour there is room again, or None while there is."""
    return lately.order_by("-at").values_list("at", flat=True)[most - 1 : most].first()
