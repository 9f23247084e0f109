"""What a place answers: to check-ins, to service, at a handover, to remarks (M10, M11)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.service import correcting, rules
from fangxian.lines.service.models import Checkin
from fangxian.lines.service.rules import Step
from fangxian.lines.service.settling import DEEDS, RECEIVE, permission_of
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.queries import rows_of
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import POSTINGS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.trees.people.actor import SYSTEM, Actor


def answer(actor: Actor, deed: str, chosen: Sequence[uuid.UUID], words: str = "") -> list[Any]:
    """Answer to entries of one kind, all or none: accept, decline, confirm, return, take, done, correct, settle.

    Raises ``Forbidden``, ``Missing`` outside the actor's part, ``Invalid`` without words where these are needed,
    ``Conflict`` when it was answered meanwhile.
    """
    if deed not in DEEDS:
        raise Missing(_("There is no such step."))
    code, step, needs_words = DEEDS[deed]
    if needs_words and not words.strip():
        raise Invalid({"words": _("Say why: it is read.")})
    found = [at_hand(actor, deed, entry) for entry in chosen]
    with entries.writing():
        return [_step(actor, ledger_of(code), row, step, words.strip()[:200]) for row in found]


def at_hand(actor: Actor, deed: str, entry: uuid.UUID) -> Any:
    """Return an entry that awaits a deed in the actor's part; raises ``Forbidden`` or ``Missing``."""
    permission, ledger = permission_of(deed), ledger_of(DEEDS[deed][0])
    actor.must(permission)
    scope = actor.scope(permission)
    inside = scope.place_q() if permission == RECEIVE else scope.q()
    row = rows_of(ledger).at().filter(inside, entry=entry).select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    return row


def _step(actor: Actor, ledger: Ledger, row: Any, step: Step, words: str) -> Any:
    if not rules.may_follow(row.step, step):
        raise Conflict(_("This was answered meanwhile."))
    columns: dict[str, Any] = {"step": step.value}
    if hasattr(row, "answer") and (words or step != Step.TAKEN):
        columns["answer"] = words
    if step == Step.CORRECTED:
        correcting.correct(actor, row)
    if step == Step.DECLINED:
        columns["name_key"] = None  # it may be reported anew
    if step == Step.ACCEPTED:
        columns |= {"accepted_at": clock.now(), "posting": _posted(row)}
    return ledgers.advance(actor, ledger, row, step.value, words or _("answered"), **columns)


def _posted(row: Checkin) -> uuid.UUID | None:
    """Post an accepted member: the fact that other lines know; an organisation's people are a number only."""
    if row.person is None:
        return None
    body = Standing(row.body_id, row.line_id or "", row.body_path, "") if row.body_id else None
    values = {
        "person": row.person, "place": row.path, "post": None, "source": Posting.Source.REPORTED.value,
        "role": Posting.Role.MEMBER.value, "body": body, "since": timezone.localdate(clock.now()), "until": None,
        "remark": "",
    }  # fmt: skip
    made = ledgers.enter(SYSTEM, row.response, POSTINGS, [Statement(POSTINGS, values)])
    posting: uuid.UUID = made[0].entry_id
    return posting
