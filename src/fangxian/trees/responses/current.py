"""What every page stands on: the response that its reader works in, and the hour as of which he reads."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response
from fangxian.trees.responses.queries import concerning, latest

CHOSEN = "response"
"""The session's key of the chosen response's id."""

PERMISSION = "response.view"


def response_of(request: Request) -> Response:
    """Return the response chosen in the session, or the latest that the actor's scope meets, a drill only if chosen.

    Read once a request. Raises ``Missing`` when none has been started where the actor works.
    """
    held: Response | None = getattr(request, "_response", None)
    if held is None:
        held = _find(request.actor, getattr(request, "session", None))
        request._response = held  # type: ignore[attr-defined]
    return held


def responses_for(actor: Actor) -> QuerySet[Response]:
    """Return the responses that meet the actor's scope, the latest first; ended ones stay readable."""
    return concerning(actor.scope(PERMISSION))


def choose(request: Request, response: Response) -> None:
    """Keep a response as the one that the session works in."""
    request.session[CHOSEN] = str(response.id)


def as_of_of(request: HttpRequest) -> datetime.datetime | None:
    """Return the instant in ``?as_of=``: an ISO date (its end) or date and time, local; None without it.

    Never in the future: today means now. Raises ``Invalid`` for anything else.
    """
    text = request.GET.get("as_of", "").strip()
    if not text:
        return None
    begin, end = _span(text)
    now = clock.now()
    if begin > now:
        raise Invalid({"as_of": _("This lies ahead: choose an hour that has passed.")})
    return min(end, now)


def _find(actor: Actor, session: Any) -> Response:
    response = latest(actor.places(PERMISSION), session.get(CHOSEN, "") if session else "")
    if response is None:
        raise Missing(_("No response has been started where you work. Ask the command to start one."))
    return response


def _span(text: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first and last instant that a date or time means."""
    zone = timezone.get_default_timezone()
    try:
        day = parse_date(text)
        moment = None if day else parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        day = moment = None
    if day:
        return (
            datetime.datetime.combine(day, datetime.time.min, zone),
            datetime.datetime.combine(day, datetime.time.max, zone),
        )
    if moment is None:
        raise Invalid({"as_of": _("Not a date or time: %(text)s") % {"text": text[:40]}})
    moment = moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone)
    return moment, moment
