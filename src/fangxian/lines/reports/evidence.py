"""How the facts behind the figures of reports are read: reports that were filed, and silence (M8, M24)."""

from typing import Any

from django.db.models import QuerySet

from fangxian.lines.reports.due import Owed
from fangxian.mechanisms.figures.evidence import Fact, Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor


def opened(actor: Actor, _question: Question, found: Any) -> Any:
    """Narrow filed or owed reports to those of the actor's part."""
    scope = actor.scope("reports.view")
    return found.filter(scope.q()) if isinstance(found, QuerySet) else found.within(scope)


def fact(row: Owed) -> Fact:
    """Return an owed report as a fact: the report where it was filed, else the silence."""
    state = ("late" if row.late else "filed") if row.filed else "missing" if row.missing else "due"
    entry = row.report if row.filed else None
    return Fact(
        row.key, entry, "report" if entry else "silence", state, row.due_at, row.path, row.body, row.line
    )


READING = Reading("report", opened, fact=fact)
