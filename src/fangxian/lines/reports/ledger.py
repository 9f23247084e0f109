"""What the ledgers say for a report's fields: it is filled in, and the unit confirms or explains (M8)."""

import datetime
import uuid

from fangxian.core import clock
from fangxian.lines.reports.deadlines import window
from fangxian.lines.reports.form import RETURNEES, FieldKind, Form
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.measures import Measure
from fangxian.mechanisms.figures.questions import By, Question, ask
from fangxian.trees.responses.models import Response

Numbers = dict[str, int]


def ledger(
    response: Response,
    day: datetime.date,
    line: str,
    body: uuid.UUID | None = None,
    form: Form = RETURNEES,
) -> dict[uuid.UUID, Numbers]:
    """Return, by body of a line, each field's number as the ledgers have it now for a day's report.

    Two queries, for flows and for states; a body without any facts is left out: all its numbers are zero.
    """
    start, cut_off = window(response, day)
    end = min(cut_off, clock.now())
    found: dict[uuid.UUID, Numbers] = {}
    for flow in (True, False):
        fields = [field for field in form.fields if (field.kind is FieldKind.FLOW) is flow]
        measures = {field.code: registry.measure(field.measure) for field in fields}
        question = ask(response, start=start if flow else None, end=end, line=line, by=By.BODY)
        _collect(found, question, measures, body)  # type: ignore[arg-type]
    return found


def zeros(form: Form = RETURNEES) -> Numbers:
    """Return the numbers of a body that the ledgers know nothing of."""
    return {field.code: 0 for field in form.fields}


def _collect(
    found: dict[uuid.UUID, Numbers], question: Question, measures: dict[str, Measure], body: uuid.UUID | None
) -> None:
    if body:
        question = question.at(body=body)
    for key, numbers in answers.values(question, list(measures.values())).items():
        if key and key != "None":
            own = found.setdefault(uuid.UUID(key), {})
            own.update({code: numbers[measure.code] for code, measure in measures.items()})
