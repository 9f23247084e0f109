"""API tokens of service accounts: shown once, kept as a digest, never above the account's own roles."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Forbidden, Invalid
from fangxian.trees.people.actor import digest
from fangxian.trees.people.authority import must_manage
from fangxian.trees.people.models import Account, ApiToken
from fangxian.trees.people.queries import permissions_of

PREFIX = "fangxian_"
"""Lets secret scanners find a token that was published by mistake."""


@transaction.atomic
def issue_token(
    actor: Actor,
    account: Account,
    label: str,
    permissions: Iterable[str],
    expires_at: datetime | None = None,
) -> str:
    """Return the secret of a new token of a service account, shown this once.

    Raises ``Forbidden``, ``Missing``, and ``Invalid`` for permissions that the account's roles do not give.
    """
    must_manage(actor, account)
    if not account.is_service or not account.is_active:
        raise Forbidden(_("Only an open service account carries tokens."))
    wanted = sorted(set(permissions))
    if not wanted or not set(wanted) <= permissions_of(account):
        raise Invalid({"permissions": _("Choose permissions that the account's roles give.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(account=account, label=label, digest=digest(secret), permissions=wanted)
    token.created_at, token.expires_at = clock.now(), expires_at
    token.save(force_insert=True)
    record(actor, Kind.MANAGE, "people.issue_token", subject=account.id, token=token.pk, permissions=wanted)
    return secret


@transaction.atomic
def revoke_token(actor: Actor, token: ApiToken) -> None:
    """End a token at once; raises ``Forbidden`` and ``Missing``."""
    must_manage(actor, token.account)
    token.revoked_at = token.revoked_at or clock.now()
    token.save(update_fields=["revoked_at"])
    record(actor, Kind.MANAGE, "people.revoke_token", subject=token.account_id, token=token.pk)
