"""Who owes reports, and who is excused (M8): all versioned, so known as it was then."""

import copy
import datetime
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import open_all, positions_of, record
from fangxian.lines.reports.actions.locking import require_days_open, require_open
from fangxian.lines.reports.actions.obliging import Owes, open_obligations
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import Excuse, Obligation
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def oblige(
    actor: Actor,
    response: Response,
    bodies: Sequence[tuple[Body, str, datetime.date, datetime.date | None]],
    form: Form = RETURNEES,
) -> int:
    """Say that bodies, each in a line and between dates, owe a form (reports.manage): in sets; returns how many.

    Raises ``Missing`` outside the actor's scope, ``Conflict`` when one owes it in those days already.
    """
    positions = positions_of({body.id for body, *_rest in bodies})
    _check_free(response, bodies, form.code)
    rows = []
    for body, line, start, end in bodies:
        path = positions.get((body.id, line), "")
        actor.must("reports.manage", line=line, body=path, place=body.place.path)
        rows.append(Owes(form.code, line, body.id, path, body.place.path, start, end, None))
    with entries.writing():
        require_open(response, [row.span for row in rows])
        return open_obligations(actor, response, rows)


def excuse(
    actor: Actor,
    response: Response,
    body: Body,
    start: datetime.date,
    end: datetime.date | None,
    reason: str,
    form: Form = RETURNEES,
) -> Excuse:
    """Excuse a body, or mark it closed, from a day to before another (None: for good), with a reason."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why the unit owes no report.")})
    if end and end <= start:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    standing = Obligation.objects.at().filter(response=response, body=body, form=form.code).first()
    if standing is None:
        raise Missing(_("This unit owes no report."))
    actor.must("reports.manage", line=standing.line_id or "", body=standing.body_path, place=standing.path)
    row = Excuse(
        entry_id=new_id(), response=response, form=form.code, body=body, line_id=standing.line_id,
        body_path=standing.body_path, path=standing.path, happened_at=clock.now(), valid_from=start,
        valid_to=end, reason=reason.strip()[:200],
    )  # fmt: skip
    with entries.writing():
        require_days_open([row])
        return open_all(actor, response, "excuse", [row])[0]


def withdraw_excuse(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Take an excuse back."""
    current = Excuse.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such excuse."))
    actor.must("reports.manage", line=current.line_id or "", body=current.body_path, place=current.path)
    with entries.writing():
        require_days_open([current])
        entries.void(current, actor, reason)
        record(actor, current.response, "reports.withdraw_excuse", [current])


def end_obligation(actor: Actor, entry_id: uuid.UUID, day: datetime.date, reason: str) -> Obligation:
    """Say that a body owes no report from a day on; what it owed before stays owed.

    One that ended already may end on a later day. Raises ``Missing`` outside the actor's scope, ``Invalid`` for a day
    before the obligation began, and ``Conflict`` when the body owes the days in between by another one.
    """
    current = Obligation.objects.at().select_related("response", "body").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("This unit owes no report."))
    actor.must("reports.manage", line=current.line_id or "", body=current.body_path, place=current.path)
    if day <= current.valid_from:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    successor = copy.copy(current)
    successor.valid_to = day
    until = current.valid_to or day
    with entries.writing():
        if current.body and until < day:
            _check_free(current.response, [(current.body, current.line_id or "", until, day)], current.form)
        require_days_open([successor if until < day else current], min(until, day))
        ended = entries.replace(current, successor, actor, reason)
        record(actor, current.response, "reports.end_obligation", [ended])
    return ended


def _check_free(
    response: Response, bodies: Sequence[tuple[Body, str, datetime.date, datetime.date | None]], form: str
) -> None:
    """Raise ``Conflict`` when a body would owe the same report of a day twice."""
    named = bulk.among(Obligation, "body_id", {body.id for body, *_rest in bodies})
    rows = Obligation.objects.at().filter(named, response=response, form=form)
    held: dict[tuple[uuid.UUID | None, str | None], list[Obligation]] = {}
    for row in rows:
        held.setdefault((row.body_id, row.line_id), []).append(row)
    for body, line, start, end in bodies:
        for row in held.get((body.id, line), []):
            if (end is None or row.valid_from < end) and (row.valid_to is None or start < row.valid_to):
                raise Conflict(_("%(body)s owes this report already.") % {"body": body})
