"""The measures of the line: what was owed and filed, and every field of the form (M8)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.reports.expectations import ExpectationSource
from fangxian.lines.reports.form import RETURNEES, Field, FieldKind
from fangxian.lines.reports.models import FILED, DailyReport
from fangxian.mechanisms.figures.measures import Kind, Measure, Rate
from fangxian.mechanisms.figures.moments import Before, Moment, until, within
from fangxian.mechanisms.figures.questions import DAY
from fangxian.mechanisms.figures.tables import TableSource

EXPECTED = ExpectationSource()
FILED_REPORTS = TableSource(DailyReport, Q(state__in=FILED))
REPORTS = _("reports")


def _count(code: str, title: Text, sentence: Text) -> Measure:
    return Measure(f"reports.{code}", title, sentence, EXPECTED, Kind.FLOW, Q(), unit=REPORTS)


DUE = _count(
    "due",
    _("reports due"),
    _("Reports whose cut-off lies in the window, one a body and day; excused and closed bodies owe none."),
)
FILED_COUNT = _count("filed", _("reports filed"), _("Due reports that were filed, zero reports included."))
ON_TIME = _count("on_time", _("filed on time"), _("Due reports that were filed before the grace was over."))


def _field(field: Field) -> Measure:
    """A flow adds up over the window; cumulative and current numbers are those of its last day."""
    flow = field.kind is FieldKind.FLOW
    last = until("due_at") & Q(due_at__gt=Before(Moment.TO, DAY))
    return Measure(
        f"reports.field.{field.code}",
        field.title,
        _("The number as the bodies reported it, not as the ledgers have it."),
        FILED_REPORTS,
        Kind.FLOW if flow else Kind.STOCK,
        (within("due_at") if flow else last) & until("filed_at"),
        unit=field.unit,
        column=field.column,
    )


MEASURES: list[Measure | Rate] = [
    DUE,
    FILED_COUNT,
    ON_TIME,
    _count("zero", _("zero reports"), _("Filed reports that state that there is nothing to report.")),
    _count("late", _("filed late"), _("Reports that were filed after the grace was over.")),
    _count(
        "missing", _("missing"), _("Reports whose grace is over and that nobody filed: silence, not zero.")
    ),
    Rate("reports.completeness", _("completeness"), _("Filed reports over due reports."), FILED_COUNT, DUE),
    Rate("reports.timeliness", _("timeliness"), _("Reports filed on time over due reports."), ON_TIME, DUE),
    *[_field(field) for field in RETURNEES.fields],
]
