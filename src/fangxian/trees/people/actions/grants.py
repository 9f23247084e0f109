"""Granting and ending roles, and naming who answers for a place or body; all of it dated."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Forbidden, Invalid
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.actor import today
from fangxian.trees.people.authority import MANAGE, must_end, must_grant
from fangxian.trees.people.models import Account, Grant, Responsibility, Role
from fangxian.trees.people.queries import account_for, paths_of
from fangxian.trees.places.models import Place


@transaction.atomic
def grant_role(
    actor: Actor,
    account: Account,
    role: Role,
    *,
    place: Place | None = None,
    body: Body | None = None,
    line: Line | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Grant:
    """Grant a role on a place, or on a body in a line, from a day (default: today) to before another.

    Raises ``Forbidden`` (also to oneself), ``Missing`` outside the actor's scope, and ``Invalid``.
    """
    if account.id == actor.id:
        raise Forbidden(_("Nobody grants a role to himself."))
    account_for(actor, account.id, MANAGE)
    begin = valid_from or today()
    _check_object(place, body, line)
    _check_dates(begin, valid_to)
    must_grant(actor, role, place, body, line)
    grant = Grant(account=account, role=role, place=place, body=body, line=line, valid_from=begin)
    grant.valid_to, grant.granted_by_id = valid_to, actor.id
    grant.save(force_insert=True)
    record(actor, Kind.MANAGE, "people.grant_role", subject=account.id, role=grant.role, on=_on(grant))
    return grant


@transaction.atomic
def end_grant(actor: Actor, grant: Grant, valid_to: date | None = None) -> None:
    """End a grant on a day (default: today), from which it no longer holds; a later one never holds.

    Raises ``Forbidden``, ``Missing`` and ``Invalid`` (for a day that has passed).
    """
    must_end(actor, grant)
    end = valid_to or today()
    if end < today():
        raise Invalid({"valid_to": _("This day has passed.")})
    grant.valid_to = max(end, grant.valid_from)
    grant.save(update_fields=["valid_to"])
    record(actor, Kind.MANAGE, "people.end_grant", subject=grant.account_id, role=grant.role, on=_on(grant))


@transaction.atomic
def name_responsible(
    actor: Actor,
    account: Account,
    duty: str,
    *,
    place: Place | None = None,
    body: Body | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Responsibility:
    """Name who answers for a place or a body, as reminders and gap lists show it (M1).

    Raises ``Forbidden``, ``Missing`` outside the actor's scope, and ``Invalid``.
    """
    begin = valid_from or today()
    if (place is None) == (body is None):
        raise Invalid({"place": _("Name a place or a body.")})
    _check_dates(begin, valid_to)
    actor.must(MANAGE, **paths_of(place, body, None))
    named = Responsibility(account=account, place=place, body=body, duty=duty, valid_from=begin)
    named.valid_to = valid_to
    named.save(force_insert=True)
    record(actor, Kind.MANAGE, "people.name_responsible", subject=account.id, duty=duty)
    return named


@transaction.atomic
def end_responsibility(actor: Actor, named: Responsibility) -> None:
    """End a responsibility today; what was before stays known. Raises ``Forbidden``, ``Missing`` outside scope."""
    actor.must(MANAGE, **paths_of(named.place, named.body, None))
    named.valid_to = max(today(), named.valid_from)
    named.save(update_fields=["valid_to"])
    record(actor, Kind.MANAGE, "people.end_responsibility", subject=named.account_id, duty=named.duty)


def _check_object(place: Place | None, body: Body | None, line: Line | None) -> None:
    if (place is None) == (body is None):
        raise Invalid({"place": _("Name a place or a body.")})
    if (body is None) != (line is None):
        raise Invalid({"line": _("Name the line in which the body is meant.")})
    if line is not None and "line" not in paths_of(None, body, line):
        raise Invalid({"line": _("The body does not stand in this line today.")})


def _check_dates(begin: date, end: date | None) -> None:
    if end is not None and end <= begin:
        raise Invalid({"valid_to": _("The end must come after the beginning.")})


def _on(grant: Grant) -> str:
    """Return the code that the trail names a grant's object by."""
    return grant.place.code if grant.place else f"{grant.line_id}:{grant.body.code if grant.body else ''}"
