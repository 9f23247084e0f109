"""People sent down follow the ledger of leave, wherever it was entered: on leave, back in place (M10)."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fangxian.core import clock
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.personnel.models import Leave
from fangxian.trees.people.actor import Actor


def follow(actor: Actor, leaves: Sequence[Leave]) -> None:
    """Bring the steps of people whose leave was written to what the ledger says; two queries, and one a change."""
    response, people = leaves[0].response, {one.person for one in leaves}
    sent = Assignment.objects.at().filter(
        response=response, person__in=people, step__in=[State.IN_PLACE, State.ON_LEAVE]
    )
    rows = list(sent.select_related("response"))
    if not rows:
        return
    held: dict[Any, list[Leave]] = defaultdict(list)
    for one in Leave.objects.at().filter(response=response, person__in=people, step=Leave.Step.GRANTED):
        held[one.person].append(one)
    now = clock.now()
    for row in rows:
        columns = told_by(row, held[row.person], now)
        if any(getattr(row, name) != value for name, value in columns.items()):
            step = str(columns["step"])
            ledgers.advance(actor, ASSIGNMENTS, row, step, str(Assignment.State(step).label), **columns)


def told_by(row: Assignment, granted: Sequence[Leave], now: datetime.datetime) -> dict[str, Any]:
    """Return where somebody stands by his granted leave: on the one that holds or comes next, else in place.

    Leave that was called back is over now, or never was; of leave that is over the last stays known.
    """
    coming = [one for one in granted if one.ended_at is None or one.ended_at > now]
    if coming:
        first = min(coming, key=lambda one: one.happened_at)
        return {"step": State.ON_LEAVE, "leave_from": first.happened_at, "leave_to": first.ended_at}
    if granted:
        last = max(granted, key=lambda one: one.happened_at)
        return {"step": State.IN_PLACE, "leave_from": last.happened_at, "leave_to": last.ended_at}
    if row.leave_from is None:
        return {"step": State.IN_PLACE}
    ended = max(row.leave_from, min(row.leave_to or now, now))
    return {"step": State.IN_PLACE, "leave_to": ended}
