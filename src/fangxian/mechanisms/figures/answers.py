"""A question and a list of measures become answers: value, parts, breakdown by node, and the entries behind it."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import replica
from fangxian.core.compiled import Given, Statement
from fangxian.core.errors import Text
from fangxian.core.scope import EVERYTHING
from fangxian.mechanisms.figures.measures import (
    AnyMeasure,
    AtOnce,
    Groups,
    Mean,
    Measure,
    Rate,
    Source,
    parts,
)
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.trees.bodies.models import Body, Line, Position

MORE = "余"
"""The qualifier of a head-count of which an addend was stated as "more than", as official documents write it."""


@dataclass(frozen=True)
class Value:
    """A figure: an integer, a number with ``decimals``, or a rate's percentage (None without a denominator)."""

    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    qualifier: str = ""
    decimals: int = 0

    @property
    def text(self) -> str:
        """The number with its decimals and its qualifier, or "—"."""
        if self.value is None:
            return "—"
        told = f"{self.value:.{self.decimals}f}" if self.decimals else str(self.value)
        return _("more than %(count)s") % {"count": told} if self.qualifier == MORE else told


@dataclass(frozen=True)
class Node:
    """A place, body, line or day that a figure is broken down to."""

    key: str
    label: Text
    code: str = ""
    own: bool = False
    """Only what lies at the node itself, without what is below it."""


@dataclass(frozen=True)
class Answer:
    """A measure's value for a question, and its breakdown in the order of the nodes."""

    measure: AnyMeasure
    question: Question
    total: Value
    nodes: list[tuple[Node, Value]] = field(default_factory=list)


def _right_below() -> QuerySet[Position]:
    standing = Position.objects.filter(line=Given("line"), valid_to=None)
    wanted = Q(parent=Given("body")) | Q(body=Given("body"))
    return standing.filter(wanted).select_related("body").order_by("path")


RIGHT_BELOW = Statement(_right_below)
"""The positions of a body and of those right below it in a line."""


@replica.reading()
def answers(question: Question, measures: Sequence[AnyMeasure]) -> list[Answer]:
    """Compute measures; each source is asked for the whole and for the breakdown, at once where it can tell both."""
    whole, groups = _both(question, measures)
    nodes = _nodes(question, groups)
    return [
        Answer(
            measure,
            question,
            _value(measure, whole),
            [(node, _value(measure, groups.get(node.key, {}))) for node in nodes],
        )
        for measure in measures
    ]


def answer(question: Question, measure: AnyMeasure) -> Answer:
    """Compute one measure."""
    return answers(question, [measure])[0]


def evidence(question: Question, measure: AnyMeasure) -> str:
    """Return the SHA-256 digest of the facts behind a value, as known at the question's instant."""
    digest = hashlib.sha256()
    for part in parts([measure]):
        digest.update(f"{part.code}\n".encode())
        for line in part.source.evidence(question, part):
            digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def facts(question: Question, measure: AnyMeasure) -> Any:
    """Return the facts behind a value; those behind a rate are its numerator's."""
    part = measure.numerator if isinstance(measure, Rate) else measure
    return part.source.facts(question, part)


def _by_source(measures: Sequence[AnyMeasure]) -> list[tuple[Source, list[Measure]]]:
    found: dict[int, tuple[Source, list[Measure]]] = {}
    for part in parts(measures):
        found.setdefault(id(part.source), (part.source, []))[1].append(part)
    return list(found.values())


def _both(question: Question, measures: Sequence[AnyMeasure]) -> tuple[dict[str, int], Groups]:
    """Return the values of the whole, and by group."""
    whole: dict[str, int] = {}
    merged: Groups = defaultdict(dict)
    for source, own in _by_source(measures):
        if isinstance(source, AtOnce):
            top, groups = source.both(question, own)
        else:
            top = source.groups(question.at(by=By.WHOLE), own).get("", {})
            groups = source.groups(question, own) if question.by else {}
        whole.update(top)
        for key, values in groups.items():
            merged[key].update(values)
    return whole, merged


def _groups(question: Question, measures: Sequence[AnyMeasure]) -> Groups:
    merged: Groups = defaultdict(dict)
    for source, own in _by_source(measures):
        for key, values in source.groups(question, own).items():
            merged[key].update(values)
    return merged


def _value(measure: AnyMeasure, values: dict[str, int]) -> Value:
    if isinstance(measure, Rate):
        above, below = values.get(measure.numerator.code, 0), values.get(measure.denominator.code, 0)
        return Value(round(100 * above / below, 2) if below else None, above, below)
    number, decimals = values.get(measure.code, 0), measure.decimals
    if isinstance(measure, Mean):
        count = values.get(measure.count.code, 0)
        places = max(decimals, 1)
        return Value(round(number / count / 10**decimals, places) if count else None, decimals=places)
    if measure.untold(values):
        return Value(None)
    more = MORE if measure.more and values.get(measure.exceeding.code) else ""
    return Value(
        round(number / 10**decimals, decimals) if decimals else number, qualifier=more, decimals=decimals
    )


def _nodes(question: Question, groups: Groups) -> list[Node]:
    if question.by is By.DAY:
        return [Node(day, day) for day in question.slices()]
    if question.by is By.LINE:
        lines = {line.code: line for line in Line.objects.all()}
        counted = [
            key for key in sorted(groups) if any(groups[key].values())
        ]  # sums hold no zeros, facts may
        return [Node(key, str(lines[key]), key) for key in counted if key in lines]
    if question.by is By.PLACE:
        return _places(question, groups)
    return _bodies(question, groups) if question.by is By.BODY else []


def _places(question: Question, groups: Groups) -> list[Node]:
    here = question.place or question.response.jurisdiction
    own = [Node(here.path, here.name, here.code, own=True)] if here.path in groups else []
    chosen = [
        place for place in question.children if place.path in groups or question.scope.holds_place(place.path)
    ]
    return own + [Node(place.path, place.name, place.code) for place in chosen]


def _bodies(question: Question, groups: Groups) -> list[Node]:
    """In a line every body that stands there is a node, also with nothing; without a line those with facts."""
    if question.position:
        line, asked = question.position.line_id, question.position.body_id
        found = RIGHT_BELOW.all(line=line, body=asked)
        own = [row for row in found if row.body_id == asked and str(asked) in groups]
        below = [row for row in found if row.body_id != asked]
        shown = [row for row in below if _shown(question, row, str(row.body_id) in groups)]
        return [_body_node(row.body, own=row.body_id == asked) for row in (*own, *shown)]
    if question.line:
        standing = Position.objects.filter(valid_to=None, line=question.line).select_related("body")
        return [
            _body_node(row.body, own=True)
            for row in standing.order_by("path")
            if _shown(question, row, str(row.body_id) in groups)
        ]
    return [_body_node(body, own=True) for body in Body.objects.filter(id__in=_ids(groups)).order_by("code")]


def _ids(groups: Groups) -> list[uuid.UUID]:
    return [uuid.UUID(key) for key in groups if key]


def _shown(question: Question, row: Position, has_facts: bool) -> bool:
    return has_facts or question.scope.holds_body(row.line_id, row.path) or question.scope == EVERYTHING


def _body_node(body: Body, *, own: bool) -> Node:
    return Node(str(body.id), str(body), body.code, own=own)


def values(question: Question, measures: Sequence[Measure]) -> Groups:
    """Return the bare numbers by group key, without nodes and totals: for ledgers that fill in a form."""
    return _groups(question, measures)
