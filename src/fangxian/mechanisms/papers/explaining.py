"""A figure of an issued bulletin in words: what it asked, what it said, and where its entries are (M24)."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.mechanisms.figures.evidence import page_of
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.papers import numerals
from fangxian.mechanisms.papers.freezing import TEXT, Frozen, shown
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.source import Reference, parse, placeholders
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.places.models import Place


@dataclass(frozen=True)
class Compared:
    """A figure as issued and as recomputed, both as printed."""

    title: str
    detail: str
    issued: str
    recomputed: str
    same: bool


@dataclass(frozen=True)
class Explained:
    """A figure's question and value as issued; ``entries`` is where its entries are listed, if anywhere."""

    measure: AnyMeasure
    reference: Reference
    value: str
    numerator: int | None
    denominator: int | None
    rows: list[tuple[str, str]]
    part: str
    entries: str


def compared(row: dict[str, Any]) -> Compared:
    """Put one row of a verification into words."""
    if row["reference"] == TEXT:
        return Compared(
            _("Text, number, dates and area"), _("by their digest (SHA-256, first 12 characters)"),
            row["issued"]["value"], row["recomputed"]["value"], row["same"],
        )  # fmt: skip
    code, _space, words = row["reference"].partition(" ")
    issued, again = row["issued"], row["recomputed"]
    title = str(measure(code).title)
    return Compared(title, words, _written(issued, again), _written(again, issued), row["same"])


def explained(bulletin: Bulletin, text: str) -> Explained | None:
    """Explain the figure of an issued bulletin that a reference names, or return None if it has none such."""
    reference = next((found for found in placeholders(parse(bulletin.source)) if str(found) == text), None)
    stored = next((row for row in bulletin.figures["values"] if row["reference"] == text), None)
    if reference is None or stored is None:
        return None
    frozen = Frozen(**stored)
    return Explained(
        measure(reference.measure), reference, shown(frozen).written(), frozen.numerator, frozen.denominator,
        [(label, row.written()) for label, row in shown(frozen).rows], _part(reference),
        entries_url(bulletin, reference),
    )  # fmt: skip


def entries_url(bulletin: Bulletin, reference: Reference) -> str:
    """Return where the entries behind a figure are listed as known at the issue; "" if no room lists them.

    The question stands in the query of the page on which its room lists them.
    """
    if bulletin.as_of is None or bulletin.until is None:
        return ""
    words = {
        "measure": reference.measure,
        "line": reference.line,
        "place": reference.place,
        "body": reference.body,
        "from": reference.since,
        "to": reference.until or timezone.localtime(bulletin.until).isoformat(),
        "as_of": timezone.localtime(bulletin.as_of).isoformat(),
    }
    try:
        address = reverse(page_of(reference.measure))
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({name: word for name, word in words.items() if word})}"


def _written(row: dict[str, Any] | None, other: dict[str, Any] | None) -> str:
    """Write a figure; of its breakdown only how many parts it has, and those that the other one has not."""
    if row is None:
        return numerals.NOTHING
    value, count = shown(Frozen(**row)).written(), len(row["rows"])
    if not count:
        return value
    known = other["rows"] if other else []
    differing = "、".join(f"{label}{number}" for label, number in row["rows"] if [label, number] not in known)
    parts = ngettext("%(count)s part", "%(count)s parts", count) % {"count": count}
    return f"{value}（{parts}{'：' if differing else ''}{differing}）"


def _part(reference: Reference) -> str:
    """Say which part of both trees was asked for; without a word it is the issuer's whole area."""
    names = [
        model.objects.filter(**{key: code}).first()
        for model, key, code in (
            (Line, "code", reference.line), (Place, "code", reference.place), (Body, "code", reference.body)
        )
        if code
    ]  # fmt: skip
    return " · ".join(str(name) for name in names if name) or _("the issuing body's whole area")
