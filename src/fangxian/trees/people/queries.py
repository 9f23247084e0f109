"""Scoped reads of accounts, their roles and who answers for a place or body."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.dated import valid_on
from fangxian.core.errors import Missing
from fangxian.core.folding import holds
from fangxian.core.scope import Scope
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import today
from fangxian.trees.people.models import Account, Grant, Responsibility, Role
from fangxian.trees.people.roles import ROLES
from fangxian.trees.people.rules import normal_name
from fangxian.trees.places.models import Kind, Place


def grants_in(scope: Scope) -> QuerySet[Grant]:
    """Return the grants, past ones too, on places and bodies in a scope (bodies by either tree)."""
    positions = scope.body_q("body__positions__line", "body__positions__path")
    by_line = positions & Q(body__positions__line=F("line")) & valid_on(today(), "body__positions__")
    return Grant.objects.filter(scope.place_q("place__path") | scope.place_q("body__place__path") | by_line)


def accounts_in(actor: Actor, permission: str = "people.view", search: str = "") -> QuerySet[Account]:
    """Return the accounts with a grant in the actor's scope, and those without any that he made himself."""
    own = Q(created_by=actor.id, grants=None) if actor.id else Q(grants=None)
    granted = Q(pk__in=grants_in(actor.scope(permission)).values("account"))
    accounts = Account.objects.filter(granted | own).distinct()
    if text := search.strip():
        accounts = accounts.filter(Q(name__contains=normal_name(text)) | holds("title", text))
    return accounts


def account_for(actor: Actor, account_id: uuid.UUID, permission: str = "people.view") -> Account:
    """Return an account in the actor's scope; raises ``Forbidden`` and ``Missing``."""
    actor.must(permission)
    account = accounts_in(actor, permission).filter(pk=account_id).first()
    if account is None:
        raise Missing(_("There is no such account, or it lies outside your area."))
    return account


def live_grants(account: Account, day: date | None = None) -> QuerySet[Grant]:
    """Return an account's grants that hold on a day (default: today) with their places, bodies and lines."""
    return account.grants.filter(valid_on(day or today())).select_related("place", "body", "line")


def unended_grants(account: Account) -> QuerySet[Grant]:
    """Return an account's grants that hold today or will hold later."""
    ahead = Q(valid_to=None) | Q(valid_to__gt=today())
    return account.grants.filter(ahead).select_related("place", "body__place", "line")


def permissions_of(account: Account) -> frozenset[str]:
    """Return every permission that an account's roles give it today, somewhere."""
    return frozenset(code for grant in live_grants(account) for code in ROLES[Role(grant.role)])


def places_and_bodies(actor: Actor, permission: str, limit: int = 300) -> list[tuple[str, str]]:
    """Return codes and names of places down to communities, and of bodies, in the actor's scope."""
    scope = actor.scope(permission)
    places = Place.objects.filter(scope.place_q(), kind__in=list(Kind)[: list(Kind).index(Kind.GRID)])
    stands = scope.body_q("positions__line", "positions__path") & valid_on(today(), "positions__")
    bodies = Body.objects.filter(scope.place_q("place__path") | stands, closed_on=None).distinct()
    named = [*places.values_list("code", "name")[:limit], *bodies.values_list("code", "name")[:limit]]
    return [(str(code), str(name)) for code, name in named]


def paths_of(place: Place | None, body: Body | None, line: Line | None) -> dict[str, str]:
    """Return the paths of a grant's or responsibility's object, as ``Actor.must`` takes them.

    A body lies where its own place lies, and in a line (None: its first) where it stands today.
    """
    if body is None:
        return {"place": place.path if place else ""}
    positions = Position.objects.filter(valid_on(today()), body=body)
    position = (positions.filter(line=line) if line else positions).first()
    paths = {"place": body.place.path}
    return paths | {"line": position.line_id, "body": position.path} if position else paths


def responsible_for(
    *, places: Iterable[Place] = (), bodies: Iterable[Body] = (), day: date | None = None
) -> QuerySet[Responsibility]:
    """Return who answers for these places and bodies on a day (default: today), with the accounts."""
    about = Q(place__in=list(places)) | Q(body__in=list(bodies))
    return Responsibility.objects.filter(about, valid_on(day or today())).select_related("account")
