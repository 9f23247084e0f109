"""The list of reports, and the entries behind a figure."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.lines.arrivals import choosing, queries
from fangxian.lines.arrivals.facts import facts_for
from fangxian.lines.arrivals.forms import FilterForm, SearchForm
from fangxian.lines.arrivals.lists import Filters, searched
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.queries import PAGE
from fangxian.lines.arrivals.views.saying import LOOK
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.measures import Measure, Rate
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.people.saving.pages import MANY, Words
from fangxian.trees.responses.current import as_of_of, response_of


def _left(request: Request, views: Sequence[Words]) -> list[int]:
    """Count what saved views leave, up to a hundred each."""
    response = response_of(request)
    seen = queries.visible(request.actor, response)
    return [Filters.of(words).apply(seen, response)[:MANY].count() for words in views]


@requires(*LOOK)
@savable("state", "side", "timing", "line", "place", "body", count=_left)
def listing(request: Request) -> HttpResponse:
    """List the reports of one's side and area, filtered as the address says; a search is sent by POST."""
    response, as_of = response_of(request), as_of_of(request)
    if request.method == "POST":
        return _search(request)
    filters = Filters.of(request.GET.dict())
    rows = filters.apply(queries.visible(request.actor, response, as_of), response, as_of)
    found = queries.page(rows, read_cursor(request.GET.get("after", "")))
    lines = [(line.code, str(line)) for line in Line.objects.all()]
    context = {
        "rows": queries.rows_of(found[:PAGE], as_of),
        "form": FilterForm(lines, vars(filters)),
        "search": SearchForm(),
        "searching": bool(filters.found),
        "filtered": filters != Filters(),
        "communities": choosing.community_names(request.actor, response, "arrivals.view_community"),
        "next_url": next_url(request, found),
        "first_url": first_url(request),
        "export_url": _address(request.GET, without=("after", "as_of")),
        "may": {name for name in ("arrivals.register", "arrivals.declare") if request.actor.may(name)},
        "may_export": request.actor.may("arrivals.export"),
        "as_of": as_of,
    }
    return render(request, "arrivals/list.html", context)


@requires(*LOOK)
def entries(request: Request) -> HttpResponse:
    """List the facts behind a figure of the line, each as far as the reader may see it."""
    response = response_of(request)
    measure = _measure(request.GET.get("measure", ""))
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    facts: QuerySet[Standing] = measure.source.facts(question, measure)
    found = queries.page(facts, read_cursor(request.GET.get("after", "")))
    context = {
        "measure": measure,
        "question": question,
        "facts": facts_for(request.actor, found[:PAGE], question.as_of),
        "next_url": next_url(request, found),
        "first_url": first_url(request),
        "as_of": question.as_of,
    }
    return render(request, "arrivals/entries.html", context)


def _measure(code: str) -> Measure:
    """Return the measure whose facts are listed; a rate shows those of its denominator."""
    measure = registry.measure(code)
    measure = measure.denominator if isinstance(measure, Rate) else measure
    if not measure.code.startswith("arrivals."):
        raise Missing(_("No figure of arrivals is called %(code)s.") % {"code": code})
    return measure


def _search(request: Request) -> HttpResponse:
    form = SearchForm(request.POST)
    kept = request.GET.copy()
    for name in ("after", "found"):
        kept.pop(name, None)
    if form.is_valid() and form.cleaned_data["q"].strip():
        kept["found"] = searched(response_of(request), form.cleaned_data["q"])
    return redirect(f"{request.path}?{kept.urlencode()}")


def next_url(request: Request, found: list[Standing]) -> str:
    """Return the address of the next page, or "" on the last one."""
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return _address(request.GET, after=cursor(last.reported_at, last.entry_id))


def first_url(request: Request) -> str:
    """Return the address of the first page, or "" on it."""
    return _address(request.GET, without=("after",)) if request.GET.get("after") else ""


def _address(address: QueryDict, *, without: tuple[str, ...] = (), **changed: str) -> str:
    kept = {name: value for name, value in address.dict().items() if name not in without}
    return "?" + urlencode(kept | changed)
