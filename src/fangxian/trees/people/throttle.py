"""What django-axes counts failed sign-ins by, and what it answers when there were too many.

The name typed may be a phone number, and nothing personal may reach the tables of axes: an account is counted
by its sign-in name whichever way it was found, anything else by a keyed digest.
"""

import hmac
import math
from collections.abc import Mapping
from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from fangxian.core.audit.trail import Kind, record
from fangxian.trees.people.actor import VISITOR
from fangxian.trees.people.backends import find_account
from fangxian.trees.people.rules import normal_name


def counted_as(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the name that failures are counted under (``AXES_USERNAME_CALLABLE``)."""
    typed = str((credentials or request.POST).get("username") or "")
    known: dict[str, str] = request.__dict__.setdefault("_counted_as", {})
    if typed not in known:
        account = find_account(typed)
        known[typed] = account.name if account else _digest(typed)
    return known[typed]


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Answer that there were too many attempts and when to try again (``AXES_LOCKOUT_CALLABLE``)."""
    name = counted_as(request, credentials)
    attempts = AccessAttempt.objects.filter(username=name, ip_address=get_client_ip_address(request))
    last = attempts.order_by("-attempt_time").first()
    again = (last.attempt_time if last else timezone.now()) + get_cool_off(request)
    record(VISITOR, Kind.SIGN_IN, "people.locked_out", subject=name)
    answer = render(request, "people/locked_out.html", {"again": again}, status=429)
    answer["Retry-After"] = str(max(1, math.ceil((again - timezone.now()).total_seconds())))
    return answer


def _digest(typed: str) -> str:
    return "?" + hmac.digest(settings.SECRET_KEY.encode(), normal_name(typed).encode(), "sha256").hex()[:32]
