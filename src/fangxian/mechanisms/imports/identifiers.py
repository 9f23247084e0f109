"""Identity numbers (GB 11643) and telephone numbers, normalised for matching (M5)."""

import re
from datetime import date
from typing import NamedTuple

from stdnum.cn import ric

from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import NOT_STATED, text_of

LARGEST_EXACT = 2**53  # beyond it a spreadsheet's number has lost its last digits


class IdNumber(NamedTuple):
    """An identity document's number in upper case; what follows from it where it is valid (GB 11643)."""

    number: str
    valid: bool
    sex: str = ""  # "male" or "female"
    birth_date: date | None = None

    def __repr__(self) -> str:
        """Keep the number out of logs."""
        return f"<IdNumber valid={self.valid}>"

    @property
    def county_code(self) -> str:
        """Return the six digits of the county where the number was first given; blank if not valid."""
        return self.number[:6] if self.valid else ""


_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_FIFTEEN = re.compile(r"\d{15}")
_ID_NOISE = re.compile(r"[\s\-_.·*]+")


def parse_id_number(value: Cell | None) -> IdNumber | None:
    """Return the number, checked by weights and birth date, or None where nothing is stated.

    Fifteen digits of the first generation become eighteen. Raises ValueProblem BAD_ID_NUMBER with the
    number kept, not valid; ROUNDED_NUMBER where a spreadsheet kept only fifteen of eighteen digits.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= LARGEST_EXACT:
        raise ValueProblem(Code.ROUNDED_NUMBER)
    text = text_of(value)
    if _EIGHTEEN.fullmatch(text):
        return _checked(text)
    if text in NOT_STATED or text in {"无", "無"}:
        return None
    number = _ID_NOISE.sub("", text).upper().replace("Х", "X")  # the second is Cyrillic
    if re.fullmatch(r"\d(?:\.\d+)?E\+?1[67]", text.upper()):
        raise ValueProblem(Code.ROUNDED_NUMBER)
    if _FIFTEEN.fullmatch(number):
        number = f"{number[:6]}19{number[6:]}"
        number += ric.calc_check_digit(number + "0")
    if not _EIGHTEEN.fullmatch(number):
        raise ValueProblem(Code.BAD_ID_NUMBER, IdNumber(number, valid=False))
    return _checked(number)


def _checked(number: str) -> IdNumber:
    if ric.calc_check_digit(number) != number[17]:
        raise ValueProblem(Code.BAD_ID_NUMBER, IdNumber(number, valid=False))
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise ValueProblem(Code.BAD_ID_NUMBER, IdNumber(number, valid=False)) from error
    return IdNumber(number, True, "male" if int(number[16]) % 2 else "female", birth_date)


_PHONE_NOISE = re.compile(r"[\s\-—–_.()]+")
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1\d{10}$))")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2\d|[3-9]\d{2}))?[2-8]\d{6,7}")
_EXTENSION = re.compile(r"(?:转|轉|ext\.?|#|-)(\d{1,5})$", re.IGNORECASE)


def parse_phone(value: Cell | None) -> str | None:
    """Return a mobile or landline number as digits (an extension after a dash), or None if not stated.

    Raises ValueProblem BAD_PHONE with the tidy text kept as given.
    """
    text = text_of(value)
    if _MOBILE.fullmatch(text):
        return text
    if text in NOT_STATED or text in {"无", "無"}:
        return None
    number = _COUNTRY.sub("", _PHONE_NOISE.sub("", text))
    if _MOBILE.fullmatch(number):
        return number
    return _landline(text)


def _landline(text: str) -> str:
    for extension in (None, _EXTENSION.search(text)):
        main = text[: extension.start()] if extension else text
        number = _COUNTRY.sub("", _PHONE_NOISE.sub("", main))
        if number and text.startswith(("+86", "0086")) and not number.startswith("0"):
            number = f"0{number}"
        if _LANDLINE.fullmatch(number):
            return f"{number}-{extension[1]}" if extension else number
    raise ValueProblem(Code.BAD_PHONE, text)
