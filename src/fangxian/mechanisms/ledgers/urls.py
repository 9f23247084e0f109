"""Addresses of every declared ledger: each view opens by the permissions that its ledger names."""

from collections.abc import Callable, Iterator
from functools import partial, update_wrapper
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.mechanisms.ledgers import views
from fangxian.mechanisms.ledgers.declaring import Ledger, all_ledgers
from fangxian.trees.people.access import requires
from fangxian.trees.people.saving import savable

app_name = "ledgers"


def _of(ledger: Ledger, view: Callable[..., Any], permission: str) -> Any:
    bound = partial(view, ledger=ledger)
    update_wrapper(bound, view)
    return requires(permission)(bound)


def patterns(ledger: Ledger) -> Iterator[URLPattern]:
    """Yield a ledger's addresses."""
    code, one = ledger.code, f"{ledger.code}/<uuid:entry_id>/"
    listing = savable("state", *ledger.savable)(partial(views.listing, ledger=ledger))
    yield path(f"{code}/", requires(ledger.view)(listing), name=f"{code}_list")
    yield path(f"{code}/new/", never_cache(_of(ledger, views.enter, ledger.enter)), name=f"{code}_enter")
    yield path(f"{code}/export/", never_cache(_of(ledger, views.export, ledger.view)), name=f"{code}_export")
    yield path(one, _of(ledger, views.entry, ledger.view), name=f"{code}_entry")
    yield path(f"{one}edit/", never_cache(_of(ledger, views.edit, ledger.enter)), name=f"{code}_edit")
    yield path(f"{one}void/", _of(ledger, views.void, ledger.enter), name=f"{code}_void")
    if ledger.masked:
        shown = never_cache(require_POST(_of(ledger, views.disclose, ledger.disclose)))
        yield path(f"{one}disclose/", shown, name=f"{code}_disclose")


def _seen() -> set[str]:
    return {ledger.view for ledger in all_ledgers()}


urlpatterns = [
    path("entries/", requires(*_seen())(views.entries), name="entries"),
    *(pattern for ledger in all_ledgers() for pattern in patterns(ledger)),
]
