"""What somebody without an account may do: register himself, correct and withdraw it until it is confirmed."""

import copy
import datetime
import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals.actions.versions import body_paths, seal_version, stated
from fangxian.lines.arrivals.inputs import Arrival, check
from fangxian.lines.arrivals.selfreg import limits
from fangxian.lines.arrivals.selfreg.links import holds
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.lines.arrivals.selfreg.secrets import number_of
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.people.actor import WEB, Actor

KIND = "self_registration"
MOST_MEMBERS = 5
State = SelfRegistration.State
ANSWERED = gettext_lazy("The community has answered this meanwhile. To change it, talk to the community.")


def member_id(own: uuid.UUID, number: int) -> uuid.UUID:
    """Return the id of the entry of somebody of the household, the same whenever it is sent again."""
    return uuid.uuid5(own, f"member {number}")


def submit(
    link: RegistrationLink, arrivals: Sequence[Arrival], address: str, channel: str = WEB
) -> SelfRegistration:
    """Enter what a person states of himself (the first) and of his household; sent again nothing is added.

    Raises ``Missing`` for a link that does not hold, ``Invalid``, ``TooMany``, ``Conflict`` for an id with other
    content.
    """
    if not holds(link):
        raise Missing(_("This link does not hold any more. Ask for the new one where you found it."))
    visitor, own = Actor(None, channel), arrivals[0]
    _check(link, arrivals)
    rows = [_version(link, arrival, own.id) for arrival in arrivals]
    contents = entries.contents_of((arrival.id, arrival.content) for arrival in arrivals)
    with entries.writing():
        if not Entry.objects.filter(id=own.id).exists():
            limits.count(link, address)
        new = entries.open_entries(KIND, rows, contents, visitor)
        if new:
            trail.record(
                visitor, trail.Kind.WRITE, "selfreg.submit", response=link.response_id, subject=own.id,
                count=len(new), link=str(link.id),
            )  # fmt: skip
    return rows[0]


def correct(
    current: SelfRegistration,
    arrivals: Sequence[Arrival],
    taken_out: Collection[uuid.UUID] = (),
    channel: str = WEB,
) -> SelfRegistration:
    """Replace what the holder of a receipt entered of himself and of his household.

    ``taken_out`` are relatives entered by mistake: they are withdrawn, and stay readable as they were stated.
    Raises ``Invalid``, and ``Conflict`` once the community has answered.
    """
    visitor = Actor(None, channel)
    _check(current.link, arrivals)
    rows = [_version(current.link, arrival, current.entry_id) for arrival in arrivals]
    if rows[0].entry_id != current.entry_id:
        raise Conflict(_("This receipt is another one's: open yours again."))
    with entries.writing():
        pending = {row.entry_id: row for row in _pending_household(current)}
        answered = {row.entry_id for row in household(current)} - pending.keys()
        if answered & {row.entry_id for row in rows}:
            raise Conflict(ANSWERED)
        for row in rows:
            _enter(row, pending.get(row.entry_id), visitor)
        out = [pending[entry] for entry in taken_out if entry in pending and entry != current.entry_id]
        _withdraw(out, visitor, _("entered by mistake, taken out by the person"))
        _record(visitor, current, "selfreg.correct", count=len(rows), taken_out=len(out))
    return rows[0]


def withdraw(current: SelfRegistration, channel: str = WEB) -> None:
    """Take back what the holder of a receipt entered and nobody has answered; raises ``Conflict``."""
    visitor = Actor(None, channel)
    with entries.writing():
        _withdraw(_pending_household(current), visitor, _("withdrawn by the person"))
        _record(visitor, current, "selfreg.withdraw")


def household(current: SelfRegistration) -> list[SelfRegistration]:
    """Return what was entered together with a registration, the person who entered it first."""
    rows = SelfRegistration.objects.known().select_related("response", "link", "body")
    found = rows.filter(household=current.household)
    return sorted(found, key=lambda row: (row.by_proxy, row.submitted_at, str(row.entry_id)))


def _pending_household(current: SelfRegistration) -> list[SelfRegistration]:
    """Return the unanswered entries of a receipt; raises ``Conflict`` if its holder's own is answered."""
    if current.response.ended(clock.now()):
        raise Conflict(_("The response is over: nothing more is needed of you."))
    rows = household(current)
    own = next(row for row in rows if row.entry_id == current.entry_id)
    if own.state != State.PENDING:
        raise Conflict(ANSWERED)
    return [row for row in rows if row.state == State.PENDING]


def _enter(row: SelfRegistration, former: SelfRegistration | None, visitor: Actor) -> None:
    """Write what a correction states of one person: in place of what stood there, or as a new entry."""
    if former is None:
        entries.open_entries(KIND, [row], {row.entry_id: str(row.entry_id)}, visitor)
        return
    row.submitted_at, row.due_at = former.submitted_at, former.due_at
    entries.replace(former, row, visitor, _("corrected by the person"))


def _withdraw(rows: Sequence[SelfRegistration], visitor: Actor, reason: str) -> None:
    for row in rows:
        successor = copy.copy(row)
        successor.state = State.WITHDRAWN
        entries.replace(row, successor, visitor, reason)


def _check(link: RegistrationLink, arrivals: Sequence[Arrival]) -> None:
    if len(arrivals) > 1 + MOST_MEMBERS:
        raise Invalid({"members": _("At most %s relatives at once.") % MOST_MEMBERS})
    for arrival in arrivals:
        check(arrival, link.response)
        if not arrival.place.path.startswith(link.response.jurisdiction.path):
            raise Invalid({"place": _("Choose the community where you live here.")})


def _version(link: RegistrationLink, arrival: Arrival, own: uuid.UUID) -> SelfRegistration:
    response, now = link.response, clock.now()
    row = SelfRegistration(
        link=link,
        household=own,
        receipt=number_of(response, own),
        submitted_at=now,
        due_at=now + datetime.timedelta(hours=response.registration_hours),
        **stated(arrival, response, body_paths([arrival])),
    )
    seal_version(row, response, arrival)
    return row


def _record(
    visitor: Actor, current: SelfRegistration, action: str, count: int = 1, taken_out: int = 0
) -> None:
    trail.record(
        visitor, trail.Kind.WRITE, action, response=current.response_id, subject=current.entry_id,
        count=count, taken_out=taken_out,
    )  # fmt: skip
