"""Acknowledging the rules of conduct: by oneself at a signed address, and who has not (M10)."""

import datetime
import uuid

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.dispatch.conduct import WORDING
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, PLEDGES
from fangxian.lines.dispatch.models import Assignment, Pledge
from fangxian.lines.dispatch.rules import SENT, State
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.queries import visible
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.own import Asked
from fangxian.mechanisms.visitors import tokens
from fangxian.trees.people.actor import WEB, Actor
from fangxian.trees.responses.models import Response

PURPOSE = "rules of conduct"
BOUND = (State.APPROVED, *SENT)
"""At which steps somebody is asked to acknowledge the rules."""
Hour = datetime.datetime | None


def address(response: Response, person: uuid.UUID) -> str:
    """Return the address of a person's own page of the rules; whoever has it acknowledges for him."""
    return reverse("dispatch:own", args=[tokens.signed(response, PURPOSE, person)])


def person_of(text: str) -> Person:
    """Return whose address it is; raises ``Missing``."""
    found = Person.objects.at().select_related("response").filter(entry__in=tokens.ids_in(text)).first()
    if found is None or not tokens.holds(found.response, PURPOSE, found.entry_id, text):
        raise Missing(_("This address is not known. Look whether it is complete."))
    return found


def given(person: Person) -> dict[str, datetime.date]:
    """Return on which day a person acknowledged each part of the wording that holds."""
    rows = Pledge.objects.at().filter(response=person.response, person=person.entry_id, wording=WORDING)
    days: dict[str, datetime.date] = {}
    for part, instant in rows.order_by("-happened_at").values_list("part", "happened_at"):
        for one in (Pledge.Part.DO, Pledge.Part.DO_NOT) if part == Pledge.Part.BOTH else (part,):
            days[one] = timezone.localdate(instant)
    return days


def acknowledge(person: Person, part: str) -> Pledge:
    """Keep that a person acknowledged a part of the rules today; raises ``Conflict`` where he has before."""
    if part not in (Pledge.Part.DO, Pledge.Part.DO_NOT):
        raise Invalid({"part": _("Choose one of the values offered.")})
    if person.response.ended(clock.now()):
        raise Conflict(_("The response has ended."))
    if part in given(person):
        raise Conflict(_("You have acknowledged this before."))
    body = Standing(person.body_id, person.line_id or "", person.body_path, "") if person.body_id else None
    values = {
        "person": person.entry_id, "wording": WORDING, "part": part, "body": body, "since": None,
    }  # fmt: skip
    visitor = Actor(None, WEB)
    made = ledgers.enter(visitor, person.response, PLEDGES, [Statement(PLEDGES, values)], checked=True)
    pledge: Pledge = made[0]
    return pledge


def bound(actor: Actor, response: Response, as_of: Hour = None) -> QuerySet[Assignment]:
    """Return the people of one's part who have to acknowledge, each with ``does`` and ``does_not``: since when."""
    rows: QuerySet[Assignment] = visible(actor, response, ASSIGNMENTS, as_of).filter(step__in=BOUND)
    told = Pledge.objects.at(as_of).filter(response=response, person=OuterRef("person"), wording=WORDING)
    firsts = {
        part: Subquery(
            told.filter(part__in=(part, Pledge.Part.BOTH)).order_by("happened_at").values("happened_at")[:1]
        )
        for part in (Pledge.Part.DO, Pledge.Part.DO_NOT)
    }
    return rows.annotate(does=firsts[Pledge.Part.DO], does_not=firsts[Pledge.Part.DO_NOT])


LACKING = Q(does=None) | Q(does_not=None)
"""Who has not acknowledged both parts."""


def asked(response: Response, person: uuid.UUID) -> list[Asked]:
    """Return what a person's own page asks of him: to acknowledge what he has not, while he is sent down."""
    sent = Assignment.objects.at().filter(response=response, person=person, step__in=BOUND)
    held = Pledge.objects.at().filter(response=response, person=person, wording=WORDING)
    parts = set(held.values_list("part", flat=True)) if sent.exists() else {Pledge.Part.BOTH}
    if Pledge.Part.BOTH in parts or {Pledge.Part.DO, Pledge.Part.DO_NOT} <= parts:
        return []
    text = _("Eight things to do and eight not to do: read them and confirm with a tap each.")
    return [Asked(_("Rules of conduct"), text, address(response, person), _("Read and acknowledge"))]
