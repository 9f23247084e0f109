"""The measures of the line: what was owed and filed, and every number of every form (M8).

Those of the built-in form are declared; those of forms that the command makes come from the catalogue.
"""

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.dated import today
from fangxian.core.errors import Text
from fangxian.lines.reports.expectations import ExpectationSource
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.figures.measures import AnyMeasure, Kind, Mean, Measure, Rate, Source
from fangxian.mechanisms.figures.moments import Before, Moment, until, within
from fangxian.mechanisms.figures.questions import DAY
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.figures.tallies.declared import Tallied
from fangxian.mechanisms.forms.catalogue import catalogue, form_of
from fangxian.mechanisms.forms.vocabulary import RESERVED, Field, FieldKind, FieldType, Form, Frequency

REPORTS = _("reports")
BUILT_IN = "field"
"""Stands for the built-in form in the codes of its measures: ``reports.field.new_arrivals``."""
COUNTS: dict[str, tuple[Text, Text]] = {
    "due": (
        _("reports due"),
        _(
            "Reports whose cut-off lies in the window, one a body and day; excused and closed bodies owe none."
        ),
    ),
    "filed": (_("reports filed"), _("Due reports that were filed, zero reports included.")),
    "on_time": (_("filed on time"), _("Due reports that were filed before the grace was over.")),
    "zero": (_("zero reports"), _("Filed reports that state that there is nothing to report.")),
    "late": (_("filed late"), _("Reports that were filed after the grace was over.")),
    "missing": (
        _("missing"),
        _("Reports whose grace is over and that nobody filed: silence, not zero."),
    ),
}


def code_of(form: str, field: str) -> str:
    """Return the code of the measure that adds up a field of a form."""
    return f"reports.{BUILT_IN if form == RETURNEES.code else form}.{field}"


def field_of(code: str) -> tuple[Form, Field] | None:
    """Return the form and field that a measure adds up, or None for one that counts reports."""
    _room, form, field = code.split(".") if code.count(".") == 2 else ("", "", "")
    if not form or field in RESERVED:
        return None
    found = form_of(RETURNEES.code if form == BUILT_IN else form)
    return (found, found.by_code[field]) if field in found.by_code else _former(found.code, field)


def _former(form: str, field: str) -> tuple[Form, Field] | None:
    """A field that today's version no longer asks for keeps its measure."""
    held = [version for version in catalogue().forms[form] if field in version.by_code]
    return (held[-1], held[-1].by_code[field]) if held else None


def _counts(prefix: str, form: Form | None, source: Source) -> list[AnyMeasure]:
    """Return how many reports were due and what became of them, of one form or of all."""
    counts = {
        name: Measure(
            f"{prefix}.{name}", _titled(form, title), sentence, source, Kind.FLOW, Q(), unit=REPORTS
        )
        for name, (title, sentence) in COUNTS.items()
    }
    due, filed, on_time = counts["due"], counts["filed"], counts["on_time"]
    title, timely = _titled(form, _("completeness")), _titled(form, _("timeliness"))
    rates = [
        Rate(f"{prefix}.completeness", title, _("Filed reports over due reports."), filed, due),
        Rate(f"{prefix}.timeliness", timely, _("Reports filed on time over due reports."), on_time, due),
    ]
    return [*counts.values(), *rates]


def _titled(form: Form | None, title: Text) -> Text:
    return f"{form.title}：{title}" if form else title


def _field(form: Form, field: Field, source: Source, title: Text) -> Measure:
    """A flow adds up over the window; cumulative and current numbers are those of its last day (or week)."""
    flow = field.kind is FieldKind.FLOW
    since = DAY * (7 if form.frequency is Frequency.WEEKLY else 1)
    once = form.frequency is Frequency.ONCE
    last = until("due_at") & (Q() if once else Q(due_at__gt=Before(Moment.TO, since)))
    made = Mean if field.is_share else Measure
    return made(
        code_of(form.code, field.code),
        title,
        _("The mean of what the bodies reported, each counting once.")
        if field.is_share
        else _("The number as the bodies reported it, not as the ledgers have it."),
        source,
        Kind.FLOW if flow else Kind.STOCK,
        (within("due_at") if flow else last) & until("filed_at"),
        unit=_unit(field),
        column=field.column,
        decimals=field.decimals,
    )


def _unit(field: Field) -> Text:
    if field.is_share:
        return "%"
    return _("units") if field.type is FieldType.YES_NO else field.unit


def _filed(form: str, versions: Sequence[Form]) -> TableSource:
    return TableSource(DailyReport, Q(form=form, state__in=FILED), tallied=_tallied(form, versions))


def _tallied(form: str, versions: Sequence[Form]) -> Tallied:
    """Every number that any version asks for is added up, under the number of its column."""
    numbers = [field for version in versions for field in version.numbers]
    return Tallied(
        form,
        DailyReport,
        Q(form=form, state__in=FILED),
        {field.column: f"v{field.column[1:]}" for field in numbers},
        frozenset(field.column for field in numbers if field.is_share),
    )


def tallied_forms() -> list[Tallied]:
    """Return what is added up of every form, as the catalogue has them now."""
    return [_tallied(code, versions) for code, versions in catalogue().forms.items()]


def stored_measures() -> Mapping[str, AnyMeasure]:
    """Return the measures of the forms that the command made, by code; of the built-in one its counts beside them."""
    now = catalogue()
    return _made(now.stamps, today()) if len(now.forms) > 1 else {}


@lru_cache(maxsize=4)
def _made(_stamps: tuple[object, ...], _day: datetime.date) -> Mapping[str, AnyMeasure]:
    """Keep the measures of a state of the catalogue: a source is asked once for all that it counts."""
    found: list[AnyMeasure] = []
    for code, versions in catalogue().forms.items():
        form = form_of(code)
        found += _counts(f"reports.{code}", form, ExpectationSource(code))
        if not form.is_built_in:
            source = _filed(code, versions)
            fields = {field.code: (version, field) for version in versions for field in version.numbers}
            found += [
                _field(own, field, source, _titled(form, field.title)) for own, field in fields.values()
            ]
    return {measure.code: measure for measure in found}


FILED_REPORTS = _filed(RETURNEES.code, [RETURNEES])
MEASURES: list[AnyMeasure] = [
    *_counts("reports", None, ExpectationSource()),
    *[_field(RETURNEES, field, FILED_REPORTS, field.title) for field in RETURNEES.fields],
]
