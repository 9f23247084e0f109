"""How the facts behind the figures of reports are read: reports that were filed, and silence (M8, M24)."""

import uuid
from typing import Any

from django.db.models import QuerySet

from fangxian.lines.reports.expectations import Owed
from fangxian.mechanisms.figures.evidence import Fact, Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor


def opened(actor: Actor, _question: Question, found: Any) -> Any:
    """Narrow filed or owed reports to those of the actor's part."""
    scope = actor.scope("reports.view")
    if isinstance(found, QuerySet):
        return found.filter(scope.q())
    return [row for row in found if scope.holds(place=row.path, line=row.line, body=row.body_path)]


def fact(row: Owed) -> Fact:
    """Return an owed report as a fact: the report where it was filed, else the silence."""
    state = ("late" if row.late else "filed") if row.filed else "missing" if row.missing else "due"
    entry = row.report if row.filed else None
    key = row.report or uuid.uuid5(row.body, row.line)
    return Fact(key, entry, "report" if entry else "silence", state, row.due_at, row.path, row.body, row.line)


READING = Reading("report", opened, fact=fact)
