"""The fold: what became known and what was replaced since the last one is added to the sums, in whole steps.

Only one folds a source of a response at a time; nobody who writes waits for it, and it waits only for those who were
writing when it began. What it has not reached yet is read from the facts.
"""

# ruff: noqa: S608 (statements are put together from names that the code declares; values are parameters)

import datetime
from collections.abc import Iterator

from django.db import connection, transaction

from fangxian.mechanisms.entries.actions import settled
from fangxian.mechanisms.figures.models import Fold
from fangxian.mechanisms.figures.tallies.adding import CLOSED, add
from fangxian.mechanisms.figures.tallies.declared import Tallied, declared
from fangxian.mechanisms.figures.tallies.instants import as_stored, stored
from fangxian.trees.responses.models import Response

STEP = 100_000
"""Facts in a step, which is one transaction."""
BEGINNING = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


def fold() -> int:
    """Add up everything recorded since the last fold; return how many facts came and went. For the worker."""
    done = 0
    for tallied, response, up_to in _sources():
        done += sum(fold_source(tallied, response, up_to))
    return done


def rebuild() -> int:
    """Throw every sum away and add up anew; figures stay exact meanwhile, read from the facts."""
    for tallied, response, _up_to in _sources():
        with transaction.atomic():
            found = _locked(tallied, response)
            if found:
                found.delete()
    return fold()


def _sources() -> Iterator[tuple[Tallied, Response, datetime.datetime]]:
    """Yield what there is to fold; what is declared is read after the instant, so that it knows all facts' columns."""
    up_to = settled()
    for tallied in declared():
        # a drill is played in hours that are past, below the instant: its figures are read from the facts
        for response in Response.objects.filter(is_drill=False).order_by("started_at"):
            yield tallied, response, up_to


def fold_source(tallied: Tallied, response: Response, up_to: datetime.datetime) -> Iterator[int]:
    """Fold one source up to an instant, step by step; yields the facts of each step."""
    while True:
        with transaction.atomic():
            since = Fold.objects.filter(response=response, source=tallied.name).values_list(
                "up_to", flat=True
            )
            until = _pending(tallied, response, since.first() or BEGINNING, up_to)
            found = _locked(tallied, response) if until else None
            if until is None or found is None or found.up_to >= until:
                return
            if _shares_grew(found, tallied):
                found.delete()
                continue
            count = add(found, tallied, response, until)
            found.up_to, found.columns = until, tallied.signature
            found.save(update_fields=["up_to", "columns"])
        yield count


def _shares_grew(found: Fold, tallied: Tallied) -> bool:
    """Tell whether a column that was added up is a share from now on: its statements were not counted before."""
    held = set(found.columns.split())
    return any(name in held and f"{name}%" not in held for name in tallied.shares)


def _locked(tallied: Tallied, response: Response) -> Fold | None:
    """Return the fold for whoever folds, or None when somebody else does."""
    Fold.objects.get_or_create(response=response, source=tallied.name, defaults={"up_to": BEGINNING})
    rows = Fold.objects.filter(response=response, source=tallied.name)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _pending(
    tallied: Tallied, response: Response, since: datetime.datetime, up_to: datetime.datetime
) -> datetime.datetime | None:
    """Return up to where the next step goes, or None when nothing came or went."""
    ends = [_nth(tallied, response, name, STEP, since, up_to) for name in ("recorded_from", "recorded_to")]
    if any(ends):
        return min(end for end in ends if end)
    waiting = (_nth(tallied, response, name, 0, since, up_to) for name in ("recorded_from", "recorded_to"))
    return up_to if any(waiting) else None


def _nth(
    tallied: Tallied,
    response: Response,
    instant: str,
    number: int,
    since: datetime.datetime,
    up_to: datetime.datetime,
) -> datetime.datetime | None:
    """Return when the facts that came or went between two instants were so many, or None when there are fewer."""
    condition, values = tallied.condition(response.pk)
    closed = CLOSED if instant == "recorded_to" else ""
    statement = (
        f"SELECT {as_stored(instant)} FROM {tallied.table} WHERE {condition} AND {instant} > %s "
        f"AND {instant} <= %s{closed} ORDER BY {instant} LIMIT 1 OFFSET {number}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, stored(since), stored(up_to)])
        found = cursor.fetchone()
    if found is None:
        return None
    if isinstance(found[0], datetime.datetime):
        return found[0]
    return datetime.datetime.fromisoformat(found[0]).replace(tzinfo=datetime.UTC)
