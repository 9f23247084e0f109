"""The audit trail as a page and as a file; only for whoever may see it (audit.view)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from fangxian.command.auditing import queries
from fangxian.command.auditing.forms import FilterForm
from fangxian.core import clock
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable


@requires("audit.view")
@savable("kind", "action", "response")
def listing(request: Request) -> HttpResponse:
    """List events, the latest first, narrowed by the filters in the address bar."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        return render(request, "auditing/events.html", {"form": form}, status=422)
    after = request.GET.get("after", "")
    rows = queries.events(request.actor, form.conditions())
    found = queries.page(
        rows, int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    )
    shown = found[: queries.PAGE]
    more = shown[-1].pk if len(found) > queries.PAGE else None
    context = {
        "form": form,
        "events": shown,
        "after": after,
        "next": more,
        "narrowed": bool(form.conditions()),
    }
    return render(request, "auditing/events.html", context)


@requires("audit.view")
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Give the narrowed events as a CSV file; that somebody took them is an event too."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        return render(request, "auditing/events.html", {"form": form}, status=422)
    filters = form.conditions()
    lines = queries.export(request.actor, queries.events(request.actor, filters), filters)
    name = f"audit-{timezone.localtime(clock.now()):%Y%m%d-%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
