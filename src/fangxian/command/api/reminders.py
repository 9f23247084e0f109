"""Reminder rules over the API: what each says next, adding one, looking ahead, ending one (M8)."""

import datetime
import uuid
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import named, place_of, response_of
from fangxian.command.api.messages import MANAGES
from fangxian.command.api.schemas.reminders import NextOut, RuleIn, RuleOut, SourceOut
from fangxian.core.errors import Invalid
from fangxian.mechanisms.messages import actions
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.actions.reminders import rule_of
from fangxian.mechanisms.messages.models import Channel
from fangxian.mechanisms.messages.previewing import Preview, preview, previews
from fangxian.mechanisms.messages.sources import sources
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request

router = Router(tags=["messages"])


@router.get("/reminder-rules/sources", auth=MANAGES, response={200: list[SourceOut], **REFUSALS})
def about(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List what may be reminded of: forms that are owed, and duties of the other lines."""
    known = sources(response_of(response)).values()
    return [{"code": own.code, "title": str(own.title), "by_place": own.by_place} for own in known]


@router.get("/reminder-rules", auth=MANAGES, response={200: list[RuleOut], **REFUSALS})
def listing(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the rules of one's area with what each says next, the ended ones too."""
    return [_shown(found) for found in previews(request.actor, response_of(response))]


@router.post("/reminder-rules", auth=MANAGES, response={201: RuleOut, **REFUSALS})
def add(request: Request, sent: RuleIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Add a rule: it holds from now on."""
    asked = response_of(response)
    rule = actions.add_rule(request.actor, asked, _described(sent))
    return Status(201, _shown(preview(asked, [rule])[0]))


@router.post("/reminder-rules/preview", auth=MANAGES, response={200: NextOut, **REFUSALS})
def look_ahead(request: Request, sent: RuleIn, response: uuid.UUID | None = None) -> dict[str, Any]:
    """Say what a rule would say next; nothing is kept."""
    asked = response_of(response)
    return _next(preview(asked, [rule_of(request.actor, asked, _described(sent))])[0])


@router.post("/reminder-rules/{uuid:rule_id}/end", auth=MANAGES, response={200: RuleOut, **REFUSALS})
def end(request: Request, rule_id: uuid.UUID) -> dict[str, Any]:
    """End a rule today."""
    rule = actions.end_rule(request.actor, rule_id)
    return _shown(preview(rule.response, [rule])[0])


def _described(sent: RuleIn) -> NewRule:
    line = Line.objects.filter(pk=sent.line).first() if sent.line else None
    if sent.line and line is None:
        raise Invalid({"line": _("No line has this code.")})
    return NewRule(
        sent.source, place_of(sent.place), sent.to, sent.minutes,
        datetime.time.fromisoformat(sent.hour) if sent.hour else None, line, sent.level, sent.group,
        tuple(Channel.Kind.values) if sent.kinds is None else tuple(sent.kinds), sent.note, sent.urgent,
        sent.valid_from, sent.valid_to,
    )  # fmt: skip


def _shown(found: Preview) -> dict[str, Any]:
    rule = found.rule
    names = ("id", "source", "to", "minutes", "hour", "level", "kinds", "note", "urgent", "valid_from",
             "valid_to", "created_at")  # fmt: skip
    return {
        **{name: getattr(rule, name) for name in names},
        "place": named(rule.place),
        "line": rule.line_id or "",
        "group": rule.group_id,
        "next": _next(found),
    }


def _next(found: Preview) -> dict[str, Any]:
    return {"at": found.at, "owing": found.units, "accounts": found.people, "untold": found.untold}
