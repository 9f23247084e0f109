"""Chat out: texts that one pastes into a group: who has not reported, the day's summary, thanks (M8).

They name units and counts, never persons. Each ends with a link that opens the right page, after signing in too.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock, words
from fangxian.lines.reports.chain import reviewer_path
from fangxian.lines.reports.due import Owed, owed_reports
from fangxian.lines.reports.figures import code_of
from fangxian.lines.reports.owed import reading
from fangxian.lines.reports.queries import counts_of, day_question
from fangxian.lines.reports.slots import dues_of
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.moments import Slice
from fangxian.mechanisms.figures.questions import By, Question, end_of, start_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

NUMBERED = 200
"""Names listed in one message; a chat refuses longer ones."""
MANY = 2000
"""Where more owe, a text tells of the places below with their counts, and names nobody."""


@dataclass(frozen=True)
class Group:
    """The units below one body of a line, or in a place: how many owe, and which have not filed; some only counted."""

    title: str
    due: int
    silent: tuple[str, ...]
    unnamed: int = 0

    @property
    def missing(self) -> int:
        """How many have not filed."""
        return len(self.silent) + self.unnamed


@dataclass(frozen=True)
class Day:
    """A form's day in a reader's part as the texts tell it; ``numbers`` are title, value and unit of its fields."""

    title: str
    day: datetime.date
    now: datetime.datetime
    due_at: datetime.datetime | None
    due: int
    filed: int
    zero: int
    late: int
    groups: list[Group] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def silent(self) -> int:
        """How many have not filed, whatever the hour."""
        return self.due - self.filed


def day_of(
    actor: Actor,
    response: Response,
    form: Form,
    day: datetime.date,
    as_of: datetime.datetime | None = None,
    *,
    line: str = "",
    place: str = "",
    numbers: bool = True,
) -> Day:
    """Return a form's day in the actor's part, as known at an instant: six queries, and those of its figures.

    ``place`` is a path under which the bodies lie; figures are left out for one, and without ``numbers``.
    """
    now = as_of or clock.now()
    asked = day_question(actor, response, day, as_of, line=line)

    def shown(filed: object) -> list[tuple[str, str]]:
        told = numbers and filed and not place
        return _numbers(actor, response, form, day, as_of, line) if told else []

    counted = counts_of(asked.at(place_paths=(place,)) if place else asked, form.code, {day}, now)
    if counted and counted[day].due > MANY:
        own = counted[day]
        due = dues_of(asked, form.code)[form.code].due[-1]
        groups = _places(asked, form.code, day, now, place)
        return Day(
            str(form.title), day, now, due, own.due, own.filed, own.zero, own.late, groups, shown(own.filed)
        )
    rows = owed_reports(asked, form.code, now=now)
    owed = [row for row in rows if row.day == day and row.path.startswith(place)]
    filed = [row for row in owed if row.filed]
    return Day(
        str(form.title), day, now, owed[0].due_at if owed else None, len(owed), len(filed),
        sum(row.is_zero for row in filed), sum(row.late for row in owed), _groups(owed),
        shown(filed),
    )  # fmt: skip


def missing_text(day: Day, link: str) -> str:
    """Return the list of the silent, by the body above them, with how late it is."""
    if not day.silent:
        return ""
    told = {"form": day.title, "day": words.day(day.day), "hour": _hour(day, day.now), "n": day.silent}
    head = ngettext(
        "%(form)s of %(day)s: by %(hour)s %(n)s unit has not reported",
        "%(form)s of %(day)s: by %(hour)s %(n)s units have not reported",
        day.silent,
    )
    lines = [head % told + _hours(day)]
    groups = [group for group in day.groups if group.missing]
    number = 0
    for group in groups:
        if len(day.groups) > 1:
            lines.append(f"▪ {group.title}（{group.missing}/{group.due}）")
        for name in group.silent:
            number += 1
            if number <= NUMBERED:
                lines.append(f"{number}. {name}")
    if number > NUMBERED:
        lines.append(_("… and %(n)s more") % {"n": number - NUMBERED})
    return "\n".join([*lines, _("Nothing new? Then file a zero report: %(link)s") % {"link": link}])


def summary_text(day: Day, link: str) -> str:
    """Return how a day stands, and its numbers as the units reported them."""
    if not day.due:
        return ""
    told = {"form": day.title, "day": words.day(day.day), "hour": _hour(day, day.now)}
    lines = [
        _("%(form)s of %(day)s (as of %(hour)s)") % told,
        _("Due %(due)s, filed %(filed)s (zero reports %(zero)s, late %(late)s), not filed %(silent)s")
        % {"due": day.due, "filed": day.filed, "zero": day.zero, "late": day.late, "silent": day.silent},
    ]
    lines += [f"▪ {title} {value}" for title, value in day.numbers]
    return "\n".join([*lines, _("Details: %(link)s") % {"link": link}])


def thanks_text(day: Day, link: str) -> str:
    """Return thanks to the groups whose units have all filed; "" while there is none."""
    complete = [group for group in day.groups if not group.missing]
    if not complete:
        return ""
    told = {"form": day.title, "day": words.day(day.day), "n": day.due}
    if len(complete) == len(day.groups):
        return (
            ngettext(
                "%(form)s of %(day)s: the %(n)s unit has reported. Thank you!",
                "%(form)s of %(day)s: all %(n)s units have reported. Thank you!",
                day.due,
            )
            % told
            + "\n" + _("Details: %(link)s") % {"link": link}
        )  # fmt: skip
    head = _("%(form)s of %(day)s: complete, with thanks") % told
    named = [f"▪ {group.title}（{group.due}/{group.due}）" for group in complete]
    return "\n".join([head, *named, _("Details: %(link)s") % {"link": link}])


def _hour(day: Day, moment: datetime.datetime) -> str:
    """Say an instant, without its day where it is the one that the text is about."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if local.date() == day.day else words.moment(moment)


