"""The explorer: measures by place, body, line or day, as table and chart; every number opens its entries (M24)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.command import exporting, tabling
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.measures import KIND_TEXT, AnyMeasure, Rate
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.trees.bodies.models import Line
from fangxian.trees.bodies.queries import in_scope as bodies_in
from fangxian.trees.people.access import Request, requires
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100
OFFERED = 300
MOST = 12
LEVELS = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)
FIRST = [
    "arrivals.declared",
    "arrivals.dual_reported",
    "arrivals.dual_report_rate",
    "arrivals.unit_only",
    "arrivals.community_only",
    "arrivals.conflicting",
]
BY_TEXT = {
    By.PLACE: gettext_lazy("place"),
    By.BODY: gettext_lazy("unit"),
    By.LINE: gettext_lazy("line"),
    By.DAY: gettext_lazy("day"),
    By.WHOLE: gettext_lazy("in all"),
}


@requires("figures.view")
def figures(request: Request) -> HttpResponse:
    """Show the figures asked for; without a question the main ones by place."""
    question, chosen = _asked(request)
    found = answers.answers(question, chosen)
    table = tabling.table(found, start=_after(request), size=PAGE)
    context = {
        "question": question,
        "table": table,
        "chart": tabling.chart(found),
        "chosen": [measure.code for measure in chosen],
        "by": question.by.value,
        "running": question.running_from is not None,
        "bys": list(BY_TEXT.items()),
        "groups": grouped(registry.all_measures()),
        "lines": list(Line.objects.all()),
        "places": _places(question),
        "bodies": list(bodies_in(question.scope).select_related(None)[:OFFERED]),
        "exports": [("csv", "CSV"), ("xlsx", "Excel")],
        "query_string": request.GET.urlencode(),
    }
    return render(request, "command/figures.html", context)


@requires("figures.view")
def export(request: Request, ending: str) -> HttpResponse:
    """Return the whole table as CSV or as an Excel workbook."""
    if ending not in exporting.WRITERS:
        raise Missing(_("There is no such export."))
    question, chosen = _asked(request)
    rows = tabling.plain(answers.answers(question, chosen))
    kind, write = exporting.WRITERS[ending]
    answer = HttpResponse(write(rows), content_type=kind)
    name = f"figures-{timezone.localtime(question.end):%Y%m%d-%H%M}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@requires("figures.view")
def measures(request: HttpRequest) -> HttpResponse:
    """Explain every measure: what it counts, of what kind, in what unit, and its name for ever."""
    return render(
        request, "command/measures.html", {"groups": grouped(registry.all_measures(), explained=True)}
    )


def _asked(request: Request) -> tuple[Question, list[AnyMeasure]]:
    """Return the question and the measures of an address; the hour is that of the page."""
    words: dict[str, str] = request.GET.dict()
    words.setdefault("by", "place")
    words.pop("as_of", None)
    response, as_of = response_of(request), as_of_of(request)
    question = question_for(request.actor, response, words)
    if as_of:
        question = question.at(as_of=as_of, end=question.end if words.get("to") else as_of)
    if question.by is By.DAY and request.GET.get("running"):
        question = question.at(running_from=question.start)
    codes = request.GET.getlist("measure") or FIRST
    if len(codes) > MOST:
        raise Invalid({"measure": _("Choose at most %(most)s figures at a time.") % {"most": MOST}})
    return question, [registry.measure(code) for code in dict.fromkeys(codes)]


def _after(request: Request) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isdigit() else 0


def _places(question: Question) -> list[Place]:
    """Return the places to choose from: those of the reader's scope down to the community."""
    own = question.scope.place_q() if question.scope.places else None
    rows = Place.objects.filter(own) if own else Place.objects.all()
    inside = rows.filter(path__startswith=question.response.jurisdiction.path, kind__in=LEVELS)
    return list(inside.order_by("path")[:OFFERED])


def grouped(found: list[AnyMeasure], *, explained: bool = False) -> list[dict[str, Any]]:
    """Return measures by the line that declares them, each with what the dictionary says of it."""
    titles = {
        "arrivals": _("Arrivals and dual reporting"),
        "reports": _("Daily reports"),
        "reports.field": _("Numbers as reported"),
        "cases": _("Cases handed over"),
    }
    groups: dict[str, list[Any]] = {}
    for measure in found:
        room, _dot, rest = measure.code.partition(".")
        key = "reports.field" if rest.startswith("field.") else room
        groups.setdefault(key, []).append(_explained(measure) if explained else measure)
    return [{"code": key, "title": titles.get(key, key), "measures": own} for key, own in groups.items()]


def _explained(measure: AnyMeasure) -> dict[str, Any]:
    rate = isinstance(measure, Rate)
    return {
        "measure": measure,
        "kind": KIND_TEXT[measure.kind],
        "parts": [measure.numerator, measure.denominator] if isinstance(measure, Rate) else [],
        "is_rate": rate,
    }
