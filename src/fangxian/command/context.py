"""What the frame of every page shows: navigation with counts, the response, where one stands, the hour."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fangxian.command.navigation import BELL, GROUPS, TOP, Item
from fangxian.core import clock
from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Refusal
from fangxian.core.fields import subtree, under
from fangxian.trees.people.access import Request
from fangxian.trees.people.models import Account, Grant
from fangxian.trees.people.saving.queries import bar as saved_views
from fangxian.trees.places.models import WIDTHS, Place
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

PLACE_PAGES = {
    "command:home", "command:figures", "reports:missing", "reports:all",
    "structure:chart", "structure:chain", "grid:zones", "grid:links",
    "pairing:coverage", "pairing:map", "service:posts",
}  # fmt: skip
"""Pages that understand ``?place=``; from others the place picker leads to the home page."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what ``base.html`` reads; nothing but the hour for fragments, and nothing for visitors.

    At most five queries more than the page needs itself (two more in the demonstration): the place with those
    above and right below it, and one for each count that the reader's roles show.
    """
    actor = getattr(request, "actor", None)
    if actor is None or actor.account is None:
        return {}
    own: Request = request  # type: ignore[assignment]
    context: dict[str, Any] = {"now": clock.now(), "as_of": _as_of(own)}
    if own.htmx:
        return context
    response = _response(own)
    context |= {"response": response, "navigation": navigation(own, response, context["as_of"])}
    context["saved_views"] = saved_views(own)
    context |= _where(own, response, context["as_of"]) | {"bell": _bell(context["navigation"])}
    if settings.FANGXIAN_DEMO:
        context["demo_accounts"] = _demo_accounts()
    return context


def navigation(
    request: Request, response: Response | None, as_of: datetime.datetime | None
) -> list[dict[str, Any]]:
    """Return the groups of items that the reader's roles show, with their counts."""
    groups = []
    for title, items in GROUPS:
        shown = [
            _item(request, item, response, as_of)
            for item in items
            if not item.permissions or request.actor.may(*item.permissions)
        ]
        if shown:
            groups.append({"title": title, "items": shown})
    return groups


def _item(
    request: Request, item: Item, response: Response | None, as_of: datetime.datetime | None
) -> dict[str, Any]:
    count, urgent = item.badge(request.actor, response) if item.badge and response else (0, False)
    match = request.resolver_match
    return {
        "title": item.title,
        "view": item.view,
        "url": _kept(reverse(item.view), as_of=as_of),
        "count": count,
        "urgent": urgent,
        "active": bool(match and match.view_name == item.view),
    }


def _bell(groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the item of one's messages, whose count the topbar shows too."""
    return next(item for group in groups for item in group["items"] if item["view"] == BELL)


def _where(request: Request, response: Response | None, as_of: datetime.datetime | None) -> dict[str, Any]:
    """Return the place looked at with those above it, and those one level below."""
    top = response.jurisdiction.path if response else ""
    own = request.actor.scope("figures.view").places
    path = min(own, key=len) if own and "" not in own else top
    if code := request.GET.get("place", ""):
        path = Place.objects.filter(codes__code=code).values_list("path", flat=True).first() or path
    if not path:
        return {}
    above = [*ancestors(path), path]
    below = next((kind for kind, width in WIDTHS.items() if width > len(path)), None)
    told = {f"above{level}": place for level, place in enumerate(above)}
    found = AROUND.all(len(above), kind=below, **told, **subtree("path", path))
    match = request.resolver_match
    page = request.path if match and match.view_name in PLACE_PAGES else reverse(TOP)
    links = [
        (place, {"name": place.name, "url": _kept(page, place=place.code, as_of=as_of)}) for place in found
    ]
    return {
        "place_trail": [link for place, link in links if place.path in above],
        "place_children": [link for place, link in links if place.path not in above],
    }


def _around(levels: int) -> QuerySet[Place]:
    above = Q(path__in=[Given(f"above{level}") for level in range(levels)])
    below = under("path", Given("path")) & Q(kind=Given("kind"))
    return Place.objects.filter(above | below).order_by("path")


AROUND = Statement(_around)
"""The places above one and itself, and those of a level below it."""


def _kept(url: str, place: str = "", as_of: datetime.datetime | None = None) -> str:
    """Return an address that keeps the place and the hour looked at."""
    words = {"place": place} if place else {}
    if as_of:
        words["as_of"] = timezone.localtime(as_of).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{url}?{urlencode(words)}" if words else url


def _as_of(request: Request) -> datetime.datetime | None:
    """The hour looked at; a page with an unreadable one was refused already."""
    try:
        return as_of_of(request)
    except Refusal:
        return None


def _response(request: Request) -> Response | None:
    try:
        return response_of(request)
    except Refusal:
        return None


def _demo_accounts() -> list[dict[str, str]]:
    """Return one or two accounts of each role: whom the demonstration may be looked at as."""
    by_role = (
        Grant.objects.order_by("role")
        .values_list("role")
        .annotate(first=Min("account__name"), last=Max("account__name"))
    )
    names = dict.fromkeys(name for _role, *ends in by_role for name in ends)
    accounts = {account.name: account for account in Account.objects.filter(name__in=names)}
    return [{"value": name, "label": str(accounts[name])} for name in names]
