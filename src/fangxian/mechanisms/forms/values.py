"""Values of fields: read from what people write, and shown as they read them, so that ``parse(shown(x)) == x`` (M8).

A number is kept as an integer of its field's smallest unit (1.50 元 with two decimals is 150), a date as ISO text,
a choice as its code, several as a list of codes. A blank is None, never zero.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fangxian.core import clock
from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.forms.vocabulary import Field, FieldType
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.dates import Reading, parse_date
from fangxian.mechanisms.imports.sheets import FormulaFault
from fangxian.mechanisms.imports.text import NOT_STATED, chinese_number, fold, text_of
from fangxian.mechanisms.imports.values import parse_flag, parse_integer

MOST = 10**15
LONGEST = 500
NOT_SHOWN = "—"
SIGNED = frozenset({FieldType.DECIMAL, FieldType.AMOUNT, FieldType.COMPUTED})
FINEST = 9
"""Decimals of which nobody means more; what a formula's binary fraction adds is noise."""
_AMBIGUOUS = gettext_lazy(
    "%(number)s may mean %(share)s %% or %(number)s %%: write %(share)s%% or %(number)s%%, with the sign."
)
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
_MYRIADS = (("亿", 8), ("億", 8), ("万", 4), ("萬", 4))
_SEPARATORS = re.compile(r"[、,，;；/\n]+")


def parse(field: Field, given: Any, reading: Reading | None = None) -> Any:
    """Return what is kept of something given: text of any width, a cell, a Python value; None for a blank.

    Full-width and Chinese digits, units, thousands and myriads are understood; dates in the imports' styles, with
    ``reading`` for those without a year. Raises ``Invalid`` by the field's code.
    """
    if given is None or given == [] or (isinstance(given, str) and _tidy(given) in NOT_STATED):
        return None
    try:
        return _PARSERS[field.type](field, given, reading)
    except (ValueProblem, InvalidOperation, ValueError, TypeError, OverflowError) as error:
        raise Invalid({field.code: _expected(field)}) from error


def parse_cell(field: Field, given: Any, reading: Reading | None = None) -> Any:
    """Return what is kept of a sheet's cell, as ``parse`` does, whose header may not say whether a share is in percent.

    A cell that is shown as a percentage comes as ``50%``. A plain number from 0 to 1 may mean 50 % or 0.5 %, and is
    refused; a share with more decimals than its field, as formulas make it, is rounded.
    """
    if field.type is not FieldType.PERCENTAGE:
        return parse(field, given, reading)
    said = _tidy(given) if isinstance(given, str) else given
    stored = parse(replace(field, decimals=FINEST), said, reading)
    if stored is None:
        return None
    if not str(said).endswith("%") and 0 < stored <= 10**FINEST:
        told = {"number": plain(stored, FINEST).rstrip("0").rstrip(".")}
        told["share"] = plain(stored * 100, FINEST).rstrip("0").rstrip(".")
        raise Invalid({field.code: _AMBIGUOUS % told})
    return int(Decimal(stored).scaleb(field.decimals - FINEST).quantize(Decimal(1), ROUND_HALF_UP))


def shown(field: Field, stored: Any) -> str:
    """Return what people read: ``1,234.50``, ``12.5%``, the titles of choices; "—" where nothing is stated."""
    if stored is None or stored == [] or stored == "":
        return NOT_SHOWN
    if field.type is FieldType.YES_NO:
        return pgettext("answer", "yes") if stored else pgettext("answer", "no")
    if field.is_number:
        return plain(stored, field.decimals) + ("%" if field.type is FieldType.PERCENTAGE else "")
    if field.type is FieldType.DATE or not field.choices:
        return str(stored)
    titles = {choice.code: str(choice.title) for choice in field.choices}
    codes: list[str] = list(stored) if isinstance(stored, list | tuple) else [stored]
    return "、".join(titles.get(code, code) for code in codes)


def plain(units: int, decimals: int) -> str:
    """Return an integer of the smallest unit as a number with its decimals."""
    if not decimals:
        return str(units)
    return f"{Decimal(units).scaleb(-decimals):,.{decimals}f}"


def given(field: Field, stored: Any) -> Any:
    """Return what an input of a page begins with."""
    if stored is None or field.type in (FieldType.CHOICE, FieldType.MULTIPLE, FieldType.TEXT, FieldType.DATE):
        return stored
    return stored if field.type is FieldType.YES_NO else plain(stored, field.decimals).replace(",", "")


def fault(field: Field, stored: Any) -> Text | None:
    """Return what is wrong with something to be kept, as a program sends it; None where nothing is."""
    if stored is None:
        return None
    if field.is_number:
        return None if _fits(field, stored) else _expected(field)
    try:
        return None if parse(field, stored) == stored else _expected(field)
    except Invalid as refusal:
        return refusal.errors[field.code]


def _fits(field: Field, stored: Any) -> bool:
    if isinstance(stored, bool) or not isinstance(stored, int) or abs(stored) > MOST:
        return False
    if field.type is FieldType.YES_NO:
        return stored in (0, 1)
    return stored >= 0 or field.type in SIGNED


