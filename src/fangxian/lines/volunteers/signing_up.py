"""What somebody without an account may do: sign up, and by his receipt look, correct and withdraw (M4)."""

from typing import cast

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.links import holds
from fangxian.lines.volunteers.models import State, Volunteer, VolunteerLink
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.ledgers.actions import advance, record
from fangxian.mechanisms.ledgers.declaring import Values
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Person, PersonKind, Posting
from fangxian.mechanisms.visitors import limits, tokens
from fangxian.trees.people.actor import WEB, Actor

PURPOSE = "volunteer receipt"


def submit(link: VolunteerLink, statement: Statement, address: str, channel: str = WEB) -> Volunteer:
    """Enter what somebody states of himself; sent again, nothing is added.

    Raises ``Missing`` for a link that does not hold, ``Invalid``, ``TooMany``, and ``Conflict`` for an id with other
    content or somebody who signed up before.
    """
    if not holds(link):
        raise Missing(_("This link does not hold any more. Ask for the new one where you found it."))
    check(VOLUNTEERS, statement.values)
    visitor, row = Actor(None, channel), cast(Volunteer, statement.row(link.response))
    if not row.path.startswith(link.response.jurisdiction.path):
        raise Invalid({"place": _("Choose the community where you live here.")})
    row.link = link
    VOLUNTEERS.settle(visitor, row, None)
    with entries.writing():
        if not Entry.objects.filter(id=statement.id).exists():
            limits.count(link.response, f"volunteer {link.id}", address)
            _signed_up_once(row)
        new = entries.open_entries(VOLUNTEERS.kind, [row], {statement.id: statement.content}, visitor)
        if new:
            record(visitor, VOLUNTEERS, "sign_up", new)
    return row


def correct(current: Volunteer, values: Values) -> Volunteer:
    """Replace what the holder of a receipt stated, until he is answered; raises ``Invalid`` or ``Conflict``."""
    if current.answer != State.PENDING:
        raise Conflict(_("You were answered meanwhile. To change something, talk to the community."))
    check(VOLUNTEERS, values)
    visitor = Actor(None, WEB)
    row = cast(Volunteer, Statement(VOLUNTEERS, values, current.entry_id).row(current.response, current))
    VOLUNTEERS.settle(visitor, row, current)
    with entries.writing():
        made = entries.replace(current, row, visitor, _("corrected by the person"))
        record(visitor, VOLUNTEERS, "correct", [made])
    return made


def withdraw(current: Volunteer, channel: str = WEB) -> None:
    """Take a sign-up back; who was accepted is a volunteer no longer from now on. Raises ``Conflict``.

    His postings as a volunteer end, and his entry in the register where he stands there as a volunteer alone.
    """
    if current.answer not in (State.PENDING, State.ACCEPTED):
        raise Conflict(_("There is nothing left to withdraw."))
    visitor, said = Actor(None, channel), _("withdrawn by the person")
    with entries.writing():
        advance(visitor, VOLUNTEERS, current, "withdraw", said, answer=State.WITHDRAWN)
        now = clock.now()
        for posting in _postings(current):
            advance(visitor, POSTINGS, posting, "withdraw", said, ended_at=max(now, posting.happened_at))
        registered = Person.objects.at().filter(
            entry=current.person, kind=PersonKind.VOLUNTEER, ended_at=None
        )
        for person in registered:
            advance(visitor, PERSONS, person, "withdraw", said, ended_at=max(now, person.happened_at))


def receipt_key(row: Volunteer) -> str:
    """Return the secret of a receipt: whoever holds it sees, corrects and withdraws what it is for."""
    return tokens.signed(row.response, PURPOSE, row.entry_id)


def receipt_of(key: str) -> Volunteer:
    """Return what the holder of a receipt stated; raises ``Missing``."""
    rows = Volunteer.objects.at().select_related("response__jurisdiction", "link__place")
    row = rows.filter(entry__in=tokens.ids_in(key)).first()
    if row is None or not tokens.holds(row.response, PURPOSE, row.entry_id, key):
        raise Missing(_("There is no such receipt."))
    return row


def opened_by_receipt(current: Volunteer) -> None:
    """Keep that a receipt's holder took what stands there in full: his certificate."""
    trail.record(
        Actor(None, WEB), trail.Kind.READ, "volunteers.certificate", response=current.response_id,
        subject=current.entry_id,
    )  # fmt: skip


def _signed_up_once(row: Volunteer) -> None:
    """Raise ``Conflict`` where the same name and number signed up at the same community."""
    same = Volunteer.objects.at().filter(response=row.response, name_key=row.name_key)
    if row.name_key and same.exists():
        raise Conflict(_("You have signed up before: use the receipt that you were shown then."))


def _postings(current: Volunteer) -> list[Posting]:
    if current.person is None:
        return []
    rows = Posting.objects.at().filter(person=current.person, source=Posting.Source.VOLUNTEER, ended_at=None)
    return list(rows)
