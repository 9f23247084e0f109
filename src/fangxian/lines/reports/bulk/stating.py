"""A line of JSON becomes what it states; whatever is wrong with its shape is said by field."""

import datetime
import re
import uuid
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Text
from fangxian.lines.reports.bulk.reading import LONGEST
from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.forms.values import MOST

SHORT = 200
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
is_canonical = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_named = re.compile(r"(?:field `|at `\$\.)([a-z]+)").search
NUL = b"\\u0000"


class Malformed(Exception):
    """No report can be read from a line; holds the sentence why, and its id where that is readable."""


class Line(msgspec.Struct, kw_only=True, gc=False):
    """A report as a line states it; ``body`` and ``line`` are codes, numbers integers of each field's smallest unit."""

    id: str
    body: str
    line: str
    day: datetime.date
    numbers: dict[str, Any]
    form: str = RETURNEES.code
    answers: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    draft: bool = False
    comment: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing but numbers is stated."""
        return not (self.answers or self.reasons or self.draft or self.comment)


class _Whole(Line, kw_only=True, gc=False):
    """A line whose numbers are whole ones at once: by far the most."""

    numbers: dict[str, Annotated[int, msgspec.Meta(ge=-MOST, le=MOST)]]


_whole = msgspec.json.Decoder(_Whole)
_any = msgspec.json.Decoder(Line)


def stated(raw: bytes) -> tuple[Line, bool]:
    """Return what a line states, and whether it is numbers alone, all of them whole.

    What is null is not stated. Raises ``Malformed``, and ``Invalid`` by field.
    """
    if len(raw) > LONGEST:
        raise Malformed(_("This line is longer than %(count)s bytes.") % {"count": LONGEST})
    try:
        line: Line = _whole.decode(raw)
        if line.is_plain and is_canonical(line.id) and EARLIEST <= line.day <= LATEST and NUL not in raw:
            return line, True
    except (msgspec.MsgspecError, UnicodeDecodeError):
        line = _loose(raw)
    _check(line, raw)
    return line, False


def _loose(raw: bytes) -> Line:
    try:
        return _any.decode(raw)
    except msgspec.ValidationError as error:
        found = _named(str(error))
        if found is None:
            raise Malformed(_("This line is no report: one JSON object a line is asked for.")) from error
        name = found[1]
        missing = "missing" in str(error)
        raise Invalid(
            {name: _("Enter it: it is asked for.") if missing else _("This is of another kind.")}
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(_("This line is no report: one JSON object a line is asked for.")) from error


def _check(line: Line, raw: bytes) -> None:
    errors: dict[str, Text] = {}
    try:
        line.id = str(uuid.UUID(line.id))
    except ValueError:
        errors["id"] = _("Send a UUID that you made for this report.")
    if not EARLIEST <= line.day <= LATEST:
        errors["day"] = _("Enter a date, such as 2020-02-08.")
    if len(line.comment) > SHORT:
        errors["comment"] = _("Enter at most %(count)s characters.") % {"count": SHORT}
    if any(len(reason) > SHORT for reason in line.reasons.values()):
        errors["reasons"] = _("Enter at most %(count)s characters.") % {"count": SHORT}
    if NUL in raw:
        errors["comment"] = _("This is of another kind.")
    if errors:
        raise Invalid(errors)
    line.numbers = {code: number for code, number in line.numbers.items() if number is not None}
    line.answers = {code: answer for code, answer in line.answers.items() if answer is not None}