def _number(field: Field, given: Any, _reading: Reading | None) -> int:
    number = round(_decimal(field, given), FINEST).scaleb(field.decimals)
    if number != number.to_integral_value() or not _fits(field, int(number)):
        raise ValueError(given)
    return int(number)


def _decimal(field: Field, given: Any) -> Decimal:
    if isinstance(given, bool):
        raise ValueError(given)
    if isinstance(given, int | Decimal):
        return Decimal(given)
    if isinstance(given, float):
        return Decimal(repr(given))
    text = _without_unit(field, _tidy(given)).replace(" ", "")
    for word, zeros in _MYRIADS:
        if text.endswith(word) and _NUMBER.fullmatch(text[:-1]):
            return _digits(text[:-1]).scaleb(zeros)
    return _digits(text)


def _digits(text: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if match:
        sign, whole, fraction = match.groups()
        return Decimal(f"{sign}{whole.replace(',', '')}.{fraction or '0'}")
    head, point, tail = text.removeprefix("负").partition("点")
    whole_number, parts = chinese_number(head), [chinese_number(digit) for digit in tail]
    if whole_number is None or any(part is None or part > 9 for part in parts) or bool(point) != bool(tail):
        raise ValueError(text)
    number = Decimal(f"{whole_number}.{''.join(str(part) for part in parts) or '0'}")
    return -number if text.startswith("负") else number


def _without_unit(field: Field, text: str) -> str:
    endings = [str(field.unit), "%", "元", "块"] if field.type is not FieldType.INTEGER else [str(field.unit)]
    for ending in endings:
        if ending and text.endswith(ending) and len(text) > len(ending):
            return text[: -len(ending)].rstrip()
    return text


def _integer(field: Field, given: Any, reading: Reading | None) -> int:
    if field.decimals:
        return _number(field, given, reading)
    text = _without_unit(field, _tidy(given)) if isinstance(given, str) else given
    number = parse_integer(text, minimum=None)
    if number is None or not _fits(field, number):
        raise ValueError(given)
    return number


def _yes_no(_field: Field, given: Any, _reading: Reading | None) -> int:
    if not isinstance(given, bool) and isinstance(given, int | float) and given not in (0, 1):
        raise ValueError(given)
    flag = parse_flag(given if isinstance(given, bool | str) else bool(given))
    if flag is None:
        raise ValueError(given)
    return int(flag)


def _date(_field: Field, given: Any, reading: Reading | None) -> str:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    found = parse_date(given, reading or Reading(default_year=timezone.localdate(clock.now()).year))
    if found is None:
        raise ValueError(given)
    return found.isoformat()


def _text(_field: Field, given: Any, _reading: Reading | None) -> str:
    if isinstance(given, list | dict | FormulaFault):
        raise ValueError(given)
    text = given.strip() if isinstance(given, str) else text_of(given)  # full-width punctuation stays
    if len(text) > LONGEST:
        raise ValueError(given)
    return text


def _choice(field: Field, given: Any, _reading: Reading | None) -> str:
    if isinstance(given, list | dict):
        raise ValueError(given)
    text = text_of(given)
    wanted = fold(text)
    for choice in field.choices:
        if text in (choice.code, str(choice.title)) or wanted in (fold(choice.code), fold(str(choice.title))):
            return choice.code
    raise ValueError(given)


def _multiple(field: Field, given: Any, reading: Reading | None) -> list[str]:
    parts = (
        list(given)
        if isinstance(given, list | tuple | set)
        else [p for p in _SEPARATORS.split(text_of(given)) if p]
    )
    codes = {_choice(field, part.strip() if isinstance(part, str) else part, reading) for part in parts}
    return [choice.code for choice in field.choices if choice.code in codes]


_PARSERS: dict[FieldType, Callable[[Field, Any, Reading | None], Any]] = {
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _number,
    FieldType.AMOUNT: _number,
    FieldType.PERCENTAGE: _number,
    FieldType.COMPUTED: _number,
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: _date,
    FieldType.TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.MULTIPLE: _multiple,
}


def _tidy(text: str) -> str:
    """Return text in its usual width, without spaces at its ends."""
    return unicodedata.normalize("NFKC", text).strip() if text not in NOT_STATED else text


def _expected(field: Field) -> Text:
    """Say what a field takes."""
    if field.type in (FieldType.DECIMAL, FieldType.AMOUNT, FieldType.PERCENTAGE) or field.decimals:
        return _("Enter a number with at most %(count)s decimals.") % {"count": field.decimals}
    if field.type is FieldType.YES_NO:
        return _("Enter yes or no.")
    if field.type is FieldType.DATE:
        return _("Enter a date, such as 2020-02-08.")
    if field.type in (FieldType.CHOICE, FieldType.MULTIPLE):
        titles = "、".join(str(choice.title) for choice in field.choices[:8])
        return _("Choose from: %(titles)s") % {"titles": titles}
    if field.type is FieldType.TEXT:
        return _("Enter at most %(count)s characters.") % {"count": LONGEST}
    return _("Enter a whole number from 0.")
