"""How much one account may ask of the API: a fixed number of requests in each minute of the clock."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from fangxian.core import clock

MINUTE = 60


class AccountThrottle(BaseThrottle):
    """Refuses an account's further requests until the minute is over.

    Counted in the site's cache: with the cache of each process, which is the default, a site with four processes
    lets four times as much through.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a request, and tell whether it is within ``FANGXIAN_API_RATE`` a minute."""
        key = f"api:{request.actor.id}:{int(clock.now().timestamp()) // MINUTE}"  # type: ignore[attr-defined]
        cache.add(key, 0, timeout=2 * MINUTE)
        try:
            return cache.incr(key) <= settings.FANGXIAN_API_RATE
        except ValueError:  # the cache was full and let the number go at this moment
            return True

    def wait(self) -> float:
        """Return after how many seconds the next minute begins."""
        return MINUTE - clock.now().timestamp() % MINUTE
