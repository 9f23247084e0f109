"""Creating accounts, changing and closing them."""

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Conflict, Forbidden, Invalid
from fangxian.trees.people import phones
from fangxian.trees.people.authority import MANAGE, must_manage
from fangxian.trees.people.models import Account
from fangxian.trees.people.rules import normal_name, normal_phone, plain, valid_name


@transaction.atomic
def create_account(
    actor: Actor,
    *,
    name: str,
    title: str = "",
    phone: str = "",
    language: str = "zh-hans",
    is_service: bool = False,
) -> Account:
    """Create an account without a password and without roles; it is of use once invited and granted a role.

    Raises ``Forbidden`` and ``Invalid`` (name, phone).
    """
    actor.must(MANAGE)
    account = Account(name=_free_name(name), title=plain(title), language=language, is_service=is_service)
    account.created_at, account.created_by_id = clock.now(), actor.id
    account.set_unusable_password()
    phones.put(account, _free_phone(phone))
    account.save(force_insert=True)
    record(actor, Kind.MANAGE, "people.create_account", subject=account.id, service=is_service)
    return account


@transaction.atomic
def set_phone(actor: Actor, account: Account, phone: str) -> None:
    """Set an account's phone number, "" to remove it; raises ``Forbidden``, ``Missing`` and ``Invalid``."""
    must_manage(actor, account)
    phones.put(account, _free_phone(phone, besides=account))
    account.save(update_fields=["phone_token", "phone_sealed"])
    record(actor, Kind.MANAGE, "people.set_phone", subject=account.id)


@transaction.atomic
def set_language(actor: Actor, language: str) -> None:
    """Keep the language in which the actor's own pages are shown."""
    if actor.id is not None:
        Account.objects.filter(pk=actor.id).update(language=language)


@transaction.atomic
def deactivate(actor: Actor, account: Account) -> None:
    """Close an account: its sessions, invitations and tokens end at once; what it entered stays.

    Raises ``Forbidden`` (also for one's own account) and ``Missing``.
    """
    if account.id == actor.id:
        raise Forbidden(_("You cannot close your own account."))
    must_manage(actor, account)
    now = clock.now()
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.tokens.filter(revoked_at=None).update(revoked_at=now)
    account.invitations.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    record(actor, Kind.MANAGE, "people.deactivate", subject=account.id)


@transaction.atomic
def reactivate(actor: Actor, account: Account) -> None:
    """Open a closed account again; its tokens stay revoked.

    Raises ``Forbidden``, ``Missing`` and ``Conflict`` (it is open).
    """
    must_manage(actor, account)
    if account.is_active:
        raise Conflict(_("This account is open."))
    account.is_active = True
    account.save(update_fields=["is_active"])
    record(actor, Kind.MANAGE, "people.reactivate", subject=account.id)


def _free_name(text: str) -> str:
    name = normal_name(text)
    if not valid_name(name):
        raise Invalid({"name": _("Use 2 to 40 letters, digits, dots or hyphens, and not digits alone.")})
    if Account.objects.filter(name=name).exists():
        raise Invalid({"name": _("This sign-in name is taken.")})
    return name


def _free_phone(text: str, besides: Account | None = None) -> str:
    if not plain(text):
        return ""
    phone = normal_phone(text)
    if not phone:
        raise Invalid({"phone": _("This is not a mobile phone number.")})
    holder = phones.find(phone)
    if holder is not None and holder != besides:
        raise Invalid({"phone": _("Another account has this phone number.")})
    return phone
