"""Taking the list out as a workbook."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fangxian.core import clock
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.exporting import workbook
from fangxian.lines.arrivals.forms import ExportForm
from fangxian.lines.arrivals.lists import Filters
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import as_of_of, response_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("arrivals.export")
@never_cache
def export(request: Request) -> HttpResponse:
    """Ask whether names are needed and what for (GET), then send the workbook (POST)."""
    response, as_of = response_of(request), as_of_of(request)
    filters = Filters.of(request.GET.dict())
    rows = filters.apply(queries.visible(request.actor, response, as_of), response, as_of)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            content, _count = workbook(request.actor, response, rows, form.cleaned_data["purpose"], as_of)
            return _sent(content, response.mark)
    context = {
        "form": form,
        "count": rows.count(),
        "may_disclose": request.actor.may("arrivals.disclose"),
        "back": "?" + request.GET.urlencode(),
        "as_of": as_of,
    }
    return render(request, "arrivals/export.html", context, status=422 if form.errors else 200)


def _sent(content: bytes, mark: str) -> HttpResponse:
    name = f"{mark}{_('arrivals')}-{timezone.localtime(clock.now()):%Y%m%d-%H%M}.xlsx"
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
