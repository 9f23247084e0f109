"""Names as people write them in sheets: one spelling for comparing (pure)."""

import re

from fangxian.core.folding import half_width

NOISE = re.compile(r"[\s\W_]+")


def simplified(text: str) -> str:
    """Return a text in half-width, simplified characters, without spaces and punctuation."""
    return NOISE.sub("", half_width(text)).upper()
