"""Which saved views somebody sees on a list: his own, and those shared from above with his roles."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.utils.translation import gettext as _

from fangxian.core.compiled import Given, Statement
from fangxian.core.dated import valid_on
from fangxian.core.errors import Missing
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import Actor, today
from fangxian.trees.people.models import DefaultView, Grant, Role, SavedView
from fangxian.trees.people.saving.pages import ALL, MANY, Page, page_of

MOST = 20
COUNTED = 6
OFFERED = Statement(
    lambda: (
        SavedView.objects.filter(
            Q(account=Given("account")) | Q(place__isnull=False) | Q(body__isnull=False), page=Given("page")
        )
        .select_related("place", "body", "line", "account")
        .order_by("title", "created_at")
    )
)
CHOSEN = Statement(
    lambda: DefaultView.objects.filter(account=Given("account"), page=Given("page")).values_list(
        "view", flat=True
    )
)


@dataclass(frozen=True)
class Chip:
    """A saved view as a list's head shows it."""

    view: SavedView
    url: str
    active: bool
    own: bool
    is_default: bool
    count: str = ""


@dataclass(frozen=True)
class Bar:
    """What a list's head shows of saved views: chips, and what may be saved of the present address."""

    page: Page
    words: dict[str, str]
    chips: list[Chip] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)
    roles: list[tuple[str, Any]] = field(default_factory=list)
    all_url: str = ""

    @property
    def address(self) -> str:
        """The present filters as a form sends them."""
        return urlencode(self.words)

    @property
    def may_save(self) -> bool:
        """Whether the present filters are worth a name: some are set, and no view of one's own holds them."""
        return bool(self.words) and not any(chip.active and chip.own for chip in self.chips)


def bar(request: Request) -> Bar | None:
    """Return what the head of a list shows, or None: a query, two more for filters, and one a counted chip."""
    page = page_of(request)
    if page is None or request.actor.account is None:
        return None
    words = page.kept(request.GET.dict())
    seen = seen_by(request.actor, page.name)
    default = default_of(request.actor, page.name) if seen else None
    counts = page.counted(request, [view.words for view in seen[:COUNTED]])
    chips = [
        _chip(request, page, view, words, default, count)
        for view, count in zip_longest(seen, counts, fillvalue=None)
        if view
    ]
    below = shares(request.actor) if words else []
    return Bar(page, words, chips, below, list(Role.choices), page.url({}))


def seen_by(actor: Actor, page: str) -> list[SavedView]:
    """Return the views of a list that an actor sees, his own first: one query, two with his grants."""
    found = OFFERED.all(page=page, account=actor.id)
    own = [view for view in found if view.account_id == actor.id]
    others = [view for view in found if view.account_id != actor.id]
    held = _held(actor) if others else []
    return [*own, *[view for view in others if _reaches(view, held)]][:MOST]


def own_view(actor: Actor, view_id: uuid.UUID) -> SavedView:
    """Return a view that the actor saved himself; raises ``Missing``."""
    found = SavedView.objects.filter(pk=view_id, account=actor.id).first()
    if found is None:
        raise Missing(_("There is no such saved view."))
    return found


def own_titled(actor: Actor, page: str, title: str) -> SavedView | None:
    """Return the actor's own view of a list under a name, however it is spaced."""
    return SavedView.objects.filter(account=actor.id, page=page, title=" ".join(title.split())).first()


def visible_view(actor: Actor, view_id: uuid.UUID) -> SavedView:
    """Return a view that the actor sees; raises ``Missing``."""
    found = SavedView.objects.filter(pk=view_id).first()
    if found is None or view_id not in {view.pk for view in seen_by(actor, found.page)}:
        raise Missing(_("There is no such saved view."))
    return found


def default_url(actor: Actor, page: Page) -> str:
    """Return the address with which a list opens for an actor, or ""; one that he sees no more is none."""
    chosen = default_of(actor, page.name)
    seen = {view.pk: view for view in seen_by(actor, page.name)} if chosen else {}
    words = page.kept(seen[chosen].words) if chosen in seen else {}
    return page.url(words) if words else ""


def shares(actor: Actor) -> list[tuple[str, str]]:
    """Return below what an actor may share a view: each place and body of his present roles."""
    rows = Grant.objects.filter(valid_on(today()), account=actor.id).select_related("place", "body", "line")
    named = {
        f"place:{row.place.code}" if row.place else f"{row.line_id}:{row.body.code if row.body else ''}": (
            str(row.place or f"{row.body} · {row.line}")
        )
        for row in rows.order_by("pk")
    }
    return list(named.items())


@dataclass(frozen=True)
class _Held:
    role: str
    place: str
    line: str
    body: str


def _held(actor: Actor) -> list[_Held]:
    """Return the actor's roles with the place and the position of each: one query."""
    rows = Grant.objects.filter(valid_on(today()), account=actor.id).filter(
        Q(body=None) | Q(body__positions__line=F("line"), body__positions__valid_to=None)
    )
    columns = ("role", "place__path", "body__place__path", "line", "body__positions__path")
    return [
        _Held(role, place or lies or "", line or "", path if line else "")
        for role, place, lies, line, path in rows.values_list(*columns)
    ]


def _reaches(view: SavedView, held: Sequence[_Held]) -> bool:
    """Tell whether a shared view reaches somebody with these roles."""
    roles = [one for one in held if not view.role or one.role == view.role]
    if view.place:
        return any(one.place.startswith(view.place.path) for one in roles if one.place)
    position = Position.objects.filter(body=view.body, line=view.line_id, valid_to=None).first()
    return position is not None and any(
        one.line == view.line_id and one.body.startswith(position.path) for one in roles if one.body
    )


def default_of(actor: Actor, page: str) -> uuid.UUID | None:
    """Return the view that an actor chose for a list, whether or not he still sees it."""
    return CHOSEN.first(account=actor.id, page=page)


def _chip(
    request: Request,
    page: Page,
    view: SavedView,
    words: dict[str, str],
    default: uuid.UUID | None,
    count: int | None,
) -> Chip:
    kept = page.kept(view.words)
    return Chip(
        view,
        page.url(kept),
        active=kept == words and (bool(words) or ALL in request.GET),
        own=view.account_id == request.actor.id,
        is_default=view.pk == default,
        count="" if count is None else f"{MANY - 1}+" if count >= MANY else str(count),
    )
