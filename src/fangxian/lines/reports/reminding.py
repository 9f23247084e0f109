"""What reminders know of this line: for each form that is owed, who has not filed it yet, and where one does (M8)."""

import datetime
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from fangxian.core import clock
from fangxian.lines.reports.cells import cells_of, silent
from fangxian.lines.reports.due import Owed
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import Obligation
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.forms.catalogue import all_forms
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.mechanisms.messages.sources import Owing, Source, Window
from fangxian.trees.responses.models import Response

PREFIX = "reports."


def sources(response: Response) -> list[Source]:
    """Return each form that bodies owe in a response as something to remind of."""
    owed = set(Obligation.objects.at().filter(response=response).values_list("form", flat=True))
    return [source_of(form) for form in all_forms() if form.code in owed]


def source_of(form: Form = RETURNEES) -> Source:
    """Return a form as something to remind of."""
    return Source(
        PREFIX + form.code, form.title, "reports.file", "reports.review", partial(_owing, form.code),
        partial(_page, "reports:mine", form.code), partial(_page, "reports:missing", form.code),
    )  # fmt: skip


def owing_of(owed: Owed) -> Owing:
    """Return an owed report as the outbox names it."""
    key = f"{PREFIX}{owed.form}:{owed.line}:{owed.body.hex}:{owed.day}"
    return Owing(key, owed.day, owed.due_at, owed.line, owed.body, owed.body_path, owed.path)


def _owing(form: str, response: Response, window: Window) -> list[Owing]:
    question = ask(response, start=window.start, end=window.end).at(place_paths=window.paths)
    return [owing_of(owed) for owed in silent(question, cells_of(question, form), clock.now())]


def _page(view: str, form: str, day: datetime.date) -> str:
    words = {"day": day.isoformat()} | ({} if form == RETURNEES.code else {"form": form})
    return f"{reverse(view)}?{urlencode(words)}"
