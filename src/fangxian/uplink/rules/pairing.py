"""The one-time code by which two nodes learn each other's keys: it is spoken or written, never sent (RFC 2104).

Each side proves with it that the key it names is its own, so that nobody between them can put in another.
"""

import hashlib
import hmac
import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 16, 4


def new_code() -> str:
    """Return a code of 80 bits in groups of four letters that are not mistaken for each other."""
    text = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def key_of(code: str) -> bytes:
    """Return the key that a code stands for, however it was typed: in small letters, without its dashes."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.sha256(f"fangxian-pairing:{plain}".encode()).digest()


def proof(key: bytes, side: str, *told: str) -> str:
    """Return the proof that whoever knows the code says this; ``side`` is lower or upper."""
    return hmac.new(key, "\n".join((side, *told)).encode(), hashlib.sha256).hexdigest()


def proves(key: bytes, given: str, side: str, *told: str) -> bool:
    """Tell whether a proof is right."""
    return hmac.compare_digest(proof(key, side, *told).encode(), given.encode())
