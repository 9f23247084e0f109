"""Two people exchange shifts: where no rule breaks it takes one tap of each (M10)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Missing
from fangxian.lines.rosters.changing import change_shift, told_by
from fangxian.lines.rosters.gathering import minute_of
from fangxian.lines.rosters.models import Link, Roster, Shift, Swap
from fangxian.lines.rosters.solving.problem import DAY, Duty
from fangxian.trees.people.actor import SYSTEM


def offer(link: Link, mine: uuid.UUID, theirs: uuid.UUID) -> Swap:
    """Offer one of one's own shifts for a colleague's; raises ``Conflict`` with the rule that it would break."""
    own, other = _shift(link, mine), _shift(link, theirs)
    if own.person != link.person or other.person in (None, link.person):
        raise Missing(_("Choose one of your own shifts, and one of a colleague."))
    _keeps(own, other)
    swap, _made = Swap.objects.get_or_create(
        response=link.response, mine=own.entry_id, theirs=other.entry_id, asked_by=link.person, asked_of=other.person,
        state=Swap.State.OFFERED, defaults={"made_at": clock.now()},
    )  # fmt: skip
    return swap


@transaction.atomic
def answer(link: Link, key: uuid.UUID, accepted: bool) -> Swap:
    """Accept or decline what was offered; accepted, both shifts change at once, if no rule has come between."""
    swap = Swap.objects.select_for_update().filter(
        pk=key, response=link.response, asked_of=link.person, state=Swap.State.OFFERED
    ).first()  # fmt: skip
    if swap is None:
        raise Missing(_("This offer does not stand any more."))
    if accepted:
        own, other = _shift(link, swap.mine), _shift(link, swap.theirs)
        if own.person != swap.asked_by or other.person != swap.asked_of:
            raise Conflict(_("One of the two shifts has changed meanwhile."))
        roster, added, removed = _keeps(own, other)
        change_shift(SYSTEM, roster, added, removed, _("swapped by both"))
    swap.state = Swap.State.DONE if accepted else Swap.State.DECLINED
    swap.ended_at = clock.now()
    swap.save(update_fields=["state", "ended_at"])
    return swap


def _keeps(own: Shift, other: Shift) -> tuple[Roster, list[Duty], list[Duty]]:
    """Return the change that a swap makes; raises ``Conflict`` where it breaks a rule or leaves a demand open."""
    roster = Roster.objects.select_related("place", "response").filter(pk__in=[own.roster]).first()
    if roster is None or own.roster != other.roster:
        raise Conflict(_("These shifts belong to different rosters: ask your dispatcher."))
    if min(own.happened_at, other.happened_at) <= clock.now():
        raise Conflict(_("A shift that has begun is not swapped any more."))
    mine, theirs = _slot(roster, own), _slot(roster, other)
    added = [(str(own.person), theirs), (str(other.person), mine)]
    removed = [(str(own.person), mine), (str(other.person), theirs)]
    _problem, found = told_by(roster, added, removed)
    if found:
        raise Conflict(_("This swap would break a rule or leave a shift short: ask your dispatcher."))
    return roster, added, removed


def _slot(roster: Roster, shift: Shift) -> str:
    return f"{shift.demand}:{minute_of(roster, shift.happened_at) // DAY}"


def _shift(link: Link, key: uuid.UUID) -> Shift:
    found = Shift.objects.at().filter(response=link.response, entry=key).first()
    if found is None:
        raise Missing(_("There is no such shift."))
    return found