def _hours(day: Day) -> str:
    if day.due_at is None:
        return ""
    due = _hour(day, day.due_at)
    if day.due_at > day.now:
        return _(" (due %(due)s):") % {"due": due}
    return _(" (due %(due)s, %(late)s):") % {"due": due, "late": words.late(day.now - day.due_at)}


def _groups(owed: Sequence[Owed]) -> list[Group]:
    """Put owed reports together by line and the body above, in the order of the lines."""
    ordered = sorted(owed, key=lambda row: (row.line, reviewer_path(row.body_path, 1), row.body_path))
    bodies = Body.objects.in_bulk({row.body for row in ordered})
    above = {(row.line, reviewer_path(row.body_path, 1)) for row in ordered}
    names = _names(above)
    found = []
    for key, rows in groupby(ordered, key=lambda row: (row.line, reviewer_path(row.body_path, 1))):
        own = list(rows)
        silent = tuple(str(bodies[row.body]) for row in own if not row.filed)
        found.append(Group(names.get(key, key[0]), len(own), silent))
    return found


def _places(
    question: Question, form: str, day: datetime.date, now: datetime.datetime, path: str
) -> list[Group]:
    """Return the places right below the one asked for, or the jurisdiction, with their counts."""
    place = Place.objects.filter(path=path).first() if path else None
    asked = question.at(by=By.PLACE, place=place, place_paths=(path,) if path else ())
    window = {"": Slice(start_of(day), end_of(day), now)}
    found = reading.counted(asked, form, window) or {}
    return [
        Group(child.name, found[child.path].due, (), found[child.path].due - found[child.path].filed)
        for child in asked.children
        if child.path in found and found[child.path].due
    ]


def _names(above: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return a name for each group: its body's, with the line's where one body stands in several."""
    lines = dict(Line.objects.values_list("code", "name"))
    rows = Position.objects.filter(path__in={path for _line, path in above}, valid_to=None).select_related(
        "body"
    )
    held = {(row.line_id, row.path): str(row.body) for row in rows}
    twice = [held.get(key, "") for key in above]
    return {
        key: f"{lines.get(key[0], key[0])} · {held[key]}" if twice.count(held[key]) > 1 else held[key]
        for key in above
        if key in held
    }


def _numbers(
    actor: Actor,
    response: Response,
    form: Form,
    day: datetime.date,
    as_of: datetime.datetime | None,
    line: str,
) -> list[tuple[str, str]]:
    """Return the form's numbers as figures have them, exact, each with its unit."""
    asked = day_question(actor, response, day, as_of, line=line)
    measures = {each.code: registry.measure(code_of(form.code, each.code)) for each in form.numbers}
    found = {answer.measure.code: answer for answer in answers.answers(asked, list(measures.values()))}
    numbers = []
    for each in form.numbers:
        answer = found[measures[each.code].code]
        value = answer.total.value
        shown = "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        numbers.append((str(each.title), f"{shown} {answer.measure.unit}"))
    return numbers
