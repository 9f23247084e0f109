"""Reviewing and reminding: what the level above does with reports, and with silence (M8)."""

import copy
import datetime
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import bulk, clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports import cells, chain
from fangxian.lines.reports.actions.common import record
from fangxian.lines.reports.actions.locking import require_reports_open
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.reminding import owing_of, source_of
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures.questions import ask, end_of, start_of
from fangxian.mechanisms.forms.catalogue import form_of, version_of
from fangxian.mechanisms.messages import actions as messages
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = DailyReport.State


def review(actor: Actor, entry_ids: Sequence[uuid.UUID], *, accept: bool, comment: str = "") -> int:
    """Accept reports at the actor's level, or return them with a comment, and tell how many.

    What was accepted at one level waits for the next; the last one makes it accepted. Drafts, and reports that the
    actor's level has accepted already, are passed over. Raises ``Missing`` when one of them does not exist in the
    actor's scope, ``Invalid`` without a comment and in a locked period.
    """
    if not accept and not comment.strip():
        raise Invalid({"comment": _("Say what to correct.")})
    with entries.writing():
        decide = _accepted if accept else _returned
        decided = [
            (current, decide(current, at, comment.strip())) for current, at in _reports(actor, entry_ids)
        ]
        reason = comment.strip() or _("accepted")
        done = _replaced(actor, decided, reason)
        require_reports_open(done)
        if done:
            state = State.ACCEPTED if accept else State.RETURNED
            record(actor, done[0].response, f"reports.{state}", done)
    return len(done)


def take_back(actor: Actor, entry_ids: Sequence[uuid.UUID]) -> int:
    """Undo the actor's own level's acceptance while no higher level has accepted, and tell how many.

    Raises ``Missing`` outside the actor's scope and ``Invalid`` in a locked period.
    """
    with entries.writing():
        reports = _reports(actor, entry_ids)
        levels = _levels_before([current for current, _at in reports])
        taken = [(current, _taken_back(current, at, levels)) for current, at in reports]
        done = _replaced(actor, taken, _("acceptance taken back"))
        require_reports_open(done)
        if done:
            record(actor, done[0].response, "reports.take_back", done)
    return len(done)


@transaction.atomic
def remind(
    actor: Actor,
    response: Response,
    day: datetime.date,
    chosen: Collection[tuple[str, uuid.UUID]] | None = None,
    form: str = RETURNEES.code,
) -> int:
    """Remind those who have not filed a form for a day (all, or the chosen by line and body), and tell how many.

    Each is reminded at most once an hour; whoever has filed meanwhile, is excused or lies outside the actor's
    scope is passed over.
    """
    actor.must("reports.review")
    question = ask(response, start=start_of(day), end=end_of(day), scope=actor.scope("reports.review"))
    now, bodies = clock.now(), None if chosen is None else {body for _line, body in chosen}
    silent = [
        owing_of(owed)
        for owed in cells.silent(question, cells.cells_of(question, form), now, bodies)
        if chosen is None or (owed.line, owed.body) in chosen
    ]
    said = messages.remind(actor, response, source_of(form_of(form)), silent)
    if said:
        trail.record(actor, trail.Kind.WRITE, "reports.remind", response=response.id, count=len(said))
    return len(said)


def _reports(actor: Actor, entry_ids: Sequence[uuid.UUID]) -> list[tuple[DailyReport, set[int]]]:
    """Return the current versions of reports, each with the levels at which the actor reviews it."""
    actor.must("reports.review")
    named = bulk.among(DailyReport, "entry_id", entry_ids)
    found = list(DailyReport.objects.at().select_related("response").filter(named))
    reviewed = [(report, levels_of(actor, report)) for report in found]
    if len(found) != len(set(entry_ids)) or not all(at for _report, at in reviewed):
        raise Missing(_("There is no such report."))
    return reviewed


def levels_of(actor: Actor, report: DailyReport) -> set[int]:
    """Return the levels of a report's chain at which the actor reviews it; none for a stranger's or his own."""
    own = actor.scope("reports.file").bodies
    return chain.reached(
        actor.scope("reports.review"), own, reviews_of(report),
        line=report.line_id or "", body_path=report.body_path, path=report.path,
    )  # fmt: skip


def reviews_of(report: DailyReport) -> int:
    """Return how many levels the form of a report asks for."""
    return version_of(report.form, report.form_version).reviews


def _replaced(
    actor: Actor, decided: Sequence[tuple[DailyReport, DailyReport | None]], reason: str
) -> list[DailyReport]:
    """Write what was decided, in sets; a report about which nothing was decided stays as it is."""
    changes = [(current, successor) for current, successor in decided if successor]
    return entries.replace_all(changes, actor, [reason] * len(changes))


def _accepted(current: DailyReport, at: set[int], comment: str) -> DailyReport | None:
    level = chain.accepted_up_to(current.accepted_levels, at)
    if current.state != State.SUBMITTED or level == current.accepted_levels:
        return None
    successor = copy.copy(current)
    successor.accepted_levels, successor.comment = level, comment[:200]
    last = level >= chain.levels(reviews_of(current), current.body_path)
    successor.state = State.ACCEPTED if last else State.SUBMITTED
    return successor


def _returned(current: DailyReport, at: set[int], comment: str) -> DailyReport | None:
    """A level returns what waits for it or what it accepted last; an accepted report the last level."""
    held = current.state in (State.SUBMITTED, State.ACCEPTED)
    if not held or not {current.accepted_levels, current.accepted_levels + 1} & at:
        return None
    successor = copy.copy(current)
    successor.state, successor.accepted_levels, successor.comment = State.RETURNED, 0, comment[:200]
    return successor


def _levels_before(reports: Sequence[DailyReport]) -> dict[tuple[uuid.UUID, int], int]:
    """Return by entry and number how many levels had accepted a submitted version of reports; one query."""
    named = bulk.among(DailyReport, "entry_id", [report.entry_id for report in reports])
    rows = DailyReport.objects.filter(named, state=State.SUBMITTED)
    return {
        (entry, number): levels
        for entry, number, levels in rows.values_list("entry", "number", "accepted_levels")
    }


def _taken_back(
    current: DailyReport, at: set[int], levels: dict[tuple[uuid.UUID, int], int]
) -> DailyReport | None:
    if current.state not in (State.SUBMITTED, State.ACCEPTED) or current.accepted_levels not in at:
        return None
    successor = copy.copy(current)
    successor.state = State.SUBMITTED
    successor.accepted_levels = levels.get((current.entry_id, current.number - 1), 0)
    return successor
