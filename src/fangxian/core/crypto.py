"""Keys per (owner, data class), kept outside the database; sealing of personal fields; keyed tokens (decision 8).

An owner is a response's id or ``accounts``. Sealed bytes are AES-256-GCM with a random nonce and the row's
identity as associated data, so that a value moved to another row does not open. Tokens are HMAC-SHA-256 over
normalised identifiers, cut to 16 bytes. Destroying an owner's key of a class makes what it sealed unreadable.
Signing keys are Ed25519, one a name; the private half never leaves the keys folder.
National algorithms may replace this one module.
"""

import hashlib
import os
import secrets
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Refusal

SIGNING = "signing"
NONCE = 12
TOKEN = 16
BLOCK = 64
"""Bytes of SHA-256's block; a key is 32 bytes."""


class DataClass(StrEnum):
    """The classes of personal data that are kept, and destroyed, separately (PIPL)."""

    IDENTITY = "identity"
    CONTACT = "contact"
    HEALTH = "health"
    FILES = "files"
    TOKENS = "tokens"


class KeyDestroyed(Refusal):
    """The key of this data class is gone: the data can never be read again."""

    status = 410


def create_keys(owner: str) -> None:
    """Make the keys of all data classes of an owner; keys that exist stay."""
    folder = _folder(owner)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for data_class in DataClass:
        path = folder / f"{data_class}.key"
        if not path.exists():
            _keep(path, secrets.token_bytes(32))


def destroy_key(owner: str, data_class: DataClass) -> None:
    """Overwrite and remove an owner's key of a class."""
    path = _folder(owner) / f"{data_class}.key"
    if path.exists():
        path.write_bytes(secrets.token_bytes(32))
        path.unlink()
    for made in (_key, _cipher, _begun):
        made.cache_clear()


def seal(owner: str, data_class: DataClass, plaintext: bytes, context: str) -> bytes:
    """Encrypt bytes for a row named by ``context``; raises ``KeyDestroyed``."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(owner, data_class).encrypt(nonce, plaintext, context.encode())


def unseal(owner: str, data_class: DataClass, sealed: bytes, context: str) -> bytes:
    """Decrypt what ``seal`` made for the same context; raises ``KeyDestroyed``."""
    try:
        return _cipher(owner, data_class).decrypt(sealed[:NONCE], bytes(sealed[NONCE:]), context.encode())
    except InvalidTag as error:
        raise KeyDestroyed(_("This data can no longer be read.")) from error


def token(owner: str, text: str) -> bytes:
    """Return the 16-byte keyed token of a normalised identifier; raises ``KeyDestroyed``."""
    inner, outer = _begun(owner)
    inner, outer = inner.copy(), outer.copy()
    inner.update(text.encode())
    outer.update(inner.digest())
    found: bytes = outer.digest()
    return found[:TOKEN]


def create_signing_key(name: str) -> bytes:
    """Make a key pair unless it exists, and return its public half of 32 bytes."""
    path = _signing(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _keep(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return _private(name).public_key().public_bytes_raw()


def destroy_signing_key(name: str) -> None:
    """Overwrite and remove the private half of a key pair."""
    path = _signing(name)
    if path.exists():
        path.write_bytes(secrets.token_bytes(32))
        path.unlink()


def sign(name: str, content: bytes) -> bytes:
    """Return the signature of 64 bytes by a named key; raises ``KeyDestroyed``."""
    return _private(name).sign(content)


def is_signed(public: bytes, signature: bytes, content: bytes) -> bool:
    """Tell whether the holder of a public key's private half signed this content."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _keep(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)


def _signing(name: str) -> Path:
    return _folder(SIGNING) / f"{name}.key"


def _private(name: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(_signing(name).read_bytes())
    except FileNotFoundError as error:
        raise KeyDestroyed(_("The signing key is not here: it was destroyed or not yet made.")) from error


def _folder(owner: str) -> Path:
    return Path(settings.FANGXIAN_KEYS_DIR) / owner


@cache
def _key(owner: str, data_class: DataClass) -> bytes:
    try:
        return (_folder(owner) / f"{data_class}.key").read_bytes()
    except FileNotFoundError as error:
        raise KeyDestroyed(
            _("The key of this data is not here: it was destroyed or not yet made.")
        ) from error


@cache
def _cipher(owner: str, data_class: DataClass) -> AESGCM:
    return AESGCM(_key(owner, data_class))


@cache
def _begun(owner: str) -> tuple[Any, Any]:
    """Return the inner and the outer hash of HMAC-SHA-256 with the key in them (RFC 2104): half of a token's work."""
    key = _key(owner, DataClass.TOKENS).ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)
