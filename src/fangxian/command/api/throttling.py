"""How much one account may ask of the API: a fixed number of requests in each minute of the clock."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from fangxian.command.api.leasing import Allowance
from fangxian.core import clock

MINUTE = 60


class AccountThrottle(BaseThrottle):
    """Refuses an account's further requests until the minute is over, whichever process they reach."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count a request, and tell whether it is within ``FANGXIAN_API_RATE`` a minute."""
        account = str(request.actor.id or "")  # type: ignore[attr-defined]
        minute = int(clock.now().timestamp()) // MINUTE
        return shared(settings.FANGXIAN_ALLOWANCE_FILE).use(account, minute, settings.FANGXIAN_API_RATE)

    def wait(self) -> float:
        """Return after how many seconds the next minute begins."""
        return MINUTE - clock.now().timestamp() % MINUTE


@cache
def shared(file: Path) -> Allowance:
    """Return this process's part of the allowance that is kept in a file."""
    return Allowance(file)
