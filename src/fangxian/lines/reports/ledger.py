"""What the ledgers say for a report's fields: it is filled in, and the unit confirms or explains (M8)."""

import datetime
import uuid

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.reports.deadlines import window
from fangxian.lines.reports.form import RETURNEES
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.measures import Measure, Rate
from fangxian.mechanisms.figures.questions import By, Question, ask
from fangxian.mechanisms.forms.vocabulary import Form
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

    Two queries a source, for flows and for states; a body without any facts is left out: all its numbers are zero.
    Most bodies have none, so one cheap query asks first whether there is any.
    """
    start, cut_off = window(response, day, form)
    end = min(cut_off, clock.now())
    found: dict[uuid.UUID, Numbers] = {}
    whole = ask(response, end=end, line=line, by=By.BODY).at(body=body)
    measures = _measures(form)
    if not any(source.knows(whole) for source in {measure.source for measure in measures.values()}):
        return found
    flows = {field.code for field in form.flows}
    for question, flow in ((whole.at(start=start), True), (whole, False)):
        wanted = {code: measure for code, measure in measures.items() if (code in flows) is flow}
        if wanted:
            _collect(found, question, wanted)
    return found


def zeros(form: Form = RETURNEES) -> Numbers:
    """Return the numbers of a body that the ledgers know nothing of."""
    return {field.code: 0 for field in form.fields if field.measure}


def _measures(form: Form) -> dict[str, Measure]:
    """Return the measures that fill a form in; one that is gone fills nothing in."""
    found: dict[str, Measure] = {}
    for field in form.fields:
        if not field.measure:
            continue
        try:
            measure = registry.measure(field.measure)
        except Missing:
            continue
        if not isinstance(measure, Rate):
            found[field.code] = measure
    return found


def _collect(found: dict[uuid.UUID, Numbers], question: Question, measures: dict[str, Measure]) -> None:
    for key, numbers in answers.values(question, list(measures.values())).items():
        if key and key != "None":
            own = found.setdefault(uuid.UUID(key), {})
            own.update({code: numbers[measure.code] for code, measure in measures.items()})
