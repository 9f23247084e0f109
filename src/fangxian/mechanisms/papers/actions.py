"""Every write of papers: draft, edit, issue, instruct, answer; each atomic and audited (M24)."""

import copy
import datetime
import uuid
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import save_in_history
from fangxian.core.errors import Conflict, Invalid, Missing, Refusal
from fangxian.core.ids import new_id
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.papers.freezing import (
    TEXT,
    Frozen,
    compare,
    freeze,
    paper_digest,
    question_of,
    scope_from_json,
    scope_to_json,
)
from fangxian.mechanisms.papers.models import Bulletin, Instruction
from fangxian.mechanisms.papers.source import Source, SourceError, parse
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def draft(
    actor: Actor,
    response: Response,
    issuer: Body,
    line: str,
    source: str,
    *,
    document_mark: str = "",
    until: datetime.datetime | None = None,
    bulletin_id: uuid.UUID | None = None,
) -> Bulletin:
    """Begin a bulletin of an issuing body; ``until`` is the end of its figures' window (None: the issue).

    A draft sent again under its id is returned as it is; raises ``Conflict`` when the id holds another.
    """
    position = Position.objects.filter(body=issuer, line=line, valid_to=None).first()
    if position is None:
        raise Invalid({"issuer": _("%(body)s does not stand in this line.") % {"body": issuer}})
    actor.must("bulletins.draft", line=line, body=position.path)
    _parsed(source)
    with transaction.atomic():
        held = Bulletin.objects.filter(pk=bulletin_id).first() if bulletin_id else None
        if held is not None:
            return _same(held, response, issuer, line, source)
        bulletin = Bulletin(
            id=bulletin_id or new_id(), response=response, issuer=issuer, line_id=line, body_path=position.path,
            path=issuer.place.path, document_mark=document_mark, source=source, until=until,
            created_at=clock.now(), created_by_id=actor.id,
        )  # fmt: skip
        save_in_history(bulletin)
        _record(actor, bulletin, "bulletins.draft")
    return bulletin


def edit(
    actor: Actor,
    bulletin: Bulletin,
    source: str,
    *,
    document_mark: str,
    until: datetime.datetime | None,
) -> None:
    """Change a draft's text; raises ``Invalid`` naming the line of a mistake, and when it is issued."""
    _must(actor, "bulletins.draft", bulletin)
    _parsed(source)
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        _refuse_issued(bulletin)
        bulletin.source, bulletin.document_mark, bulletin.until = source, document_mark, until
        save_in_history(bulletin)
        _record(actor, bulletin, "bulletins.edit")


def issue(actor: Actor, bulletin: Bulletin) -> Bulletin:
    """Freeze figures, as-of and evidence, take the next number, and issue; nothing changes afterwards."""
    _must(actor, "bulletins.issue", bulletin)
    source = _parsed(bulletin.source)
    scope = actor.scope("figures.view")
    with transaction.atomic():
        as_of = entries.watermark()
        locked = Bulletin.objects.select_for_update().select_related("response", "issuer").get(pk=bulletin.pk)
        _refuse_issued(locked)
        until = min(locked.until or as_of, as_of)
        try:
            values = freeze(source, lambda ref: question_of(ref, locked.response, scope, as_of, until))
        except Refusal as error:
            raise Invalid({"source": error.message}) from error
        locked.as_of = locked.issued_at = as_of
        locked.until = until
        locked.issued_by_id = actor.id
        locked.number = _next_number(locked)
        locked.state = Bulletin.State.ISSUED
        locked.figures = {"scope": scope_to_json(scope), "values": [asdict(value) for value in values]}
        locked.figures["paper"] = paper_digest(locked)
        save_in_history(locked)
        _record(actor, locked, "bulletins.issue")
    return locked


