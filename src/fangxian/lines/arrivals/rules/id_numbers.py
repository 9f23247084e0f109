"""Resident identity numbers: one form, validity, and the numbers that one slip may have come from.

The check character of GB 11643 betrays every single wrong digit and nearly every swap of neighbours.
So a slip always yields an invalid number, and of the 180 ways to change one digit of it only some
fifteen give a valid one: these few are looked for by equality, in place of many partial keys (M5).
"""

import datetime as dt
import re

from fangxian.lines.arrivals.rules.normalise import plain_text

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
_INVERSES = tuple(pow(weight, -1, 11) for weight in WEIGHTS)
_DIGITS = "0123456789X"
_SHAPE = re.compile(r"[1-8]\d{5}(?:18|19|20)\d{9}[\dX]", re.ASCII)
_SHAPE_BEFORE_1999 = re.compile(r"[1-8]\d{14}", re.ASCII)
_SHORTEST_NUMBER = 5


def normalise_id_number(text: str | None) -> str | None:
    """Return a document's number as capitals and digits, or None if there is none.

    A resident number of 15 digits (issued before 1999) becomes the 18 of today. Fillers such as 无, 0000
    or one character repeated are no number. Other documents (passports) pass as they are.
    """
    kept = "".join(c for c in plain_text(text).replace("×", "X").upper() if c.isascii() and c.isalnum())
    if len(kept) < _SHORTEST_NUMBER or len(set(kept)) == 1 or not any(c.isdigit() for c in kept):
        return None
    return _lengthen(kept) if _SHAPE_BEFORE_1999.fullmatch(kept) else kept


def is_valid_id_number(number: str) -> bool:
    """Say whether a normalised number is a resident number with a real birth date (GB 11643)."""
    return _SHAPE.fullmatch(number) is not None and _has_birth_date(number) and _remainder(number) == 0


def id_number_corrections(number: str) -> tuple[str, ...]:
    """Return the valid numbers one wrong digit or one swap of neighbours away from an invalid `number`.

    Sorted. Empty for a valid number, and for anything that is not of a resident number's length.
    """
    if len(number) != len(WEIGHTS) or any(c not in _DIGITS for c in number) or is_valid_id_number(number):
        return ()
    return tuple(sorted(filter(is_valid_id_number, {*_replacements(number), *_swaps(number)})))


def _replacements(number: str) -> list[str]:
    remainder = _remainder(number)
    candidates = []
    for position, inverse in enumerate(_INVERSES):
        right = _DIGITS[(_DIGITS.index(number[position]) - remainder * inverse) % 11]
        candidates.append(number[:position] + right + number[position + 1 :])
    return candidates


def _swaps(number: str) -> list[str]:
    return [number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(len(number) - 1)]


def _remainder(number: str) -> int:
    """Return the weighted sum less 1, modulo 11: zero for a right check character (ISO 7064 MOD 11-2)."""
    return (sum(w * _DIGITS.index(c) for w, c in zip(WEIGHTS, number, strict=True)) - 1) % 11


def _has_birth_date(number: str) -> bool:
    try:
        dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _lengthen(number: str) -> str:
    body = f"{number[:6]}19{number[6:]}"
    return body + _DIGITS[-_remainder(body + "0") % 11]
