"""Every form that anybody owes: those built in, and those made by the command and approved (M8).

Stored forms are kept in memory and read again when their stamps change. The stamps are looked at by one small
query for each page or job (``steady``), so a commit anywhere is seen by the next one, and a list of rows costs none.
"""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from asgiref.local import Local
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.compiled import Statement
from fangxian.core.errors import Missing
from fangxian.mechanisms.forms.content import from_json
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.mechanisms.forms.vocabulary import Form

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Catalogue:
    """The approved versions of every form, each form's in their order; ``stamps`` tell one state from another."""

    stamps: tuple[uuid.UUID, ...] = ()
    forms: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)


STAMPS = Statement(lambda: FormDefinition.objects.order_by("stamp").values_list("stamp", flat=True))
_built_in: dict[str, tuple[Form, ...]] = {}
_latest = Catalogue()
_here = Local()


def register_built_in(form: Form) -> None:
    """Add a form that comes with a line."""
    global _latest
    _built_in[form.code], _latest = (form,), Catalogue()


def is_built_in(code: str) -> bool:
    """Tell whether a form comes with a line."""
    return code in _built_in


def form_of(code: str, day: datetime.date | None = None) -> Form:
    """Return the version of a form that holds on a day; raises ``Missing``.

    Without a day it is the one of today; of a form that begins later the first, of a retired one the last.
    """
    found = versions_of(code)
    if day is not None:
        held = next((form for form in found if form.holds_on(day)), None)
        if held is None:
            raise Missing(_("Nobody owes this form on this day."))
        return held
    day = timezone.localdate(clock.now())
    begun = [form for form in found if form.valid_from <= day]
    return begun[-1] if begun else found[0]


def version_of(code: str, number: int) -> Form:
    """Return a version of a form by its number, under which a report was stated; raises ``Missing``."""
    found = next((form for form in versions_of(code) if form.number == number), None)
    if found is None:
        raise Missing(_("There is no such form."))
    return found


def versions_of(code: str) -> list[Form]:
    """Return the approved versions of a form, the first one first; raises ``Missing``."""
    found = _built_in.get(code) or catalogue().forms.get(code)
    if not found:
        raise Missing(_("There is no such form."))
    return list(found)


def forms_on(day: datetime.date) -> list[Form]:
    """Return the versions that hold on a day, those built in first."""
    return [form for versions in catalogue().forms.values() for form in versions if form.holds_on(day)]


def all_forms() -> list[Form]:
    """Return of every form, retired ones too, the version of today (or its first, or last), those built in first."""
    return [form_of(code) for code in catalogue().forms]


def catalogue() -> Catalogue:
    """Return the catalogue as committed now, or as the page or job under way first saw it."""
    global _latest
    if (known := getattr(_here, "known", None)) is not None:
        return known  # type: ignore[no-any-return]
    stamps = tuple(STAMPS.all())
    found = _latest
    if found.stamps != stamps or not found.forms:
        found = _latest = _load(stamps)
    if getattr(_here, "steady", False):
        _here.known = found
    return found


@contextmanager
def steady() -> Iterator[None]:
    """Look at the stamps once only until the end of a job with many steps; inside a page it changes nothing."""
    if getattr(_here, "steady", False):
        yield
        return
    begin()
    try:
        yield
    finally:
        end()


def begin(**_signal: Any) -> None:
    """Begin a page: the catalogue is looked at anew, once."""
    _here.steady, _here.known = True, None


def end(**_signal: Any) -> None:
    """End a page or job."""
    _here.steady, _here.known = False, None


def _load(stamps: tuple[uuid.UUID, ...]) -> Catalogue:
    forms = dict(_built_in)
    approved = FormVersion.objects.filter(state=FormVersion.State.APPROVED)
    rows = approved.select_related("form").order_by("form", "valid_from", "number")
    found: dict[str, list[FormVersion]] = {}
    for row in rows:
        found.setdefault(row.form_id, []).append(row)
    for code, versions in found.items():
        ends = [later.valid_from for later in versions[1:]]
        forms[code] = tuple(read(row, valid_to=end) for row, end in zip(versions, [*ends, None], strict=True))
    return Catalogue(stamps, forms)


def read(row: FormVersion, valid_to: datetime.date | None = None) -> Form:
    """Return a stored version as a form, with the columns of its definition."""
    retired = row.form.retired_from
    ends = [day for day in (valid_to, retired) if day is not None]
    form = from_json(
        row.form_id, row.content, number=row.number, valid_from=row.valid_from,
        valid_to=min(ends) if ends else None, issued_by=row.form.issued_by_id,
    )  # fmt: skip
    columns = row.form.columns
    return replace(
        form, fields=tuple(replace(each, column=columns.get(each.code, "")) for each in form.fields)
    )
