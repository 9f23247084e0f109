"""Reads of the audit trail, by keyset: as quick at any depth, whatever its length (decision 8)."""

import csv
import datetime
import io
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.audit.models import Event
from fangxian.core.scope import Scope
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.queries import accounts_in
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

PAGE = 50
MOST_EXPORTED = 50_000
COLUMNS = (
    "at",
    "kind",
    "action",
    "actor_label",
    "actor",
    "channel",
    "response",
    "subject",
    "count",
    "purpose",
    "detail",
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run as a formula."""


def events(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Event]:
    """Return the events that an auditor may see and that meet the filters, the latest first.

    Whoever audits a place sees what belongs to the responses there and what its accounts did anywhere; an
    auditor of every place sees all, also what belongs to neither (visitors who failed to sign in).
    """
    rows = Event.objects.filter(_seen(actor))
    plain = {name: filters[name] for name in ("kind", "subject", "response") if filters.get(name)}
    rows = rows.filter(**plain)
    if filters.get("action"):
        rows = rows.filter(action__startswith=filters["action"])
    if who := filters.get("actor"):
        rows = rows.filter(actor=who) if isinstance(who, uuid.UUID) else rows.filter(actor_label=who)
    if filters.get("since"):
        rows = rows.filter(at__gte=filters["since"])
    if filters.get("until"):
        rows = rows.filter(at__lte=filters["until"])
    return rows.order_by("-at", "-pk")


def page(rows: QuerySet[Event], after: int | None = None) -> list[Event]:
    """Return one page and an event more, continuing after an event."""
    last = Event.objects.filter(pk=after).first() if after else None
    if last:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return list(rows[: PAGE + 1])


def export(actor: Actor, rows: QuerySet[Event], filters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the events as lines of a CSV file, at most 50 000; the export is itself recorded first."""
    rows = rows.filter(at__lte=clock.now())
    count = min(rows.count(), MOST_EXPORTED)
    chosen = {name: str(value) for name, value in filters.items() if value}
    trail.record(actor, trail.Kind.EXPORT, "audit.export", count=count, filters=chosen)
    return _lines(rows)


def _lines(rows: QuerySet[Event]) -> Iterator[str]:
    yield "\ufeff" + _line(COLUMNS)
    for event in rows[:MOST_EXPORTED].iterator(2000):
        yield _line([_cell(getattr(event, name)) for name in COLUMNS])


def _seen(actor: Actor) -> Q:
    """The trail lies in another database, so responses and accounts of the scope are named by id."""
    scope = actor.scope("audit.view")
    if not scope or _whole(scope):
        return Q() if scope else Q(pk__in=[])
    jurisdictions = Response.objects.values_list("pk", "jurisdiction__path")
    held = [pk for pk, path in jurisdictions if scope.holds_place(path)]
    accounts = list(accounts_in(actor, "audit.view").values_list("pk", flat=True))
    return Q(response__in=held) | Q(actor__in=accounts) | Q(actor=actor.id)


def _whole(scope: Scope) -> bool:
    """Tell whether a scope holds every place, but those above its tops."""
    above = {prefix[:width] for prefix in scope.places for width in range(1, len(prefix))}
    return not Place.objects.exclude(scope.place_q()).exclude(path__in=above).exists()


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="milliseconds")
    text = "" if value in (None, {}) else str(value)
    return "'" + text if text.startswith(DANGEROUS) else text


def _line(cells: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
