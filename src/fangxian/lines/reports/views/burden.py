"""The burden meter as a page and as a workbook: by unit and by issuer, with the fields that are known already (M8)."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.lines.reports.burden import Meter, meter
from fangxian.lines.reports.deadlines import DAY, current_day
from fangxian.lines.reports.forms import day_in
from fangxian.lines.reports.spending import FEWEST
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.workbooks import export as as_workbook
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Field("body", gettext_lazy("unit")),
    Field("line", gettext_lazy("line")),
    Field("form", gettext_lazy("form")),
    Field("issuer", gettext_lazy("issued by")),
    Field("fields", gettext_lazy("fields"), kind=Kind.NUMBER),
    Field("filled_in", gettext_lazy("filled in by the ledgers"), kind=Kind.NUMBER),
    Field("duplicates", gettext_lazy("known already"), kind=Kind.NUMBER),
    Field("minutes", gettext_lazy("minutes"), kind=Kind.NUMBER),
    Field("estimated", gettext_lazy("seconds estimated"), kind=Kind.NUMBER),
    Field("measured", gettext_lazy("seconds measured (median)"), kind=Kind.NUMBER),
]


@requires("reports.view")
def burden(request: Request) -> HttpResponse:
    """Show what a day asks of each unit, of whom by whom, and which fields are known already."""
    found, response = _meter(request), response_of(request)
    start = int(after) if (after := request.GET.get("after", "")).isdigit() else 0
    lines = {line.code: line for line in Line.objects.all()}
    context = {
        "meter": found,
        "by": "issuer" if request.GET.get("by") == "issuer" else "unit",
        "units": [(unit, lines.get(unit.line)) for unit in found.units[start : start + PAGE]],
        "next": start + PAGE if len(found.units) > start + PAGE else None,
        "duplicates": [(asked.form, each) for asked in found.forms for each in asked.duplicates],
        "heaviest": max((unit.cost.minutes for unit in found.units), default=0),
        "fewest": FEWEST,
        "before": found.day - DAY if found.day > current_day(response, response.started_at) else None,
        "after": found.day + DAY,
    }
    return render(request, "reports/burden.html", context)


@requires("reports.view")
def export(request: Request) -> HttpResponse:
    """Send the day's burden as a workbook, a row a unit and form."""
    found = _meter(request)
    told = {"who": request.actor.label, "when": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"}
    watermark = _("Exported by %(who)s, %(when)s") % told
    title = response_of(request).mark + _("Burden of %(day)s") % {"day": found.day.isoformat()}
    content = as_workbook(_rows(found), COLUMNS, watermark=watermark, title=title)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="burden-{found.day.isoformat()}.xlsx"'
    return response


def _meter(request: Request) -> Meter:
    response, as_of = response_of(request), as_of_of(request)
    day = day_in(request.GET.get("day", ""), current_day(response, as_of or clock.now()))
    return meter(request.actor, response, day, as_of)


def _rows(found: Meter) -> Iterator[list[object]]:
    lines = {line.code: str(line) for line in Line.objects.all()}
    for unit in found.units:
        for asked in unit.forms:
            cost = asked.cost
            yield [
                str(unit.body), lines.get(unit.line, unit.line), str(asked.form.title),
                str(asked.issuer or _("the system")), cost.fields, cost.filled_in, cost.duplicates, cost.minutes,
                asked.estimated, asked.measured.seconds if asked.measured else None,
            ]  # fmt: skip
