"""Scoped reads of locked periods: what holds, what was opened again, and why (M8)."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from fangxian.core.errors import Text
from fangxian.lines.reports.models import PeriodLock
from fangxian.mechanisms.forms.catalogue import all_forms
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

MOST = 200


@dataclass(frozen=True)
class Listed:
    """A lock as a page lists it: what it covers, and how it ended if it did."""

    lock: PeriodLock
    part: Text
    form: Text
    opened_at: datetime.datetime | None = None
    opened_by: Account | None = None
    opened_why: str = ""


def listed(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> tuple[list[Listed], list[Listed]]:
    """Return the locks that hold in the actor's part, and those opened again, the latest first: four queries."""
    scope = actor.scope("reports.lock")
    inside = (Q(body=None) & scope.place_q("path")) | (Q(body__isnull=False) & scope.q())
    rows = PeriodLock.objects.filter(inside, response=response).select_related("body", "line", "recorded_by")
    first = rows.filter(number=1).order_by("-recorded_from")
    if as_of:
        first = first.filter(recorded_from__lte=as_of)
    shown = list(first[:MOST])
    ended = {row.entry_id: row for row in rows.known(as_of).filter(voided=True)}
    places = dict(Place.objects.filter(path__in={row.path for row in shown}).values_list("path", "name"))
    titles = {form.code: form.title for form in all_forms()}
    found = [_listed(row, ended.get(row.entry_id), places, titles) for row in shown]
    return [row for row in found if not row.opened_at], [row for row in found if row.opened_at]


def _listed(
    row: PeriodLock, end: PeriodLock | None, places: dict[str, str], titles: dict[str, Text]
) -> Listed:
    part = f"{row.body} · {row.line}" if row.body_id else places.get(row.path, row.path)
    form = titles.get(row.form, row.form)
    if end is None:
        return Listed(row, part, form)
    return Listed(row, part, form, end.recorded_from, end.recorded_by, end.reason)
