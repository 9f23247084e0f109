"""Who is told of what: an administrator decides it for a service account, as he issues its tokens."""

import datetime
import uuid
from collections.abc import Collection
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit.trail import Kind, record
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Conflict, Forbidden, Invalid
from fangxian.mechanisms.webhooks import kinds, queries
from fangxian.mechanisms.webhooks.models import Call, Webhook
from fangxian.mechanisms.webhooks.signing import new_secret
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.authority import must_manage
from fangxian.trees.people.models import Account
from fangxian.trees.people.queries import permissions_of

OWNER = "accounts"
BOTH_HOLD = datetime.timedelta(days=1)
"""For so long after a secret was renewed calls are signed with the former one too."""


@transaction.atomic
def add(
    actor: Actor, account: Account, title: str, address: str, wanted: Collection[str]
) -> tuple[Webhook, str]:
    """Tell an address of some events from now on; return the webhook and its secret, shown this once.

    Raises ``Forbidden`` and ``Missing`` for an account that the actor does not manage, ``Invalid`` by field.
    """
    must_manage(actor, account)
    if not account.is_service or not account.is_active:
        raise Forbidden(_("Only an open service account is told of anything."))
    _check(account, title, address, wanted)
    secret, now = new_secret(), clock.now()
    crypto.create_keys(OWNER)
    webhook = Webhook(
        account=account, title=title.strip()[:60], host=urlsplit(address).hostname or "",
        actions=sorted(set(wanted)), read_to=now, created_at=now,
    )  # fmt: skip
    webhook.address, webhook.secret = _sealed(webhook, "address", address), _sealed(webhook, "secret", secret)
    webhook.save(force_insert=True)
    record(actor, Kind.MANAGE, "webhooks.add", subject=webhook.id, host=webhook.host, actions=webhook.actions)
    return webhook, secret


@transaction.atomic
def renew_secret(actor: Actor, webhook_id: uuid.UUID) -> tuple[Webhook, str]:
    """Give a webhook a new secret and return it, shown this once; the former one holds for a day more.

    Raises ``Missing``, ``Forbidden``, and ``Conflict`` for an ended one.
    """
    webhook = queries.one(actor, webhook_id)
    must_manage(actor, webhook.account)
    if webhook.ended_at:
        raise Conflict(_("This address is told nothing more: add it again."))
    secret = new_secret()
    webhook.former_secret, webhook.renewed_at = webhook.secret, clock.now()
    webhook.secret = _sealed(webhook, "secret", secret)
    webhook.save(update_fields=["secret", "former_secret", "renewed_at"])
    record(actor, Kind.MANAGE, "webhooks.renew_secret", subject=webhook.id)
    return webhook, secret


@transaction.atomic
def end(actor: Actor, webhook_id: uuid.UUID) -> None:
    """Tell an address nothing more; what waits is dropped, the log of calls stays."""
    webhook = queries.one(actor, webhook_id)
    must_manage(actor, webhook.account)
    Webhook.objects.filter(pk=webhook.pk).update(ended_at=clock.now())
    webhook.calls.filter(state=Call.State.WAITING).update(state=Call.State.GIVEN_UP, outcome="ended")
    record(actor, Kind.MANAGE, "webhooks.end", subject=webhook.id)


@transaction.atomic
def resume(actor: Actor, webhook_id: uuid.UUID) -> None:
    """Send again to an address that failed too often; what waited is sent now. Raises ``Conflict`` for an ended one."""
    webhook = queries.one(actor, webhook_id)
    must_manage(actor, webhook.account)
    if webhook.ended_at:
        raise Conflict(_("This address is told nothing more: add it again."))
    Webhook.objects.filter(pk=webhook.pk).update(paused_at=None, failures=0)
    webhook.calls.filter(state=Call.State.WAITING).update(next_at=clock.now())
    record(actor, Kind.MANAGE, "webhooks.resume", subject=webhook.id)


@transaction.atomic
def again(actor: Actor, call_id: int) -> Webhook:
    """Send one call again that was given up or taken; return its webhook. Raises ``Conflict`` for an ended one."""
    call = queries.one_call(actor, call_id)
    must_manage(actor, call.webhook.account)
    if call.webhook.ended_at:
        raise Conflict(_("This address is told nothing more: add it again."))
    over = Call.objects.filter(pk=call.pk).exclude(state=Call.State.WAITING)
    if over.update(state=Call.State.WAITING, attempts=0, next_at=clock.now(), done_at=None):
        record(actor, Kind.MANAGE, "webhooks.again", subject=call.webhook_id, call=call.pk)
    return call.webhook


def opened(webhook: Webhook) -> tuple[str, list[str]]:
    """Return a webhook's address and the secrets that sign its calls now, the present one first."""
    sealed = [webhook.secret]
    if webhook.former_secret and webhook.renewed_at and clock.now() < webhook.renewed_at + BOTH_HOLD:
        sealed.append(webhook.former_secret)
    return _open(webhook, "address", webhook.address), [_open(webhook, "secret", own) for own in sealed]


def _open(webhook: Webhook, name: str, sealed: bytes | memoryview) -> str:
    return crypto.unseal(OWNER, DataClass.CONTACT, bytes(sealed), f"{webhook.id}:{name}").decode()


def _sealed(webhook: Webhook, name: str, text: str) -> bytes:
    return crypto.seal(OWNER, DataClass.CONTACT, text.encode(), f"{webhook.id}:{name}")


def _check(account: Account, title: str, address: str, wanted: Collection[str]) -> None:
    errors = {}
    if not title.strip():
        errors["title"] = _("Give it a name.")
    if not _is_address(address):
        errors["address"] = _("Enter an address that begins with https:// or http:// and names no user.")
    known = {kind.action: kind for kind in kinds.all_kinds()}
    held = permissions_of(account)
    if not wanted or any(name not in known or known[name].permission not in held for name in wanted):
        errors["actions"] = _("Choose events that the account's roles let it see.")
    if errors:
        raise Invalid(errors)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc and port_fits
    )
