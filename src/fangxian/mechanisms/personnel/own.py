"""Who an account is in the register, and what rooms ask of a person on his own page (M10, M11)."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from fangxian.core.crypto import KeyDestroyed
from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.ledgers.sealing import token
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.people import phones
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MOST_RESPONSES = 10


@dataclass(frozen=True)
class Asked:
    """Something that a person is asked to do, with the address of the page where he does it in a tap."""

    title: Text
    detail: Text
    url: str
    action: Text


Provider = Callable[[Response, uuid.UUID], Sequence[Asked]]
"""Tells what one person is asked to do; the address opens without an account, since he may have none."""
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room that asks something of persons."""
    _providers.append(provider)


def asked_of(response: Response, person: uuid.UUID) -> list[Asked]:
    """Return what a person is asked to do, for every page that is his own."""
    return [one for provider in _providers for one in provider(response, person)]


COOKIE, KEPT = "own-page", 30 * 24 * 3600
"""By which a phone that opened somebody's own page is known again, and for how many seconds."""
Reader = Callable[[str], tuple[Response, uuid.UUID]]
"""Tells whose own page an address opens; raises ``Missing`` for one that opens nothing any more."""
_readers: list[Reader] = []


def register_page(reader: Reader) -> None:
    """Add a room that gives people own pages by secret addresses."""
    _readers.append(reader)


def remember(request: HttpRequest, answer: HttpResponse, token: str) -> None:
    """Let the phone be known again: it keeps the secret of the own page that it opened; scripts do not see it."""
    answer.set_cookie(COOKIE, token, max_age=KEPT, secure=request.is_secure(), httponly=True, samesite="Lax")


def remembered(request: HttpRequest, response: Response) -> Person | None:
    """Return the person whose own page the phone opened before, as long as its address holds."""
    for reader in _readers if (token := request.COOKIES.get(COOKIE, "")) else ():
        with suppress(Missing):
            held, person = reader(token)
            if held.pk == response.pk:
                return Person.objects.at().filter(response=response, entry=person).first()
    return None


def person_of(actor: Actor, response: Response) -> Person | None:
    """Return the person of the register who has the phone number of the actor's account, if there is just one."""
    try:
        phone = phones.clear(actor.account) if actor.account else ""
    except KeyDestroyed:
        phone = ""
    if not phone:
        return None
    wanted = token(response, "phone_token", PERSONS.by_code["phone"].normal(phone))  # type: ignore[attr-defined]
    found = list(Person.objects.at().filter(response=response, phone_token=wanted)[:2])
    return found[0] if len(found) == 1 else None


def response_of(actor: Actor) -> Response | None:
    """Return the latest response that goes on in which the actor's number stands: he needs no role to serve."""
    going = Response.objects.filter(ended_at=None).order_by("-started_at")
    return next((one for one in going[:MOST_RESPONSES] if person_of(actor, one)), None)
