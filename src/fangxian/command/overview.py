"""The tiles of the home page: a few figures of the reader's place with their course over fourteen days."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.lines.reports.queries import Glance
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.answers import Answer
from fangxian.mechanisms.figures.asking import words_of
from fangxian.mechanisms.figures.questions import DAY, By, Question, ask, start_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

COURSE = 14
ARRIVALS = (
    "arrivals.declared",
    "arrivals.dual_report_rate",
    "arrivals.registered",
    "arrivals.unit_only",
    "arrivals.community_only",
    "arrivals.conflicting",
    "arrivals.bodies_with_arrivals",
)
DRAWN = ("arrivals.declared", "arrivals.dual_report_rate")
REPORTS = ("reports.due", "reports.filed", "reports.zero", "reports.late", "reports.missing")


def tiles(
    actor: Actor,
    response: Response,
    as_of: datetime.datetime | None,
    place: Place | None,
    reports: Glance | None = None,
) -> list[dict[str, Any]]:
    """Return the tiles: arrivals and dual reporting as they stand, and today's reports."""
    question = ask(response, as_of=as_of, place=place, scope=actor.scope("figures.view"))
    now = {answer.measure.code: answer for answer in _answers(question, ARRIVALS)}
    course = {answer.measure.code: answer for answer in _course(question, DRAWN)}
    found = [
        _declared(now, course["arrivals.declared"], question),
        _rate(now, course["arrivals.dual_report_rate"], question),
        _waiting(now, question),
    ]
    return [*found, _reports(reports, question)] if reports and reports.due else found


def bar(found: Glance) -> dict[str, Any]:
    """Return how a day's reports stand as a bar, and the same in words."""
    words = _(
        "%(due)s due, %(filed)s filed (%(zero)s of them zero reports), %(late)s late, %(missing)s not filed"
    ) % {
        "due": found.due, "filed": found.filed, "zero": found.zero, "late": found.late,
        "missing": found.due - found.filed,
    }  # fmt: skip
    waiting = found.due - found.filed - found.missing
    return {
        "label": words,
        "parts": [
            {"status": "ok", "count": found.filed - found.zero},
            {"status": "zero", "count": found.zero},
            {"status": "due", "count": waiting},
            {"status": "late", "count": found.missing},
        ],
    }


def figures_url(question: Question, measures: Sequence[str], by: str) -> str:
    """Return the explorer's address for measures; the window's end is left open, so that it stays live."""
    words = words_of(question)
    words.pop("to", None)
    return f"{reverse('command:figures')}?{urlencode({'measure': measures, 'by': by, **words}, doseq=True)}"


def _answers(question: Question, codes: Sequence[str]) -> list[Answer]:
    return answers.answers(question, [registry.measure(code) for code in codes])


def _course(question: Question, codes: Sequence[str]) -> list[Answer]:
    """Return how measures stood at the end of each of the last days."""
    first = start_of(timezone.localtime(question.end).date() - DAY * (COURSE - 1))
    begun = max(first, question.start)
    return _answers(question.at(start=begun, by=By.DAY, running_from=question.start), codes)


def _points(answer: Answer) -> str:
    """Return the values of the days for a curve; days without a value are left out."""
    values = [value.value for _node, value in answer.nodes if value.value is not None]
    return ",".join(str(value) for value in values)


def _declared(now: dict[str, Answer], course: Answer, question: Question) -> dict[str, Any]:
    values = [int(value.value or 0) for _node, value in course.nodes]
    today = values[-1] - values[-2] if len(values) > 1 else values[-1] if values else 0
    detail = _("today +%(today)s · from %(bodies)s units") % {
        "today": today, "bodies": now["arrivals.bodies_with_arrivals"].total.value,
    }  # fmt: skip
    return {
        "label": _("Arrivals declared by units"),
        "value": now["arrivals.declared"].total.value,
        "unit": _("persons"),
        "detail": detail,
        "points": _points(course),
        "url": figures_url(question, ["arrivals.declared", "arrivals.dual_reported"], "place"),
    }


def _rate(now: dict[str, Answer], course: Answer, question: Question) -> dict[str, Any]:
    total = now["arrivals.dual_report_rate"].total
    return {
        "label": _("Dual-reported"),
        "value": None if total.value is None else f"{total.value:g}",
        "unit": "%" if total.value is not None else "",
        "detail": f"{total.numerator} / {total.denominator}"
        if total.denominator
        else _("nobody declared yet"),
        "points": _points(course),
        "tone": "ok",
        "url": figures_url(question, ["arrivals.dual_report_rate", "arrivals.dual_reported"], "place"),
    }


def _waiting(now: dict[str, Answer], question: Question) -> dict[str, Any]:
    unit, community = now["arrivals.unit_only"].total.value, now["arrivals.community_only"].total.value
    detail = _("unit only %(unit)s · community only %(community)s · conflicting %(conflicting)s") % {
        "unit": unit, "community": community, "conflicting": now["arrivals.conflicting"].total.value,
    }  # fmt: skip
    codes = ["arrivals.unit_only", "arrivals.community_only", "arrivals.conflicting"]
    return {
        "label": _("Missing on one side"),
        "value": int(unit or 0) + int(community or 0),
        "unit": _("persons"),
        "detail": detail,
        "url": figures_url(question, codes, "place"),
    }


def _reports(found: Glance, question: Question) -> dict[str, Any]:
    detail = _("zero %(zero)s · late %(late)s · not filed %(missing)s") % {
        "zero": found.zero, "late": found.late, "missing": found.due - found.filed,
    }  # fmt: skip
    return {
        "label": _("Today's reports filed"),
        "value": found.filed if found.due else None,
        "unit": _("of %(due)s") % {"due": found.due} if found.due else "",
        "detail": detail,
        "points": ",".join(str(count) for count in found.course),
        "tone": "due",
        "url": figures_url(question, REPORTS, "day"),
    }
