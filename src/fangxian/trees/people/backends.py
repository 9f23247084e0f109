"""Sign-in by name or phone number and password; services have no password, they carry tokens."""

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from fangxian.core.compiled import Given, Statement
from fangxian.trees.people import phones
from fangxian.trees.people.models import Account
from fangxian.trees.people.rules import normal_name, normal_phone

ACTIVE = Statement(
    lambda: Account.objects.filter(pk=Given("id"), is_active=True, is_service=False).order_by()
)


def find_account(identifier: str) -> Account | None:
    """Return the account whose sign-in name or phone number somebody typed, or None."""
    phone = normal_phone(identifier)
    return phones.find(phone) if phone else Account.objects.filter(name=normal_name(identifier)).first()


class NameOrPhoneBackend(BaseBackend):
    """Finds the account by what was typed; an unknown name takes as long as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Account | None:
        """Return the account if the password is right and it may sign in."""
        account = find_account(username)
        if account is None:
            Account().set_password(password)
            return None
        right = account.check_password(password)
        return account if right and account.is_active and not account.is_service else None

    def get_user(self, user_id: uuid.UUID) -> Account | None:
        """Return the account of a session; a deactivated one is signed out by its next request."""
        return ACTIVE.first(id=uuid.UUID(str(user_id)))
