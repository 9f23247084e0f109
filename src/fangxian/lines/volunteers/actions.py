"""What whoever vets does with a sign-up: accept, refuse, assign, thank (M4)."""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.actions import advance, own
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Fitness, Person, PersonKind, Posting
from fangxian.trees.people.actor import Actor


def accept(actor: Actor, entry: uuid.UUID, fitness: str = Fitness.FIT) -> Volunteer:
    """Accept a volunteer: he is entered among the persons who serve, unless he stands there already.

    Raises ``Forbidden``, ``Missing`` outside the actor's places, ``Conflict`` when he was answered meanwhile.
    """
    current = _in_state(actor, entry, State.PENDING)
    with entries.writing():
        person = _known(current) or _entered(actor, current, fitness)
        made: Volunteer = advance(
            actor, VOLUNTEERS, current, "accept", _("accepted"), answer=State.ACCEPTED, person=person
        )
    return made


def refuse(actor: Actor, entry: uuid.UUID, reason: str) -> Volunteer:
    """Answer that a volunteer is not accepted, with a reason that he reads."""
    current = _in_state(actor, entry, State.PENDING)
    if not reason.strip():
        raise Invalid({"reason": _("Say why: the person reads it.")})
    with entries.writing():
        made: Volunteer = advance(actor, VOLUNTEERS, current, "refuse", reason, answer=State.REFUSED)
    return made


def assign(
    actor: Actor,
    entry: uuid.UUID,
    place: str,
    post: uuid.UUID | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Posting:
    """Post an accepted volunteer to a place (its path) or a post, from a day on; raises ``Conflict`` before that."""
    current = _in_state(actor, entry, State.ACCEPTED)
    first = since or timezone.localdate(clock.now())
    values = {
        "person": current.person, "place": place, "post": post, "source": Posting.Source.VOLUNTEER,
        "role": Posting.Role.MEMBER, "body": None, "since": first, "until": until, "remark": "",
    }  # fmt: skip
    made = ledgers.enter(actor, current.response, POSTINGS, [Statement(POSTINGS, values)])
    posting: Posting = made[0]
    return posting


def thank(actor: Actor, entry: uuid.UUID, words: str) -> Volunteer:
    """Thank a volunteer in words that stand on his receipt and his certificate."""
    current = _in_state(actor, entry, State.ACCEPTED)
    if not words.strip():
        raise Invalid({"words": _("Say something: he reads it.")})
    with entries.writing():
        made: Volunteer = advance(
            actor, VOLUNTEERS, current, "thank", _("thanked"), thanks=words.strip()[:300]
        )
    return made


def _in_state(actor: Actor, entry: uuid.UUID, state: State) -> Volunteer:
    current: Volunteer = own(actor, VOLUNTEERS, entry)
    if current.answer != state:
        raise Conflict(_("This was answered meanwhile."))
    return current


def _known(current: Volunteer) -> uuid.UUID | None:
    """Return the person of the register who has the same name and number, if there is one."""
    same = Person.objects.at().filter(
        response=current.response, name_token=current.name_token, phone_token=current.phone_token
    )
    return same.values_list("entry", flat=True).first()


def _entered(actor: Actor, current: Volunteer, fitness: str) -> uuid.UUID:
    """Enter a volunteer among the persons who serve."""
    told = lines(VOLUNTEERS, current.response, [current])[0].values
    values = {field.code: None for field in PERSONS.fields} | {
        "name": told["name"], "phone": told["phone"], "kind": PersonKind.VOLUNTEER, "skills": told["skills"],
        "fitness": fitness, "place": told["place"], "health_note": told["health_note"], "job": "", "rank": "",
        "membership": "", "id_number": "", "remark": told["wishes"],
    }  # fmt: skip
    statement = Statement(PERSONS, values)
    ledgers.enter(actor, current.response, PERSONS, [statement])
    return statement.id
