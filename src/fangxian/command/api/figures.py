"""Figures over the API: any measure, for any part of both trees, now or as known then, with its entries (M24)."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from fangxian.command import figuring
from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import By, Code, Cursor, Measure, Moment
from fangxian.command.api.schemas.figures import FactPage, FigureOut, MeasureOut
from fangxian.mechanisms.figures import answers, evidence, registry
from fangxian.mechanisms.figures.answers import Answer, Value
from fangxian.mechanisms.figures.evidence import Fact
from fangxian.mechanisms.figures.measures import AnyMeasure, Rate
from fangxian.mechanisms.figures.questions import By as Breakdown
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.places.models import PlaceCode

router = Router(tags=["figures"])
SEES = Requires("figures.view")


class Asked(Schema):
    """The part and window asked for; what is left out is everything in one's area, from the start to now."""

    place: Code = Field("", description="Division code.")
    body: Code = ""
    line: Code = ""
    start: Moment = Field("", alias="from")
    to: Moment = ""
    as_of: Moment = Field("", description="As known at this instant; empty: now.")
    response: uuid.UUID | None = None

    def question(self, request: Request, by: str = "") -> Question:
        """Return the question that is meant, in the caller's area."""
        return figuring.question_for(
            request.actor, response_of(self.response), place=self.place, body=self.body, line=self.line,
            start=self.start, end=self.to, as_of=self.as_of, by=by,
        )  # fmt: skip

    def entries(self, code: str) -> str:
        """Return the address of the entries behind a measure's value."""
        words = {"measure": code, **self.dict(by_alias=True, exclude_defaults=True)}
        return f"{reverse('api:entries')}?{urlencode(words)}"


@router.get("/figures", auth=SEES, response={200: list[FigureOut], **REFUSALS}, by_alias=True)
def figures(
    request: Request,
    asked: Query[Asked],
    measure: Query[list[Measure]] = [],  # noqa: B006
    by: By = "",
) -> list[dict[str, Any]]:
    """Answer measures (none named: all), each with its parts, breakdown and the address of its entries."""
    chosen = [registry.measure(code) for code in dict.fromkeys(measure)] or registry.all_measures()
    found = answers.answers(asked.question(request, by), chosen)
    return [_figure(answer, asked) for answer in found]


@router.get("/figures/entries", auth=SEES, response={200: FactPage, **REFUSALS}, url_name="entries")
def entries(request: Request, asked: Query[Asked], measure: Measure, cursor: Cursor = "") -> dict[str, Any]:
    """List the facts behind a figure that one may open; behind a rate, those of its numerator."""
    chosen, question = registry.measure(measure), asked.question(request)
    found = evidence.facts(request.actor, question, chosen, paging.moment_key(cursor))
    shown, more = paging.cut(found.rows, lambda row: (row.at, row.key), evidence.PAGE)
    value = answers.answer(question, chosen).total.value
    return {"value": value, "hidden": found.hidden, "items": _facts(shown), "next": more}


@router.get("/measures", auth=SEES, response={200: list[MeasureOut], **REFUSALS})
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """List the dictionary of measures: one definition of every figure."""
    return [_measure(measure) for measure in registry.all_measures()]


def _figure(answer: Answer, asked: Asked) -> dict[str, Any]:
    whole = figuring.row(answer, answer.total)
    names = ("measure", "line", "place", "body", "as_of", "to", "unit", "kind")
    return {
        **{name: whole[name] for name in names},
        **_value(answer.total),
        "start": whole["from"],
        "title": str(answer.measure.title),
        "breakdown": _parts(answer),
        "entries": asked.entries(answer.measure.code),
    }


def _parts(answer: Answer) -> Sequence[dict[str, Any]]:
    by_day = answer.question.by is Breakdown.DAY
    return [
        {"code": node.key if by_day else node.code, "label": str(node.label), **_value(value)}
        for node, value in answer.nodes
    ]


def _value(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in ("value", "numerator", "denominator", "qualifier")}


def _facts(rows: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return facts with the codes of their places and bodies: two queries for all."""
    codes = PlaceCode.objects.filter(path__in={row.path for row in rows}).values_list("path", "place__code")
    bodies = Body.objects.filter(pk__in={row.body for row in rows if row.body}).values_list("pk", "code")
    places, units = dict(codes), dict(bodies)
    names = ("entry", "kind", "state", "at", "line")
    return [
        {**{name: getattr(row, name) for name in names}, "place": places.get(row.path, ""),
         "body": units.get(row.body, "") if row.body else "", "url": _shown_at(row)}
        for row in rows
    ]  # fmt: skip


def _shown_at(row: Fact) -> str | None:
    """Return the address of the operation that shows a fact's entry."""
    operation = OPERATIONS.get(row.kind)
    return reverse(operation, args=[row.entry]) if operation and row.entry else None


OPERATIONS = {"arrival": "api:arrival", "report": "api:report"}


def _measure(measure: AnyMeasure) -> dict[str, Any]:
    halves = (measure.numerator.code, measure.denominator.code) if isinstance(measure, Rate) else (None, None)
    return {
        "measure": measure.code,
        "title": str(measure.title),
        "sentence": str(measure.sentence),
        "kind": measure.kind.value,
        "unit": str(measure.unit),
        "numerator": halves[0],
        "denominator": halves[1],
    }
