"""Single shifts changed by hand: what breaks is said before, kept with its reason after (M10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.publishing import publish_shifts
from fangxian.lines.rosters.solving.checking import HARD, Breach, change
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.tabling import Move
from fangxian.trees.people.actor import Actor

Told = tuple[Problem, list[Breach]]
SHOWN = (Roster.State.SOLVED, Roster.State.PUBLISHED)
MOST_STEPS = 50
"""So many changes by hand can be undone."""


def told_by(roster: Roster, added: Sequence[Duty], removed: Sequence[Duty]) -> Told:
    """Return which rules a change would break, asked by the same code that solves."""
    problem = gather(roster)
    for person, slot in (*added, *removed):
        if person not in problem.person or slot not in problem.slot:
            raise Invalid({"person": _("This person or shift does not belong to the roster.")})
    duties = standing(roster, problem)
    if duties & set(added):
        raise Invalid({"person": _("This person stands there already.")})
    return problem, change(problem, duties, added, removed)


def standing(roster: Roster, problem: Problem) -> set[Duty]:
    """Return a roster's duties, without those whose person or shift is no more."""
    return {one for one in roster.duties if one[0] in problem.person and one[1] in problem.slot}


def verdicts(problem: Problem, duties: Iterable[Duty], moves: Mapping[str, Move]) -> dict[str, list[Breach]]:
    """Return which hard rules each of some moves would break; what breaks none is left out."""
    duties = set(duties)
    found = {key: change(problem, duties, move.added, move.removed) for key, move in moves.items()}
    told = {key: [one for one in broken if one.rule in HARD] for key, broken in found.items()}
    return {key: broken for key, broken in told.items() if broken}


def change_shift(
    actor: Actor, roster: Roster, added: Sequence[Duty], removed: Sequence[Duty], reason: str = "",
    told: Told | None = None,
) -> list[Breach]:  # fmt: skip
    """Change single shifts; a broken hard rule needs a reason and is marked. People see a published one at once.

    ``told`` is what ``told_by`` said of the same change just before. Returns what the change breaks; raises
    ``Invalid`` where a reason is missing.
    """
    actor.must(PLAN, place=roster.path)
    if roster.state not in SHOWN:
        raise Conflict(_("Wait until the roster is solved."))
    problem, found = told or told_by(roster, added, removed)
    broken = sorted({str(one.rule) for one in found if one.rule in HARD})
    if broken and not reason.strip():
        raise Invalid({"reason": _("This breaks a rule: say why it has to be so.")})
    with transaction.atomic():
        locked = Roster.objects.select_for_update().get(pk=roster.pk)
        _change(locked, problem, added, removed, {"broken": broken, "reason": reason.strip()[:120]})
        if locked.state == Roster.State.PUBLISHED:
            touched = {slot for _person, slot in (*added, *removed)}
            publish_shifts(actor, locked, problem, reason or _("changed by hand"), touched)
        trail.record(
            actor, trail.Kind.WRITE, "rosters.change", response=roster.response_id, subject=roster.id,
            broken=broken, purpose=reason.strip()[:200],
        )  # fmt: skip
    return found


def _change(
    roster: Roster,
    problem: Problem,
    added: Sequence[Duty],
    removed: Sequence[Duty],
    mark: Mapping[str, object],
) -> None:
    """Write a change into a roster's plan, with what it breaks and costs."""
    duties = (roster.duties | set(added)) - set(removed)
    step = {
        "added": list(added), "removed": list(removed),
        "placed": {person: roster.placed.get(person) for person, _slot in added},
    }  # fmt: skip
    placed = roster.placed | {person: problem.slot[slot].post for person, slot in added}
    roster.plan = {"duties": sorted(duties), "placed": placed, "steps": [*roster.steps, step][-MOST_STEPS:]}
    if mark["broken"]:
        roster.marks |= {f"{person} {slot}": [mark["broken"], mark["reason"]] for person, slot in added}
    _weigh(roster, problem)


def _weigh(roster: Roster, problem: Problem) -> None:
    """Keep a changed plan with what it costs now."""
    spent = cost(problem, standing(roster, problem), roster.placed)
    roster.result |= {"cost": asdict(spent), "total": spent.total(problem)}
    roster.save(update_fields=["plan", "marks", "result"])


@transaction.atomic
def undo(actor: Actor, roster: Roster) -> Duty:
    """Take the last change by hand back, and the one before by undoing again; return whose shift it was.

    Raises ``Conflict`` once the roster is published.
    """
    actor.must(PLAN, place=roster.path)
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    if locked.state != Roster.State.SOLVED:
        raise Conflict(_("This roster is published: people know of it, so put back by hand what has to be."))
    if not locked.steps:
        raise Conflict(_("Nothing was changed by hand since it was solved."))
    *steps, last = locked.steps
    added, removed = _pairs(last["added"]), _pairs(last["removed"])
    locked.plan = {
        "duties": sorted((locked.duties - added) | removed),
        "placed": {who: post for who, post in (locked.placed | last["placed"]).items() if post},
        "steps": steps,
    }
    locked.marks = {key: mark for key, mark in locked.marks.items() if tuple(key.split()) not in added}
    _weigh(locked, gather(locked))
    trail.record(actor, trail.Kind.WRITE, "rosters.undo", response=locked.response_id, subject=locked.id)
    return min(removed or added)


def _pairs(duties: Iterable[Sequence[str]]) -> set[Duty]:
    return {(person, slot) for person, slot in duties}
