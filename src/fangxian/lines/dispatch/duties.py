"""What is owed on the way down: decisions by the committee, arrivals by the place, names by the unit (M10)."""

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.lines.dispatch.containing import waiting
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, BATCHES, QUOTAS
from fangxian.lines.dispatch.models import Assignment, Containment, Quota
from fangxian.lines.dispatch.permissions import DECIDE, NOMINATE, RECEIVE, REPORT
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.units import headless
from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

WAITING = {State.NOMINATED: DECIDE, State.APPROVED: DECIDE, State.ASSIGNED: RECEIVE}
"""At which steps somebody waits for whom."""
A_DAY = datetime.timedelta(days=1)


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return a duty for each step at which people wait for the actor, and what his units owe: names, and heads."""
    own = [*_waiting(actor, response), *_names(actor, response), *_heads(actor, response)]
    return [*own, *_within(actor, response)]


def _waiting(actor: Actor, response: Response) -> list[Duty]:
    """Return a duty a step: due a day after the one who waits longest began to wait. One query."""
    held_by = ((step, actor.scope(permission)) for step, permission in WAITING.items())
    parts = [Q(step=step) & scope.q() for step, scope in held_by if scope]
    if not parts:
        return []
    condition = Q()
    for part in parts:
        condition |= part
    rows = Assignment.objects.at().filter(condition, response=response).values_list("step", "recorded_from")
    since: dict[str, list[datetime.datetime]] = {}
    for step, instant in rows:
        since.setdefault(step, []).append(instant)
    return [
        Duty(_("People sent down"), _title(step, len(held)), f"{reverse('dispatch:board')}?step={step}", _action(step),
             min(held) + A_DAY, count=len(held))
        for step, held in since.items()
    ]  # fmt: skip


def _names(actor: Actor, response: Response) -> list[Duty]:
    """Return a duty for each quota of a unit that the actor himself stands for, if it is not met. Two queries."""
    own = _own(actor)
    if not own:
        return []
    now = clock.now()
    quotas = Quota.objects.at().filter(own, response=response).exclude(ended_at__lte=now)
    asked = list(quotas.select_related("body")[:50])
    if not asked:
        return []
    rows: Any = Assignment.objects.at().filter(response=response, body__in=[quota.body_id for quota in asked])
    named = {
        (body, person) for body, person in rows.exclude(step=State.DECLINED).values_list("body", "person")
    }
    duties = []
    for quota in asked:
        missing = quota.number_asked - sum(body == quota.body_id for body, _person in named)
        if missing > 0:
            title = _("%(body)s: %(count)s more people to name") % {"body": quota.body, "count": missing}
            due = midnight(quota.due_on + A_DAY) if quota.due_on else None
            url = (
                reverse(f"ledgers:{ASSIGNMENTS.code}_enter")
                + f"?body={quota.body.code if quota.body else ''}"
            )
            duties.append(Duty(QUOTAS.title, title, url, _("Nominate"), due, count=missing))
    return duties


def _heads(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for the actor's own units whose people have no head. One query."""
    own = _own(actor)
    if not own:
        return []
    found = headless(Assignment.objects.at().filter(own, response=response))
    if not found:
        return []
    people = sum(count for _body, count in found)
    title = ngettext(
        "Name who leads the %(n)s person sent down", "Name who leads the %(n)s people sent down", people
    )
    url = f"{reverse('dispatch:units')}?view=gaps"
    return [Duty(_("People sent down"), title % {"n": people}, url, _("Name the head"))]


def _within(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for the teams that others say are counted within the actor's. One query."""
    count = waiting(actor, response).count() if actor.may(REPORT) else 0
    if not count:
        return []
    title = ngettext(
        "%(count)s team is said to be counted within yours",
        "%(count)s teams are said to be counted within yours",
        count,
    ) % {"count": count}
    url = f"{reverse('ledgers:batches_list')}?containment={Containment.STATED}&state=all"
    return [Duty(BATCHES.title, title, url, _("Confirm"), count=count)]


def _own(actor: Actor) -> Q:
    """Return the condition of rows of the units that the actor himself stands for; empty where there are none."""
    own = Q()
    for line, path in actor.scope(NOMINATE).bodies:
        own |= Q(line=line, body_path=path)
    return own


def _title(step: str, count: int) -> Text:
    said = {"count": count}
    if step == State.NOMINATED:
        return ngettext("%(count)s nomination to decide", "%(count)s nominations to decide", count) % said
    if step == State.APPROVED:
        return ngettext("%(count)s person to assign", "%(count)s people to assign", count) % said
    return ngettext("%(count)s person to receive", "%(count)s people to receive", count) % said


def _action(step: str) -> Text:
    actions = {State.NOMINATED: _("Approve"), State.APPROVED: _("Assign"), State.ASSIGNED: _("In place")}
    return actions[State(step)]
