"""Invitations, passwords and the second factor (TOTP, RFC 6238)."""

import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.core import clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.trees.people.actor import Actor as Somebody
from fangxian.trees.people.actor import digest
from fangxian.trees.people.authority import must_manage
from fangxian.trees.people.models import Account, Invitation

INVITATION_DAYS = 7


@transaction.atomic
def invite(actor: Actor, account: Account) -> str:
    """Return the secret of a new invitation, shown this once; former invitations end.

    Raises ``Forbidden`` (also for closed and service accounts) and ``Missing``.
    """
    must_manage(actor, account)
    if account.is_service or not account.is_active:
        raise Forbidden(_("Only an open account of a person can be invited."))
    now, secret = clock.now(), secrets.token_urlsafe(32)
    account.invitations.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    expires = now + timedelta(days=INVITATION_DAYS)
    Invitation.objects.create(account=account, digest=digest(secret), created_at=now, expires_at=expires)
    record(actor, Kind.MANAGE, "people.invite", subject=account.id)
    return secret


def invitation_of(secret: str) -> Invitation:
    """Return the open invitation of a secret; raises ``Missing`` if it is unknown, used or expired."""
    open_now = Invitation.objects.select_related("account").filter(used_at=None, expires_at__gt=clock.now())
    invitation = open_now.filter(digest=digest(secret), account__is_active=True).first()
    if invitation is None:
        raise Missing(_("This invitation was used or has expired; ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(secret: str, password: str) -> Account:
    """Set the first password of the invited, who acts himself, and use the invitation up.

    Raises ``Missing`` and ``Invalid`` (password).
    """
    invitation = invitation_of(secret)
    account = invitation.account
    _set_password(account, password)
    unused = Invitation.objects.filter(pk=invitation.pk, used_at=None)
    if not unused.update(used_at=clock.now()):
        raise Missing(_("This invitation was used or has expired; ask for a new one."))
    record(Somebody(account), Kind.MANAGE, "people.accept_invitation", subject=account.id)
    return account


@transaction.atomic
def change_password(actor: Actor, current: str, password: str) -> Account:
    """Change the actor's own password; other sessions end. Raises ``Invalid`` (current, password)."""
    account = own_account(actor)
    if not account.check_password(current):
        raise Invalid({"current": _("This is not your present password.")})
    _set_password(account, password)
    record(actor, Kind.MANAGE, "people.change_password", subject=account.id)
    return account


@transaction.atomic
def enroll_totp(actor: Actor) -> TOTPDevice:
    """Return the actor's new device, of no effect until confirmed; raises ``Conflict`` if he has one."""
    account = own_account(actor)
    if TOTPDevice.objects.filter(user=account, confirmed=True).exists():
        raise Conflict(_("Sign-in codes are already switched on."))
    TOTPDevice.objects.filter(user=account).delete()
    return TOTPDevice.objects.create(user=account, name="totp", confirmed=False)


def confirm_totp(actor: Actor, code: str) -> TOTPDevice:
    """Switch sign-in codes on with a first code from the device.

    Raises ``Missing`` (not begun) and ``Invalid`` (code).
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user_id=actor.id, confirmed=False).first()
        if device is None:
            raise Missing(_("Start again: there is no code to confirm."))
        right = device.verify_token(code)
        if right:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            record(actor, Kind.MANAGE, "people.confirm_totp", subject=device.user_id)
    if not right:  # raised outside the transaction, which keeps the count of wrong codes
        raise Invalid({"code": _("This code is not right; wait for the next one and try again.")})
    return device


@transaction.atomic
def disable_totp(actor: Actor, account: Account, password: str = "") -> None:
    """Switch sign-in codes off: one's own with the password, another's (a lost phone) as its manager.

    Raises ``Invalid`` (password), ``Forbidden`` and ``Missing``.
    """
    if account.id != actor.id:
        must_manage(actor, account)
    elif not account.check_password(password):
        raise Invalid({"password": _("This is not your present password.")})
    TOTPDevice.objects.filter(user_id=account.id).delete()
    record(actor, Kind.MANAGE, "people.disable_totp", subject=account.id)


def own_account(actor: Actor) -> Account:
    """Return the account that acts; raises ``Missing`` for visitors and the system."""
    account = Account.objects.filter(pk=actor.id).first() if actor.id else None
    if account is None:
        raise Missing(_("This needs an account."))
    return account


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from error
    account.set_password(password)
    account.save(update_fields=["password"])
