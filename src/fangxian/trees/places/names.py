"""Names as people write them in sheets: one spelling for comparing (pure)."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

NOISE = re.compile(r"[\s\W_]+")


def simplified(text: str) -> str:
    """Return a text in half-width, simplified characters, without spaces and punctuation."""
    plain = NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return plain if plain.isascii() else str(_converter().convert(plain))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
