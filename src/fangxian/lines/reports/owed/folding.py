"""Adding up history, slot by slot, up to an instant below which nothing can slip: the worker's part (M8).

Writers write nothing for it and wait for nothing. A response has one folder at a time.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from fangxian.core.fields import FOREVER
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.lines.reports.owed.changes import Between, Moved
from fangxian.lines.reports.owed.models import NEVER, Change, Fold, Stray, Tally
from fangxian.lines.reports.owed.nodes import nodes_of, slot_end
from fangxian.lines.reports.owed.writing import Counts, Key, add
from fangxian.mechanisms.entries.actions import settled
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Folded:
    """How many slots of history were added up, and how many counts of nodes changed by it."""

    slots: int = 0
    counts: int = 0

    def __add__(self, other: "Folded") -> "Folded":
        return Folded(self.slots + other.slots, self.counts + other.counts)


def fold_everywhere() -> Folded:
    """Fold the history of every response; a job of the worker."""
    return sum((fold(response) for response in Response.objects.filter(is_drill=False)), Folded())


def fold(response: Response) -> Folded:
    """Add up what was recorded since the last time; one transaction a slot, so that a crash loses at most one."""
    target = settled()
    Fold.objects.get_or_create(response=response)
    done = Folded()
    while (found := _fold_slot(response, target)) is not None:
        done += found
    return done


def rebuild(response: Response) -> Folded:
    """Forget everything and add it up anew."""
    with transaction.atomic():
        Fold.objects.select_for_update().filter(response=response).first()
        for model in (Tally, Change, Stray):
            model._default_manager.filter(response=response).delete()
        Fold.objects.filter(response=response).delete()
    return fold(response)


def _fold_slot(response: Response, target: datetime.datetime) -> Folded | None:
    """Fold the next slot in which anything was recorded; None when the target is reached."""
    with transaction.atomic():
        held = Fold.objects.select_for_update().get(response=response)
        if held.watermark >= target:
            return None
        first = _first_after(response, held.watermark)
        until = min(target, slot_end(first)) if first else target
        folded = Folded()
        if first and first <= target:
            between = Between(connection, response.id, held.watermark, until)
            folded = Folded(1, _write(response, between.all(), slot_end(until)))
        held.watermark = until
        held.save()
        return folded


def _first_after(response: Response, instant: datetime.datetime) -> datetime.datetime | None:
    """Return when anything was recorded or closed first after an instant."""
    found = []
    for model in (Obligation, Excuse, DailyReport):
        rows = model._default_manager.filter(response=response)
        opened = rows.filter(recorded_from__gt=instant).order_by("recorded_from")
        closed = rows.filter(recorded_to__gt=instant, recorded_to__lt=FOREVER).order_by("recorded_to")
        found += [opened.values_list("recorded_from", flat=True).first()]
        found += [closed.values_list("recorded_to", flat=True).first()]
    return min((each for each in found if each), default=None)


def _write(response: Response, moved: Iterable[Moved], known_at: datetime.datetime) -> int:
    cells, strays = added_up(moved)
    add(Tally, response.id, cells)
    add(Change, response.id, {key: own for key, own in cells.items() if key.node.is_dated}, known_at)
    Stray.objects.bulk_create(
        [
            Stray(
                response=response, form=row.form, line=row.line, body=row.body, path=row.path, day=row.day,
                report_body=row.report_body, report_path=row.report_path, filed_on=row.filed_on,
                late_at=row.late_at, known_at=known_at, filed=row.filed, zero=row.zero, late=row.late,
            )
            for row in strays
        ]
    )  # fmt: skip
    return len(cells)


def added_up(moved: Iterable[Moved]) -> tuple[dict[Key, Counts], list[Moved]]:
    """Return the counts of every node that changes, and what strays."""
    cells: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    strays = []
    for row in moved:
        if row.report_path:
            strays.append(row)
            continue
        counts = (row.due, row.filed, row.zero, row.late)
        rest = (row.line, row.day, row.filed_on, row.late_at)
        for node in nodes_of(row.body, row.path, row.exact):
            cell = cells[Key(row.form, row.filed_on == NEVER, node, *rest)]
            for place, count in enumerate(counts):
                cell[place] += count
    return {key: (own[0], own[1], own[2], own[3]) for key, own in cells.items() if any(own)}, strays
