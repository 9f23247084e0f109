"""Looking up the figures of a bulletin: live while it is drafted, frozen when issued, recomputed to verify (M24)."""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Refusal
from fangxian.core.scope import Scope
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.measures import Rate
from fangxian.mechanisms.figures.questions import Question, ask, instant
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.resolving import Shown
from fangxian.mechanisms.papers.source import Reference, Source, placeholders
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

OFFICIAL = "zh-hans"
"""The language of official papers."""
TEXT = "text"
"""Stands for the paper itself among the references of a verification."""


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
        raise Invalid(
            {"source": _("{%(found)s} names a place or unit that does not exist.") % {"found": reference}}
        )
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
                known[reference] = shown(_frozen(reference, question_for(reference), evidence=False))
            except Refusal:
                known[reference] = Shown(missing=True)
        return known[reference]

    return lookup


def frozen_lookup(bulletin: Bulletin) -> Callable[[Reference], Shown]:
    """Return a lookup in what was frozen when a bulletin was issued."""
    values = {row["reference"]: Frozen(**row) for row in bulletin.figures["values"]}

    def lookup(reference: Reference) -> Shown:
        found = values.get(str(reference))
        return shown(found, entries_url(bulletin, reference)) if found else Shown(missing=True)

    return lookup


def entries_url(bulletin: Bulletin, reference: Reference) -> str:
    """Return the address of the entries behind a figure of an issued bulletin."""
    return reverse("papers:figure", args=[bulletin.pk]) + "?" + urlencode({"reference": str(reference)})


def paper_digest(bulletin: Bulletin) -> str:
    """Return the SHA-256 digest of what an issued bulletin says besides its figures, and of whom they count."""
    parts = [
        bulletin.source, bulletin.document_mark, bulletin.number, str(bulletin.issuer_id), bulletin.line_id,
        _instant(bulletin.as_of), _instant(bulletin.issued_at), _instant(bulletin.until), bulletin.figures.get("scope"),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def compare(bulletin: Bulletin, again: Iterable[Frozen]) -> list[dict[str, Any]]:
    """Set each frozen figure beside the recomputed one: reference, both, and whether they are the same.

    A figure that only one of them has is different.
    """
    recomputed = {row.reference: asdict(row) for row in again}
    issued = {row["reference"]: row for row in bulletin.figures["values"]}
    return [
        {
            "reference": reference,
            "issued": issued.get(reference),
            "recomputed": recomputed.get(reference),
            "same": issued.get(reference) == recomputed.get(reference),
        }
        for reference in dict.fromkeys([*issued, *recomputed])
    ]


def _instant(moment: datetime.datetime | None) -> str:
    return moment.astimezone(datetime.UTC).isoformat() if moment else ""


def _frozen(reference: Reference, question: Question, *, evidence: bool = True) -> Frozen:
    measure = registry.measure(reference.measure)
    with translation.override(OFFICIAL):  # a paper, and its verification, is the same whoever reads it
        answer = answers.answer(question, measure)
        rows = [_row(str(node.label), value) for node, value in answer.nodes if value.value]
    total = answer.total
    return Frozen(
        str(reference), total.value, total.numerator, total.denominator, total.qualifier, rows,
        answers.evidence(question, measure) if evidence else "",
    )  # fmt: skip


def _row(label: str, value: answers.Value) -> list[Any]:
    """Return a row of a breakdown: its label and number, and its qualifier where it has one."""
    return [label, value.value, *([value.qualifier] if value.qualifier else [])]


def shown(frozen: Frozen, url: str = "") -> Shown:
    """Return a frozen figure as the text shows it."""
    decimals = _decimals(frozen)
    return Shown(
        value=None if frozen.value is None else Fraction(str(frozen.value)),
        numerator=frozen.numerator, denominator=frozen.denominator, qualifier=frozen.qualifier, url=url or None,
        rows=tuple(
            (label, Shown(Fraction(str(value)), qualifier="".join(told), url=url or None, decimals=decimals))
            for label, value, *told in frozen.rows
        ),
        decimals=decimals,
    )  # fmt: skip


def _decimals(frozen: Frozen) -> int:
    """Return the decimals of a figure's measure; a measure that is gone has none."""
    try:
        measure = registry.measure(frozen.reference.partition(" ")[0])
    except Refusal:
        return 0
    return 0 if isinstance(measure, Rate) else measure.decimals
