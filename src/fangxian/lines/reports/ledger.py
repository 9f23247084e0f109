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

    Two queries, for flows and for states; a body without any facts is left out: all its numbers are zero. Most
    bodies have none, so one cheap query asks first whether there is any.
    """
    start, cut_off = window(response, day)
    end = min(cut_off, clock.now())
    found: dict[uuid.UUID, Numbers] = {}
    whole = ask(response, end=end, line=line, by=By.BODY).at(body=body)
    measures: dict[str, Measure] = {field.code: registry.measure(field.measure) for field in form.fields}  # type: ignore[misc]
    if not any(source.knows(whole) for source in {measure.source for measure in measures.values()}):
        return found
    for question, flow in ((whole.at(start=start), True), (whole, False)):
        wanted = [field.code for field in form.fields if (field.kind is FieldKind.FLOW) is flow]
        _collect(found, question, {code: measures[code] for code in wanted})
    return found


def zeros(form: Form = RETURNEES) -> Numbers:
    """Return the numbers of a body that the ledgers know nothing of."""
    return {field.code: 0 for field in form.fields}


def _collect(found: dict[uuid.UUID, Numbers], question: Question, measures: dict[str, Measure]) -> None:
    for key, numbers in answers.values(question, list(measures.values())).items():
        if key and key != "None":
            own = found.setdefault(uuid.UUID(key), {})
            own.update({code: numbers[measure.code] for code, measure in measures.items()})
