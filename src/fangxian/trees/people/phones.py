"""An account's phone number: found by its keyed token, kept sealed, shown masked (decision 8)."""

from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.trees.people.models import Account
from fangxian.trees.people.rules import masked_phone

OWNER = "accounts"


def token_of(phone: str) -> bytes:
    """Return the keyed token of a normalised number; raises ``KeyDestroyed`` if there are no keys yet."""
    return crypto.token(OWNER, phone)


def put(account: Account, phone: str) -> None:
    """Set a number on an unsaved account, or remove it with ""; makes the keys at first use."""
    if not phone:
        account.phone_token = account.phone_sealed = None
        return
    crypto.create_keys(OWNER)
    account.phone_token = token_of(phone)
    account.phone_sealed = crypto.seal(OWNER, DataClass.CONTACT, phone.encode(), _context(account))


def masked(account: Account) -> str:
    """Return the account's number with its middle hidden, or ""; raises ``KeyDestroyed``."""
    if account.phone_sealed is None:
        return ""
    sealed = bytes(account.phone_sealed)
    return masked_phone(crypto.unseal(OWNER, DataClass.CONTACT, sealed, _context(account)).decode())


def find(phone: str) -> Account | None:
    """Return the account of a normalised number, or None."""
    try:
        return Account.objects.filter(phone_token=token_of(phone)).first()
    except crypto.KeyDestroyed:
        return None


def _context(account: Account) -> str:
    return f"account {account.id.hex}"


def clear(account: Account) -> str:
    """Return the account's number in full, for what its holder himself signs; raises ``KeyDestroyed``."""
    if account.phone_sealed is None:
        return ""
    return crypto.unseal(OWNER, DataClass.CONTACT, bytes(account.phone_sealed), _context(account)).decode()
