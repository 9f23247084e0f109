"""Looking up the figures of a bulletin: live while it is drafted, frozen when issued, recomputed to verify (M24)."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from fangxian.core.errors import Invalid, Refusal
from fangxian.core.scope import Scope
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import Question, ask, instant
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.resolving import Shown
from fangxian.mechanisms.papers.source import Reference, Source, placeholders
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Frozen:
    """A figure as issued: what was asked, its value and parts, its breakdown and the digest of its evidence."""

    reference: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    qualifier: str
    rows: list[list[Any]]
    digest: str


def scope_to_json(scope: Scope) -> dict[str, Any]:
    """Write a scope down, so that a figure can be recomputed for the same part."""
    return {"places": sorted(scope.places), "bodies": sorted(map(list, scope.bodies))}


def scope_from_json(data: dict[str, Any]) -> Scope:
    """Read what ``scope_to_json`` wrote."""
    return Scope(frozenset(data["places"]), frozenset((line, path) for line, path in data["bodies"]))


def question_of(
    reference: Reference,
    response: Response,
    scope: Scope,
    as_of: datetime.datetime | None,
    until: datetime.datetime | None = None,
) -> Question:
    """Turn a placeholder into a question; raises ``Invalid``/``Missing`` for what does not exist."""
    place = Place.objects.filter(code=reference.place).first() if reference.place else None
    body = Body.objects.filter(code=reference.body).first() if reference.body else None
    if (reference.place and not place) or (reference.body and not body):
        raise Invalid({"source": f"{{{reference}}}"})
    end = instant(reference.until, "to") if reference.until else until
    return ask(
        response,
        start=instant(reference.since, "from", begin=True) if reference.since else None,
        end=end,
        as_of=as_of,
        place=place,
        body=body,
        line=reference.line,
        by=reference.by,
        scope=scope,
    )


def freeze(source: Source, question_for: Callable[[Reference], Question]) -> list[Frozen]:
    """Compute every figure that a source mentions, with the digest of its evidence."""
    return [_frozen(reference, question_for(reference)) for reference in placeholders(source)]


def live_lookup(question_for: Callable[[Reference], Question]) -> Callable[[Reference], Shown]:
    """Return a lookup that computes each figure once; an unknown one is shown as missing."""
    known: dict[Reference, Shown] = {}

    def lookup(reference: Reference) -> Shown:
        if reference not in known:
            try:
                known[reference] = _shown(_frozen(reference, question_for(reference), evidence=False))
            except Refusal:
                known[reference] = Shown(missing=True)
        return known[reference]

    return lookup


def frozen_lookup(bulletin: Bulletin) -> Callable[[Reference], Shown]:
    """Return a lookup in what was frozen when a bulletin was issued."""
    values = {row["reference"]: Frozen(**row) for row in bulletin.figures["values"]}
    return lambda reference: _shown(values[str(reference)], entries_url(bulletin, reference))


def entries_url(bulletin: Bulletin, reference: Reference) -> str:
    """Return the address of the entries behind a figure of an issued bulletin."""
    return reverse("papers:figure", args=[bulletin.pk]) + "?" + urlencode({"reference": str(reference)})


def compare(bulletin: Bulletin, again: Iterable[Frozen]) -> list[dict[str, Any]]:
    """Set each frozen figure beside the recomputed one: reference, both, and whether they are the same."""
    recomputed = {row.reference: row for row in again}
    return [
        {
            "reference": row["reference"],
            "issued": row,
            "recomputed": asdict(recomputed[row["reference"]]),
            "same": row == asdict(recomputed[row["reference"]]),
        }
        for row in bulletin.figures["values"]
    ]


def _frozen(reference: Reference, question: Question, *, evidence: bool = True) -> Frozen:
    measure = registry.measure(reference.measure)
    answer = answers.answer(question, measure)
    total = answer.total
    rows = [[str(node.label), value.value] for node, value in answer.nodes if value.value]
    return Frozen(
        str(reference), total.value, total.numerator, total.denominator, total.qualifier, rows,
        answers.evidence(question, measure) if evidence else "",
    )  # fmt: skip


def _shown(frozen: Frozen, url: str = "") -> Shown:
    return Shown(
        value=frozen.value, numerator=frozen.numerator, denominator=frozen.denominator,
        qualifier=frozen.qualifier, url=url or None,
        rows=tuple((label, Shown(value=value)) for label, value in frozen.rows),
    )  # fmt: skip
