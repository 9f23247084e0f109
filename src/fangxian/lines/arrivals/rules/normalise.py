"""One written form for names and phone numbers, whatever keyboard or script they came from (M5)."""

import re
import unicodedata

from fangxian.core.folding import simplify

_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅●・.᛫", "·"))
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_BRACKETED_REMARK = re.compile(r"\(.*?\)")
_FURTHER_NUMBER = re.compile(r"[/、,;]")
_COUNTRY_CODE = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_SHORTEST_PHONE = 7


def plain_text(text: str | None) -> str:
    """Return `text` in half-width form without white space or control characters ("" for nothing)."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text or ""))


def normalise_name(text: str | None) -> str | None:
    """Return a person's name as simplified characters with one kind of middle dot, or None.

    A remark in brackets (张三（户主）) is no part of the name. Latin letters become capitals.
    """
    bare = _BRACKETED_REMARK.sub("", plain_text(text))
    return simplify(bare).translate(_MIDDLE_DOTS).strip("·").upper() or None


def normalise_phone(text: str | None) -> str | None:
    """Return a phone number as its digits without +86 or separators; the first one if several; or None.

    Fewer than seven digits, or one digit repeated, is a filler and not a number.
    """
    first = _FURTHER_NUMBER.split(plain_text(text).strip("/、,;"), maxsplit=1)[0]
    digits = _COUNTRY_CODE.sub("", "".join(c for c in first if c in "0123456789"))
    return digits if len(digits) >= _SHORTEST_PHONE and len(set(digits)) > 1 else None