def verify(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Recompute each figure of an issued bulletin as known then; return both and whether they are the same.

    The first row, ``text``, is the digest of the paper itself: its words, number, dates and scope.
    """
    if not bulletin.issued:
        raise Invalid({"state": _("Only an issued bulletin can be verified.")})
    issued, now = bulletin.figures.get("paper", ""), paper_digest(bulletin)
    paper = {"reference": TEXT, "issued": {"value": issued[:12]}, "recomputed": {"value": now[:12]}}
    return [{**paper, "same": issued == now}, *compare(bulletin, recompute(bulletin))]


def recompute(bulletin: Bulletin) -> list[Frozen]:
    """Compute an issued bulletin's figures again, as known at its as-of, for the same scope."""
    scope = scope_from_json(bulletin.figures["scope"])
    return freeze(
        parse(bulletin.source),
        lambda ref: question_of(ref, bulletin.response, scope, bulletin.as_of, bulletin.until),
    )


def instruct(
    actor: Actor,
    bulletin: Bulletin,
    given_by: str,
    text: str,
    owner: Body,
    line: str,
    due_at: datetime.datetime,
) -> Instruction:
    """Record a superior's written instruction on an issued bulletin; it becomes a duty of ``owner``."""
    _must(actor, "bulletins.instruct", bulletin)
    position = Position.objects.filter(body=owner, line=line, valid_to=None).first()
    errors = {
        name: _("Fill this in.")
        for name, value in (("given_by", given_by), ("text", text))
        if not value.strip()
    }
    if position is None:
        errors["owner"] = _("%(body)s does not stand in this line.") % {"body": owner}
    if not bulletin.issued:
        errors["bulletin"] = _("Only an issued bulletin can be instructed on.")
    if errors or position is None:
        raise Invalid(errors)
    row = Instruction(
        entry_id=new_id(), response=bulletin.response, bulletin=bulletin, given_by=given_by.strip()[:80],
        text=text.strip()[:500], body=owner, line_id=line, body_path=position.path, path=owner.place.path,
        happened_at=clock.now(), due_at=due_at,
    )  # fmt: skip
    with entries.writing():
        entries.open_entries("instruction", [row], {row.entry_id: str(row.entry_id)}, actor)
        _record(actor, bulletin, "bulletins.instruct")
    return row


def answer(actor: Actor, entry_id: uuid.UUID, feedback: str) -> Instruction:
    """Answer an instruction with what was done: its owner's duty is settled."""
    current = Instruction.objects.at().select_related("bulletin").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such instruction."))
    actor.must("duties.handle", line=current.line_id or "", body=current.body_path)
    if current.state == Instruction.State.ANSWERED:
        raise Invalid({"feedback": _("This instruction was answered already.")})
    if not feedback.strip():
        raise Invalid({"feedback": _("Say what was done.")})
    successor = copy.copy(current)
    successor.feedback, successor.state = feedback.strip()[:500], Instruction.State.ANSWERED
    successor.answered_at = clock.now()
    with entries.writing():
        answered = entries.replace(current, successor, actor, _("answered"))
        _record(actor, current.bulletin, "bulletins.answer")
    return answered


def _same(held: Bulletin, response: Response, issuer: Body, line: str, source: str) -> Bulletin:
    wanted = (response.pk, issuer.pk, line, source)
    if (held.response_id, held.issuer_id, held.line_id, held.source) != wanted:
        raise Conflict(_("Another bulletin was already drafted under this id: send it under a new one."))
    return held


def _must(actor: Actor, permission: str, bulletin: Bulletin) -> None:
    actor.must(permission, place=bulletin.path, line=bulletin.line_id, body=bulletin.body_path)


def parsed(source: str) -> Source:
    """Read a text whose figures the dictionary knows; raises ``SourceError`` naming the line of a mistake."""
    return parse(source, {measure.code for measure in all_measures()})


def _parsed(source: str) -> Source:
    try:
        return parsed(source)
    except SourceError as error:
        raise Invalid({"source": str(error)}) from error


def _refuse_issued(bulletin: Bulletin) -> None:
    if bulletin.issued:
        raise Invalid({"state": _("An issued bulletin is never changed.")})


def _next_number(bulletin: Bulletin) -> int:
    issued = Bulletin.objects.filter(response=bulletin.response, issuer=bulletin.issuer)
    return (issued.aggregate(last=Max("number"))["last"] or 0) + 1


def _record(actor: Actor, bulletin: Bulletin, action: str) -> None:
    trail.record(actor, trail.Kind.WRITE, action, response=bulletin.response_id, subject=bulletin.pk)
