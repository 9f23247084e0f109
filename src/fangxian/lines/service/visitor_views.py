"""Checking in at a post without an account: by the code on its poster, or by the number from one's own page (M10)."""

from typing import Any

from axes.helpers import get_client_ip_address
from django.http import HttpResponse
from django.shortcuts import render

from fangxian.core.errors import Invalid, Refusal, Text, TooMany
from fangxian.lines.service import arriving, links, post_views, queries
from fangxian.lines.service.models import Attendance
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person, Post
from fangxian.mechanisms.personnel.own import remembered
from fangxian.mechanisms.visitors.bounds import for_everybody
from fangxian.trees.people.access import Request


@for_everybody
def here(request: Request, token: str) -> HttpResponse:
    """Check in at the post whose code was scanned: with an account, or on a phone that opened one's own page before."""
    if request.actor.account is not None:
        return post_views.here(request, token)  # type: ignore[return-value]
    post = links.post_of(token)
    person = remembered(request, post.response)
    if person is None:
        return render(request, "service/arrive.html", {"post": post, "number": links.number(post)})
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _done(request, post, arriving.arrive_by_phone(person, post, _address(request)))
        except Refusal as caught:
            refusal = caught
    return _page(request, {"post": post, "name": _short(person)}, refusal)


@for_everybody
def arrive(request: Request, token: str) -> HttpResponse:
    """Check in by the number on the poster of one's post; the address stands on one's own page."""
    person = arriving.person_of(token)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            number = request.POST.get("number", "")[:12]
            made = arriving.arrive_by_number(person, number, _address(request))
            return _done(request, Post.objects.at().get(entry=made.post), made)
        except Refusal as caught:
            refusal = caught
    return _page(request, {"name": _short(person), "asks": True}, refusal)


def _page(request: Request, context: dict[str, Any], refusal: Refusal | None) -> HttpResponse:
    told = context | {"refused": _said(refusal)}
    answer = render(request, "service/arrive.html", told, status=refusal.status if refusal else 200)
    if isinstance(refusal, TooMany):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def _done(request: Request, post: Post, made: Attendance) -> HttpResponse:
    context = {"post": post, "made": made, "late": made.attended == Attendance.State.LATE,
               "open": queries.handovers(post)}  # fmt: skip
    return render(request, "service/arrive.html", context)


def _short(person: Person) -> str:
    return f"{lines(PERSONS, person.response, [person])[0].shown('name')[:1]}＊"


def _said(refusal: Refusal | None) -> Text:
    if isinstance(refusal, Invalid):
        return next(iter(refusal.errors.values()))
    return refusal.message if refusal else ""


def _address(request: Request) -> str:
    return get_client_ip_address(request) or ""
