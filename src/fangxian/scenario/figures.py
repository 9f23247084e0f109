"""Every measure at every node of both trees, as flat rows: what a scenario's figures file holds."""

from typing import Any

from fangxian.command.figuring import rows_of
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import By, ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response


def every_figure(response: Response) -> list[dict[str, Any]]:
    """Return all figures: the whole, by line, by body in each line, and by place down to the community."""
    measures = all_measures()
    lines = ["", *Line.objects.filter(reports_returnees=True).values_list("code", flat=True)]
    rows = []
    for line in lines:
        rows += _rows(response, measures, line=line, by=By.BODY if line else By.LINE)
        for place in _places(response):
            rows += _rows(response, measures, line=line, place=place, by=By.PLACE)
        rows += [row for body in _parents(line) for row in _rows(response, measures, line=line, body=body)]
    return _once(rows)


def _rows(response: Response, measures: list[AnyMeasure], **parts: Any) -> list[dict[str, Any]]:
    question = ask(response, **parts)
    return [row for answer in answers(question, measures) for row in rows_of(answer)]


def _places(response: Response) -> list[Place]:
    below = Place.objects.filter(path__startswith=response.jurisdiction.path)
    return list(below.filter(kind__in=[Kind.COUNTY, Kind.CITY, Kind.STREET]).order_by("path"))


def _parents(line: str) -> list[Body]:
    """Bodies with others below them: their subtree is another figure than their own."""
    if not line:
        return []
    held = Position.objects.filter(line=line, valid_to=None, parent__isnull=False)
    return list(Body.objects.filter(pk__in=held.values("parent")))


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["measure"], row["line"], row["place"], row["body"])
        seen[key] = row
    return list(seen.values())
