"""A human's word on reports: the same person or not, "not ours", and taking it back (M5)."""

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Missing
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.actions.access import may_undo, seen_by_committee
from fangxian.lines.arrivals.actions.versions import key_values
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Side
from fangxian.lines.arrivals.reconciling import lock, reconcile
from fangxian.mechanisms.cases import actions as cases
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor


def decide(actor: Actor, first: uuid.UUID, second: uuid.UUID, *, same: bool, reason: str = "") -> Decision:
    """Say that two reports are, or are not, about one person: the committee above both sides (M5)."""
    one, other = seen_by_committee(actor, first), seen_by_committee(actor, second)
    verdict = Decision.Verdict.SAME if same else Decision.Verdict.DIFFERENT
    with entries.writing():
        lock(one.response, key_values(first, second))
        former = _standing_decision(first, second)
        successor = _decision(one, verdict, other.entry_id, reason)
        if former is None:
            entries.open_entries(
                "decision", [successor], {successor.entry_id: str(successor.entry_id)}, actor
            )
        else:
            entries.replace(former, successor, actor, reason or _("decided anew"))
        reconcile(one.response, {first, second})
        trail.record(actor, trail.Kind.WRITE, f"arrivals.{verdict}", response=one.response_id, subject=first)
    return successor


def disclaim(actor: Actor, entry_id: uuid.UUID, reason: str = "") -> Decision:
    """Answer "not ours" to a declaration that names one's community; the case goes to the committee (M5)."""
    declared = ArrivalReport.objects.at().filter(entry=entry_id, side=Side.UNIT).first()
    if declared is None or not actor.scope("arrivals.register").holds_place(declared.path):
        raise Missing(_("There is no such report."))
    if Decision.objects.at().filter(first=entry_id, verdict=Decision.Verdict.NOT_OURS).exists():
        raise Conflict(_("This was answered before: the committee has it."))
    with entries.writing():
        lock(declared.response, key_values(entry_id))
        answer = _decision(declared, Decision.Verdict.NOT_OURS, None, reason)
        entries.open_entries("decision", [answer], {answer.entry_id: str(answer.entry_id)}, actor)
        cases.refer(Referral.Kind.WRONG_COMMUNITY, [declared], actor, again=True)
        reconcile(declared.response, {entry_id})
        trail.record(
            actor, trail.Kind.WRITE, "arrivals.not_ours", response=declared.response_id, subject=entry_id
        )
    return answer


def undo(actor: Actor, decision_id: uuid.UUID, reason: str = "") -> None:
    """Take a decision back: the committee any, a community its own "not ours"."""
    current = Decision.objects.at().filter(entry=decision_id).first()
    if current is None or not may_undo(actor, current):
        raise Missing(_("There is no such decision."))
    touched = {current.first} | ({current.second} if current.second else set())
    with entries.writing():
        lock(current.response, key_values(*touched))
        entries.void(current, actor, reason or _("undone"))
        if current.verdict == Decision.Verdict.NOT_OURS:
            cases.settle(Referral.Kind.WRONG_COMMUNITY, current.first, actor, reason or _("undone"))
        reconcile(current.response, touched)
        trail.record(
            actor, trail.Kind.WRITE, "arrivals.undo", response=current.response_id, subject=decision_id
        )


def withdraw_disclaimers(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Take back what communities answered to a declaration that no longer names them."""
    answers = Decision.objects.at().filter(first=entry_id, verdict=Decision.Verdict.NOT_OURS)
    for answer in answers.select_related("response"):
        entries.void(answer, actor, reason)
    cases.settle(Referral.Kind.WRONG_COMMUNITY, entry_id, actor, reason)


def _decision(about: ArrivalReport, verdict: str, second: uuid.UUID | None, reason: str) -> Decision:
    return Decision(
        entry_id=new_id(), response=about.response, happened_at=clock.now(), path=about.path,
        line_id=about.line_id, body_id=about.body_id, body_path=about.body_path, verdict=verdict,
        first=about.entry_id, second=second, reason=reason[:200],
    )  # fmt: skip


def _standing_decision(first: uuid.UUID, second: uuid.UUID) -> Decision | None:
    pair = Q(first=first, second=second) | Q(first=second, second=first)
    return Decision.objects.at().filter(pair).first()
