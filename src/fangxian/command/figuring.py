"""Figures as the API and the command line ask for and print them: one place for names and defaults."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.gaps import gaps
from fangxian.lines.arrivals.models import Standing
from fangxian.mechanisms.figures import answers, asking, registry
from fangxian.mechanisms.figures.answers import Answer, Node, Value
from fangxian.mechanisms.figures.measures import Kind
from fangxian.mechanisms.figures.questions import By, Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def response_now(code: str = "") -> Response:
    """Return the response of an id, or the latest one; raises ``Missing`` before any was started."""
    found = Response.objects.select_related("jurisdiction")
    response = found.filter(pk=code).first() if code else found.order_by("is_drill", "-started_at").first()
    if response is None:
        raise Missing(_("No response has been started."))
    return response


def question_for(
    actor: Actor,
    response: Response,
    *,
    place: str = "",
    body: str = "",
    line: str = "",
    start: str = "",
    end: str = "",
    as_of: str = "",
    by: str = "",
) -> Question:
    """Make a question from a request's words; what lies outside the actor's scope does not exist."""
    words = {"place": place, "body": body, "line": line, "from": start, "to": end, "as_of": as_of, "by": by}
    return asking.question_for(actor, response, words)


def asked(
    actor: Actor, measures: Sequence[str], *, response: Response | None = None, **words: str
) -> list[Answer]:
    """Answer measures (none: all of them) for a request's words."""
    question = question_for(actor, response or response_now(), **words)
    chosen = [registry.measure(code) for code in measures] or registry.all_measures()
    return answers.answers(question, chosen)


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    """Return an answer as flat rows: the whole first, then each node of the breakdown."""
    rows = [row(answer, answer.total)]
    return rows + [row(answer, value, node) for node, value in answer.nodes]


def row(answer: Answer, value: Value, node: Node | None = None) -> dict[str, Any]:
    """Return one figure with its names, window and parts; a rate without a denominator is None."""
    question, measure = answer.question, answer.measure
    by = question.by if node else By.WHOLE
    body = question.position.body if question.position else None
    return {
        "measure": measure.code,
        "line": node.code if node and by is By.LINE else question.line or (
            question.position.line_id if question.position else ""
        ),
        "place": node.code if node and by is By.PLACE else question.place.code if question.place else "",
        "place_name": str(node.label) if node and by is By.PLACE else str(question.place or ""),
        "body": node.code if node and by is By.BODY else body.code if body else "",
        "body_name": str(node.label) if node and by is By.BODY else str(body or ""),
        "day": node.key if node and by is By.DAY else "",
        "from": _iso(question.start),
        "to": _iso(question.end),
        "as_of": _iso(question.as_of or clock.now()),
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "qualifier": value.qualifier,
        "unit": str(measure.unit),
        "kind": Kind(measure.kind).value,
    }  # fmt: skip


def gap_rows(
    actor: Actor,
    response: Response,
    *,
    line: str = "",
    by: str = "person",
    as_of: datetime.datetime | None = None,
    after: tuple[datetime.datetime, uuid.UUID] | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Return who is missing on one side: by person (masked), or counted by body or place with who answers.

    Persons come the longest due first; ``after`` (when due, entry) and ``limit`` take a page of them.
    """
    waiting = queries.visible(actor, response, as_of).filter(
        fulfilled_at=None, counterpart_due_at__isnull=False
    )
    if line:
        waiting = waiting.filter(line=line)
    if by in ("body", "place"):
        return [
            {
                by: gap.label, "code": gap.code, "waiting": gap.waiting, "overdue": gap.overdue,
                "since": _iso(gap.oldest_due_at), "responsible": "、".join(gap.responsible),
            }
            for gap in gaps(waiting, by, as_of)
        ]  # fmt: skip
    now = as_of or clock.now()
    if after:
        same = Q(counterpart_due_at=after[0], entry__gt=after[1])
        waiting = waiting.filter(Q(counterpart_due_at__gt=after[0]) | same)
    ordered = waiting.exclude(state=Standing.State.DUPLICATE).order_by("counterpart_due_at", "entry")[:limit]
    return [_gap_row(row, now) for row in queries.rows_of(list(ordered), as_of)]


def _gap_row(row: queries.Row, now: datetime.datetime) -> dict[str, Any]:
    due = row.standing.counterpart_due_at
    overdue = int((now - due).total_seconds() // 3600) if due and due < now else None
    return {
        "entry": str(row.standing.entry_id),
        "state": row.standing.state,
        "line": row.standing.line_id or "",
        "person": row.person["name"],
        "body": row.body.code if row.body else "",
        "body_name": str(row.body or ""),
        "place": row.place.code if row.place else "",
        "place_name": str(row.place or ""),
        "arrived_at": _iso(row.standing.arrived_at),
        "due_at": _iso(due),
        "overdue_hours": overdue,
        "conflicts": row.standing.conflicts,
    }


def _iso(moment: datetime.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
