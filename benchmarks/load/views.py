"""The same pages and writes as plain Django views: same sign-in and scope check, same rows, nothing else.

No navigation with counts, no masking, no as-of, no translation, no check of what is entered, no history.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from benchmarks.plain import write
from fangxian.core import clock
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.figures import registry
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.access import Request
from fangxian.trees.places.models import WIDTHS, Kind, Place

PAGE = 50
OFFERED = 300
State = Standing.State
NAVIGATION = [(f"/part-{number}/", f"某项工作 {number}") for number in range(20)]
COUNTED = {
    "declared": Q(side=Side.UNIT),
    "matched": Q(side=Side.UNIT, state=State.MATCHED),
    "unit_only": Q(side=Side.UNIT, state=State.UNIT_ONLY),
    "community_only": Q(side=Side.COMMUNITY, state=State.COMMUNITY_ONLY),
    "conflicting": Q(side=Side.UNIT, state=State.CONFLICTING),
}


def listing(request: Request) -> HttpResponse:
    """List the latest fifty arrivals of the reader's part."""
    if request.actor.account is None or not request.actor.may("arrivals.view_unit"):
        return HttpResponse(status=403)
    own = _standings(request).select_related("body").order_by("-reported_at", "-entry")
    found = list(own[: PAGE + 1])
    entries = [row.entry_id for row in found]
    reports = {
        row.entry_id: row for row in ArrivalReport.objects.filter(entry__in=entries, recorded_to=FOREVER)
    }
    names = dict(Place.objects.filter(path__in={row.path for row in found}).values_list("path", "name"))
    rows = [(row, reports[row.entry_id], names.get(row.path, "—")) for row in found[:PAGE]]
    return _page(request, "load/list.html", {"rows": rows, "places": _places(request)})


def figures(request: Request) -> HttpResponse:
    """Show six figures of arrivals by county, with everything that may be chosen."""
    if request.actor.account is None or not request.actor.may("figures.view"):
        return HttpResponse(status=403)
    own = _standings(request)
    counts = {name: Count("subject", filter=where, distinct=True) for name, where in COUNTED.items()}
    width = WIDTHS[Kind.COUNTY]
    parts = own.annotate(part=Substr("path", 1, width)).values("part").annotate(**counts).order_by("part")
    rows = list(parts)
    names = dict(Place.objects.filter(path__in=[row["part"] for row in rows]).values_list("path", "name"))
    context = {
        "rows": [_figures_of(names.get(row["part"], ""), row) for row in rows],
        "whole": _figures_of("合计", own.aggregate(**counts)),
        "measures": registry.all_measures(),
        "places": _places(request),
        "bodies": Body.objects.order_by("code")[:OFFERED],
        "lines": Line.objects.all(),
    }
    return _page(request, "load/figures.html", context)


def file_by_form(request: Request) -> HttpResponse:
    """Write the report that a form sends, and lead back."""
    if request.actor.account is None:
        return HttpResponse(status=403)
    asked = request.GET
    position = Position.objects.select_related("body__place").get(
        body=uuid.UUID(asked["body"]), line=asked["line"], valid_to=None
    )
    if not request.actor.scope("reports.file").holds_body(position.line_id, position.path):
        return HttpResponse(status=404)
    numbers = {field.code: int(request.POST[field.code]) for field in RETURNEES.fields}
    sent = {"id": request.POST["id"], "day": asked["day"], "numbers": numbers}
    write(request.actor, position, sent, uuid.UUID(asked["response"]), json.dumps(sent).encode())
    messages.success(request, "已上报，谢谢。")
    return redirect(request.get_full_path())


@csrf_exempt
def insert_one(request: HttpRequest) -> HttpResponse:
    """Insert one row of what was sent as JSON: nobody is asked who he is."""
    sent = json.loads(request.body)
    entry = Entry(id=uuid.UUID(sent["id"]), kind="bare", created_at=clock.now(), digest=b"0" * 16)
    entry.response_id = uuid.UUID(request.GET["response"])
    entry.save(force_insert=True)
    return JsonResponse({"id": sent["id"], "new": True}, status=201)


def _standings(request: Request) -> QuerySet[Standing]:
    scope = request.actor.scope("arrivals.view_unit")
    return Standing.objects.filter(
        scope.q(), response=uuid.UUID(request.GET["response"]), recorded_to=FOREVER
    )


def _places(request: Request) -> QuerySet[Place]:
    own = request.actor.scope("arrivals.view_unit").place_q()
    return Place.objects.filter(own, kind=Kind.COMMUNITY).order_by("path")[:OFFERED]


def _figures_of(name: str, row: Mapping[str, Any]) -> tuple[str, list[int | str]]:
    declared, matched = row["declared"], row["matched"]
    rate = f"{100 * matched / declared:.1f}" if declared else "—"
    return name, [declared, matched, rate, row["unit_only"], row["community_only"], row["conflicting"]]


def _page(request: Request, template: str, context: Mapping[str, object]) -> HttpResponse:
    frame = {"navigation": NAVIGATION, "now": clock.now(), "csrf_token": get_token(request)}
    return HttpResponse(render_to_string(template, {**context, **frame, "account": request.actor.account}))
