"""How sign-in names, phone numbers and codes are written and compared; pure functions."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
SEPARATORS = re.compile(r"[\s\-()（）.·]+")
NAME = re.compile(r"[\w.\-@]{2,40}")


def plain(text: str) -> str:
    """Return text with full-width characters narrowed and blanks at both ends cut off."""
    return unicodedata.normalize("NFKC", text).strip()


def normal_name(text: str) -> str:
    """Return the form in which a sign-in name is stored and compared, whatever its case or width."""
    return plain(text).casefold()


def normal_phone(text: str) -> str:
    """Return the 11 digits of a mainland mobile number, or "" if the text is none."""
    digits = SEPARATORS.sub("", plain(text)).removeprefix("+").removeprefix("00")
    if len(digits) == 13:
        digits = digits.removeprefix("86")
    return digits if digits.isascii() and MOBILE.fullmatch(digits) else ""


def valid_name(name: str) -> bool:
    """Tell whether a normalised sign-in name may be given: 2–40 letters or digits, not digits alone.

    A name of digits alone could pass for somebody's phone number at the sign-in.
    """
    return bool(NAME.fullmatch(name)) and not name.isdigit() and not normal_phone(name)


def masked_phone(phone: str) -> str:
    """Return a phone number of which only the ends can be read: 199****0001."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
