"""Where the page of a referral's origin is: each line says it for its kind of entry, so that floors stay apart."""

import uuid

from django.urls import reverse

_pages: dict[str, str] = {}


def register(entry_kind: str, view: str) -> None:
    """Name the view that shows an entry of this kind by its id."""
    _pages[entry_kind] = view


def page_of(entry_kind: str, entry_id: uuid.UUID) -> str:
    """Return the address of an entry's page; "" where its line has none."""
    view = _pages.get(entry_kind)
    return reverse(view, args=[entry_id]) if view else ""
