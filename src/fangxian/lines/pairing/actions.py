"""A community's answer by one tap, and taking a proposal over (M9)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.pairing.ledgers import ANSWERS, PAIRINGS
from fangxian.lines.pairing.models import Pairing, PairingAnswer, YesNo
from fangxian.lines.pairing.queries import answered, today
from fangxian.lines.pairing.settling import ANSWER, PAIR
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


def answer(
    actor: Actor, pairing: uuid.UUID, follows: str, together: str, remark: str = "", day: datetime.date | None = None
) -> PairingAnswer:  # fmt: skip
    """Answer about a unit for a day, today unless told; what was answered before is corrected.

    A no needs a remark. Raises ``Forbidden``, ``Missing`` outside the actor's places, ``Invalid``.
    """
    actor.must(ANSWER)
    found = Pairing.objects.at().filter(actor.scope(ANSWER).place_q(), entry=pairing)
    row = found.select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if YesNo.NO in (follows, together) and not remark.strip():
        raise Invalid({"remark": _("Say in a few words what is wrong.")})
    day = day or today()
    values = {
        "pairing": pairing, "place": row.path, "day": day, "follows": follows, "together": together,
        "remark": remark.strip(),
    }  # fmt: skip
    given = answered(row.response, day, actor.scope(ANSWER).place_q()).get(pairing)
    made: PairingAnswer = (
        ledgers.correct(actor, ANSWERS, given.entry_id, values, _("answered anew"))
        if given
        else ledgers.enter(actor, row.response, ANSWERS, [Statement(ANSWERS, values)])[0]
    )
    return made


def pair(actor: Actor, response: Response, pairs: Sequence[tuple[Body, Place]]) -> list[Pairing]:
    """Pair units with places from today on, all or none; ``undo`` takes them back.

    Raises ``Forbidden``, ``Missing`` outside the actor's part, ``Invalid``, ``Conflict`` where a pair stands already.
    """
    for _body, place in pairs:
        actor.must(PAIR, place=place.path)
    if not pairs:
        raise Conflict(_("Nothing was chosen."))
    meaning = Meaning(actor, response)
    blank: dict[str, Any] = {one.code: None for one in PAIRINGS.entered} | {
        "task_force": "",
        "plan": "",
        "remark": "",
    }
    statements = [
        Statement(PAIRINGS, blank | {"body": meaning.body(body.code), "place": place.path, "since": today()})
        for body, place in pairs
    ]
    return ledgers.enter(actor, response, PAIRINGS, statements)


def undo(actor: Actor, response: Response, recorded_at: datetime.datetime) -> int:
    """Take back the pairings that the actor made at one instant and nobody has touched since; return how many.

    Raises ``Forbidden``, ``Missing`` where none is left.
    """
    actor.must(PAIR)
    rows = Pairing.objects.at().filter(
        response=response, number=1, recorded_from=recorded_at, recorded_by=actor.account
    )
    found = list(rows.values_list("entry", flat=True)) if actor.account else []
    if not found:
        raise Missing(_("Nothing of this is left to take back."))
    with entries.writing():
        for entry in found:
            ledgers.void(actor, PAIRINGS, entry, _("taken back right after entering"))
    return len(found)
