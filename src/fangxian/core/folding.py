"""Text whatever script, width or case it was typed in: 東風街道 finds 东风街道, and the other way round.

Every conversion between traditional and simplified characters is made here. Characters are converted one by one,
never by words: 魏徵 and 魏征 are one name, and a name is found by any part of it. For a search both sides are folded:
the asked text here, the stored one by a pattern in the database, so that what is stored stays as it was written.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django.db.models import Q
from opencc import OpenCC

IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def simplify(text: str) -> str:
    """Return a text with each traditional character written as its simplified one; as long as it was."""
    return text if text.isascii() else text.translate(SIMPLIFIED)


def half_width(text: str) -> str:
    """Return a text in half-width, simplified characters (NFKC)."""
    return simplify(unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """Return a text in half-width, simplified, lower-case characters."""
    return half_width(text).casefold()


def holds(field: str, text: str) -> Q:
    """Return the condition that a field holds a text, in either script."""
    return _matches(field, text, "icontains", "")


def equals(field: str, text: str) -> Q:
    """Return the condition that a field is a text, in either script."""
    return _matches(field, text, "iexact", "^{}$")


def traditional(text: str) -> str:
    """Return a simplified text in traditional characters, word by word: what one simplified character may mean."""
    return str(_to_traditional().convert(text))


def either_script(text: str) -> str:
    """Return a text as written, simplified and traditional, for a filter in the browser that knows no scripts."""
    return " ".join(dict.fromkeys((text, fold(text), traditional(fold(text)))))


def variants(character: str) -> str:
    """Return a folded character and all that fold to it, in order."""
    return _written().get(character, character)


def _matches(field: str, text: str, plain: str, frame: str) -> Q:
    folded = fold(text.strip())
    classes = [variants(character) for character in folded]
    if all(len(each) == 1 for each in classes):
        return Q(**{f"{field}__{plain}": folded})
    pattern = "".join(f"[{each}]" if len(each) > 1 else re.escape(each) for each in classes)
    return Q(**{f"{field}__iregex": frame.format(pattern) if frame else pattern})


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


class _Simplified(dict[int, str]):
    """Each character's simplified one by its code, looked up when it first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = _simple(chr(code)) or chr(code)
        return self[code]


SIMPLIFIED = _Simplified()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _simple(character: str) -> str:
    """Return what a character is in simplified writing; twice, since 薴 gets there in two steps."""
    convert = _to_simplified().convert
    found = str(convert(convert(character)))
    return found if len(found) == 1 else ""


@cache
def _written() -> Mapping[str, str]:
    """Map each simplified character that has traditional ones to itself and them."""
    convert = _to_simplified().convert
    characters = [chr(code) for block in IDEOGRAPHS for code in block]
    found = convert(convert("\n".join(characters))).split("\n")
    held: defaultdict[str, str] = defaultdict(str)
    for written, simple in zip(characters, found, strict=True):
        if written != simple and len(simple) == 1:
            held[simple] += written
    return {simple: simple + others for simple, others in held.items()}
