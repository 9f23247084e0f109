"""Two people exchange shifts: where no rule breaks it takes one tap of each, else the dispatcher decides (M10)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.rosters import refusing
from fangxian.lines.rosters.changing import Told, change_shift, standing, told_by
from fangxian.lines.rosters.gathering import gather, minute_of
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Link, Roster, Shift, Swap
from fangxian.lines.rosters.solving.checking import change
from fangxian.lines.rosters.solving.problem import DAY, Duty
from fangxian.trees.people.actor import SYSTEM, Actor

State = Swap.State


@dataclass(frozen=True)
class Exchange:
    """The change that a swap makes, and what it would break."""

    roster: Roster
    added: list[Duty]
    removed: list[Duty]
    told: Told

    @property
    def broken(self) -> str:
        """The rules that it would break, parted by commas."""
        return ",".join(sorted({str(one.rule) for one in self.told[1]}))


def offer(link: Link, mine: uuid.UUID, theirs: uuid.UUID, *, sure: bool = False) -> Swap:
    """Offer one of one's own shifts for a colleague's, which he accepts by a tap.

    One that would break a rule is offered only by whoever is ``sure``, and goes to the dispatcher after his yes;
    else raises ``Invalid`` (``rules``) naming the rules.
    """
    own, other = _shift(link, mine), _shift(link, theirs)
    if own.person != link.person or other.person in (None, link.person):
        raise Missing(_("Choose one of your own shifts, and one of a colleague."))
    exchange = weigh(own, other)
    if exchange.broken and not sure:
        raise Invalid({"rules": exchange.broken})
    swap, _made = Swap.objects.get_or_create(
        response=link.response, mine=own.entry_id, theirs=other.entry_id, asked_by=link.person, asked_of=other.person,
        state__in=[State.OFFERED, State.REQUESTED],
        defaults={"made_at": clock.now(), "path": exchange.roster.path, "broken": exchange.broken},
    )  # fmt: skip
    return swap


@transaction.atomic
def answer(link: Link, key: uuid.UUID, accepted: bool) -> Swap:
    """Accept or decline what was offered; accepted, both shifts change at once, or the dispatcher is asked."""
    swap = Swap.objects.select_for_update(of=("self",)).select_related("response").filter(
        pk=key, response=link.response, asked_of=link.person, state=State.OFFERED
    ).first()  # fmt: skip
    if swap is None:
        raise Missing(_("This offer does not stand any more."))
    if not accepted:
        return _close(swap, State.DECLINED)
    exchange = _still(swap)
    if exchange.broken:
        swap.broken = exchange.broken
        return _close(swap, State.REQUESTED)
    change_shift(
        SYSTEM, exchange.roster, exchange.added, exchange.removed, _("swapped by both"), exchange.told
    )
    return _close(swap, State.DONE)


@transaction.atomic
def decide(actor: Actor, key: uuid.UUID, granted: bool, reason: str) -> Swap:
    """Grant a swap that breaks a rule, or refuse it (rosters.plan); either with a reason that both read."""
    actor.must(PLAN)
    rows = Swap.objects.select_for_update(of=("self",)).select_related("response")
    swap = rows.filter(actor.scope(PLAN).place_q(), pk=key).first()
    if swap is None:
        raise Missing(_("There is no such request, or it lies outside your area."))
    if swap.state != State.REQUESTED:
        raise Conflict(_("This request is decided already."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why: both read it.")})
    swap.reason = reason.strip()[:120]
    if granted:
        exchange = _still(swap)
        change_shift(actor, exchange.roster, exchange.added, exchange.removed, swap.reason, exchange.told)
    trail.record(
        actor, trail.Kind.WRITE, "rosters.grant_swap" if granted else "rosters.refuse_swap",
        response=swap.response_id, subject=swap.id, purpose=swap.reason,
    )  # fmt: skip
    return _close(swap, State.DONE if granted else State.REFUSED)


def weigh(own: Shift, other: Shift) -> Exchange:
    """Return what a swap changes and would break; raises ``Conflict`` where it cannot be at all."""
    roster = Roster.objects.select_related("place", "response").filter(pk__in=[own.roster]).first()
    if roster is None or own.roster != other.roster:
        raise Conflict(_("These shifts belong to different rosters: ask your dispatcher."))
    if min(own.happened_at, other.happened_at) <= clock.now():
        raise Conflict(_("A shift that has begun is not swapped any more."))
    added, removed = _exchanged(roster, own, other)
    return Exchange(roster, added, removed, told_by(roster, added, removed))


def weighed(own: Shift, others: Iterable[Shift]) -> list[tuple[Shift, str]]:
    """Return colleagues' shifts with the rules that a swap for one's own would break; those that cannot be had are
    left out. The roster is read once."""
    roster = Roster.objects.select_related("place", "response").filter(pk__in=[own.roster]).first()
    if roster is None:
        return []
    problem = gather(roster)
    duties = standing(roster, problem)
    found = []
    for other in others:
        added, removed = _exchanged(roster, own, other)
        if duties.issuperset(removed) and duties.isdisjoint(added):
            broken = change(problem, duties, added, removed)
            found.append((other, ",".join(sorted({str(one.rule) for one in broken}))))
    return found


def _exchanged(roster: Roster, own: Shift, other: Shift) -> tuple[list[Duty], list[Duty]]:
    """Return the duties that come by a swap, and those that fall away."""
    mine, theirs = _slot(roster, own), _slot(roster, other)
    added = [(str(own.person), theirs), (str(other.person), mine)]
    return added, [(str(own.person), mine), (str(other.person), theirs)]


def _still(swap: Swap) -> Exchange:
    """Return what a swap changes now; raises ``Conflict`` where one of the shifts has changed meanwhile."""
    link = Link(response=swap.response)
    own, other = _shift(link, swap.mine), _shift(link, swap.theirs)
    if own.person != swap.asked_by or other.person != swap.asked_of:
        raise Conflict(_("One of the two shifts has changed meanwhile."))
    return weigh(own, other)


def _close(swap: Swap, state: str) -> Swap:
    swap.state, swap.ended_at = state, None if state == State.REQUESTED else clock.now()
    swap.save(update_fields=["state", "ended_at", "broken", "reason"])
    if state == State.REFUSED:
        refusing.tell(swap, {swap.asked_by, swap.asked_of})
    elif state == State.DECLINED:
        refusing.tell(swap, {swap.asked_by})
    return swap


def _slot(roster: Roster, shift: Shift) -> str:
    return f"{shift.demand}:{minute_of(roster, shift.happened_at) // DAY}"


def _shift(link: Link, key: uuid.UUID) -> Shift:
    found = Shift.objects.at().filter(response=link.response, entry=key).first()
    if found is None:
        raise Missing(_("There is no such shift."))
    return found
