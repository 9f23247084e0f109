"""Finding text whatever script, width or case it was typed in: 東風街道 finds 东风街道, and the other way round.

Characters are compared one by one, never by words: a name is found by any part of it. Both sides are folded: the
asked text here, the stored one by a pattern in the database, so that what is stored stays as it was written.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django.db.models import Q
from opencc import OpenCC

IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def fold(text: str) -> str:
    """Return a text in half-width, simplified, lower-case characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isascii() else plain.translate(_simplified())


def holds(field: str, text: str) -> Q:
    """Return the condition that a field holds a text, in either script."""
    return _matches(field, text, "icontains", "")


def equals(field: str, text: str) -> Q:
    """Return the condition that a field is a text, in either script."""
    return _matches(field, text, "iexact", "^{}$")


def either_script(text: str) -> str:
    """Return a text as written, simplified and traditional, for a filter in the browser that knows no scripts."""
    return " ".join(dict.fromkeys((text, fold(text), str(_to_traditional().convert(fold(text))))))


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


@cache
def _simplified() -> Mapping[int, str]:
    """Map each traditional character to its simplified one; twice, since 薴 gets there in two steps."""
    convert = OpenCC("t2s").convert
    characters = [chr(code) for block in IDEOGRAPHS for code in block]
    found = convert(convert("\n".join(characters))).split("\n")
    pairs = zip(characters, found, strict=True)
    return {ord(written): simple for written, simple in pairs if written != simple and len(simple) == 1}


@cache
def _written() -> Mapping[str, str]:
    """Map each simplified character that has traditional ones to itself and them."""
    held: defaultdict[str, str] = defaultdict(str)
    for written, simple in _simplified().items():
        held[simple] += chr(written)
    return {simple: simple + others for simple, others in held.items()}
