"""Filing a report as a plain Django view: the same sign-in, scope check and three inserts, and nothing else.

No check of the numbers, no comparison with the ledgers, no re-sending, no other version of the day.
"""

import datetime
import hashlib
import json
import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor

BEARER = len("Bearer ")
CUT_OFF = datetime.time(10)


@csrf_exempt
def file_plainly(request: HttpRequest) -> HttpResponse:
    """Write the entry, its version and the audit event of a report sent as JSON."""
    actor = Actor.from_token(request.headers.get("Authorization", "")[BEARER:])
    if actor is None:
        return HttpResponse(status=401)
    sent = json.loads(request.body)
    position = Position.objects.select_related("body__place").get(
        body__code=sent["body"], line=sent["line"], valid_to=None
    )
    if not actor.scope("reports.file").holds_body(position.line_id, position.path):
        return HttpResponse(status=404)
    write(actor, position, sent, uuid.UUID(request.GET["response"]), request.body)
    return JsonResponse({"id": sent["id"], "new": True}, status=201)


@transaction.atomic
def write(actor: Actor, position: Position, sent: dict[str, Any], response: uuid.UUID, text: bytes) -> None:
    """Insert the entry, its version and the audit event of a report."""
    now, day = clock.now(), datetime.date.fromisoformat(sent["day"])
    due_at = datetime.datetime.combine(day, CUT_OFF, timezone.get_default_timezone())
    entry = Entry(
        id=uuid.UUID(sent["id"]), kind="daily_report", response_id=response, created_at=now,
        digest=hashlib.blake2b(text, digest_size=16).digest(),
    )  # fmt: skip
    entry.save(force_insert=True)
    DailyReport(
        entry=entry, response_id=response, form=RETURNEES.code, day=day, due_at=due_at, late_at=due_at,
        happened_at=due_at, body_id=position.body_id, line_id=position.line_id, body_path=position.path,
        path=position.body.place.path, filed_at=now, recorded_from=now, recorded_by_id=actor.id,
        channel=actor.channel, state=DailyReport.State.SUBMITTED, is_zero=True,
        **{field.column: sent["numbers"][field.code] for field in RETURNEES.fields},
    ).save(force_insert=True)  # fmt: skip
    Event(
        at=now, kind=Event.Kind.WRITE, action="reports.file", actor=actor.id, actor_label=actor.label,
        channel=actor.channel, response=response, subject=sent["id"],
    ).save(force_insert=True)  # fmt: skip
