"""Which lists have filters that may be saved: a view says so itself, naming the words of its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.trees.people.access import Request, declared
from fangxian.trees.people.actor import Actor

P = ParamSpec("P")
Words = Mapping[str, str]
Count = Callable[[Request, Sequence[Words]], Sequence[int | None]]
LONGEST = 120
MANY = 100
"""As many or more: nobody counts further for a chip."""
ALL = "all"
"""The word of an address that asks for the whole list, whatever one's default is."""


@dataclass(frozen=True)
class Page:
    """A list: its view's name, the words of its address that may be saved, and how to count what they leave.

    A search is never among the words: it may hold a person's name. ``count`` says for several views at once how
    many rows each leaves, at most 100, or None.
    """

    name: str
    words: tuple[str, ...]
    permissions: tuple[str, ...] = ()
    count: Count | None = None

    def kept(self, address: Words) -> dict[str, str]:
        """Return the words that may be saved and say something; others, also former ones, are left out."""
        told = {name: str(address.get(name, "")).strip()[:LONGEST] for name in self.words}
        return {name: value for name, value in sorted(told.items()) if value}

    def counted(self, request: Request, views: Sequence[Words]) -> list[int | None]:
        """Return how many rows each view leaves, None where nothing is counted."""
        kept = [self.kept(words) for words in views]
        return list(self.count(request, kept)) if self.count and kept else [None] * len(kept)

    def url(self, words: Words) -> str:
        """Return the list's address narrowed by words; without any, the whole list."""
        return f"{reverse(self.name)}?{urlencode(self.kept(words) or {ALL: '1'})}"


def savable(
    *words: str, count: Count | None = None
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponseBase]], Callable[Concatenate[Request, P], HttpResponseBase]
]:
    """Let a list's filters be saved, and open it with the reader's default where its address says nothing."""

    def decorate(
        view: Callable[Concatenate[Request, P], HttpResponseBase],
    ) -> Callable[Concatenate[Request, P], HttpResponseBase]:
        @wraps(view)
        def opened(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            from fangxian.trees.people.saving.queries import default_url

            if request.method == "GET" and not request.GET and not request.htmx:
                page = page_of(request)
                if page and (url := default_url(request.actor, page)):
                    return redirect(url)
            return view(request, *args, **kwargs)

        opened.savable = (words, count)  # type: ignore[attr-defined]
        return opened

    return decorate


def page_of(request: Request) -> Page | None:
    """Return the list that a request asks for, or None where nothing may be saved."""
    match = request.resolver_match
    return _page(match.view_name, match.func) if match and not match.kwargs else None


def page_named(actor: Actor, name: str) -> Page:
    """Return a list by its view's name, if the actor may open it; raises ``Missing``."""
    try:
        page = _page(name, resolve(reverse(name)).func)
    except (NoReverseMatch, Resolver404):
        page = None
    if page is None or not actor.may(*page.permissions):
        raise Missing(_("There is no such list."))
    return page


def _page(name: str, view: Any) -> Page | None:
    words, count = getattr(view, "savable", ((), None))
    return Page(name, words, declared(view), count) if words else None
