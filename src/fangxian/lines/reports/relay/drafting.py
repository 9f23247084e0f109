"""What the lines of a relay would file: each with its body, its values, and where every value comes from (M8).

Said values go first. Blanks are filled in only as an offer, and marked so: by what the body has filed for the day
already, by the day before where the relay says "as yesterday", and totals by the ledgers. A flow is never filled in.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports.actions.locking import Span, locks_over
from fangxian.lines.reports.deadlines import former_day
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.ledger import Numbers, ledger
from fangxian.lines.reports.models import FILED, DailyReport, Obligation, PeriodLock
from fangxian.lines.reports.relay.matching import Bodies
from fangxian.lines.reports.relay.rules.reading import Line, read
from fangxian.lines.reports.relay.words import is_counted, words_of
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form
from fangxian.trees.bodies.resolver import Resolution, Resolver
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Post = tuple[str, uuid.UUID]
"""A line and a body in it: what owes a report, whoever fills it in."""


class Source(StrEnum):
    """Where a draft's value comes from."""

    SAID = "said"
    FILED = "filed"
    YESTERDAY = "yesterday"
    LEDGER = "ledger"
    BLANK = "blank"


@dataclass(frozen=True)
class Value:
    """A number of a draft with its field and its source; None is blank, which is not zero."""

    field: Field
    number: int | None
    source: Source


@dataclass(frozen=True)
class Draft:
    """What a line would file: ``obligation`` is the post that it means, None where somebody has to choose.

    ``answers`` are dates, texts and choices by field, ``unread`` what stands where one of them should. Where nothing
    is known of any body, ``has_directory`` is False, and a name as written will do.
    """

    line: Line
    resolution: Resolution
    obligation: Obligation | None
    choices: list[Obligation]
    values: list[Value]
    answers: dict[str, Any]
    unread: list[str]
    report: DailyReport | None = None
    lock: PeriodLock | None = None
    has_directory: bool = True

    @property
    def numbers(self) -> dict[str, int]:
        """What was said or is as yesterday, by field."""
        told = (Source.SAID, Source.YESTERDAY)
        return {v.field.code: v.number for v in self.values if v.source in told and v.number is not None}

    @property
    def shown_numbers(self) -> dict[str, int | float]:
        """The same as people write them: 1.5 is kept as 15 tenths."""
        places = {value.field.code: value.field.decimals for value in self.values}
        return {c: n if not places[c] else n / 10 ** places[c] for c, n in self.numbers.items()}

    @property
    def blanks(self) -> list[Field]:
        """The required numbers that nobody stated and nothing fills in."""
        return [value.field for value in self.values if value.number is None and value.field.required]

    @property
    def understood(self) -> bool:
        """Whether the body is known and nothing is left over, also not "as yesterday" without a yesterday."""
        lost = any(v.source is Source.BLANK and v.field.code in self.line.said.same for v in self.values)
        named = self.resolution.body is not None or not self.has_directory
        return self.line.understood and named and not lost and not self.unread

    @property
    def leftover(self) -> list[str]:
        """The pieces of the line that were not understood."""
        return [*self.line.leftover, *self.unread]

    @property
    def is_equal(self) -> bool:
        """Whether the body has filed just this already."""
        return (
            self.report is not None
            and self.report.state in FILED
            and all(getattr(self.report, value.field.column) == value.number for value in self.values)
        )


@dataclass(frozen=True)
class Reading:
    """A relay read for a form and day; ``others`` are the lines that are no reports."""

    form: Form
    day: datetime.date
    named_day: datetime.date | None
    drafts: list[Draft]
    others: list[tuple[int, str]]
    posts: list[Obligation] = field(default_factory=list)


def draft(
    actor: Actor,
    response: Response | None,
    text: str,
    code: str,
    day: datetime.date | None,
    today: datetime.date,
    line: str = "",
) -> Reading:
    """Read a relay for a form; the day is the one given, else the one that its heading names, else today.

    Ten queries at most, and two more for each line of bodies. Raises ``Missing`` for an unknown form.
    """
    form = form_of(code, day)
    posts = list(_posts(actor, response, code, line)) if response else []
    bodies = Bodies.load(actor.scope("reports.file"), {post.body_id for post in posts if post.body_id})
    words = words_of(form, response.key_places if response else ())
    relay = read(text, words, bodies.names, day or today, bodies.same)
    chosen = day or relay.day or today
    owing = [post for post in posts if _owes(post, chosen)]
    found = _Drafting(response, form, chosen, owing, bodies).drafts(relay.lines)
    return Reading(form, chosen, relay.day, found, relay.others, owing)


def without_database(text: str, code: str, day: datetime.date | None, today: datetime.date) -> Reading:
    """Read a relay for the built-in form where there is no database: bodies stay as written, no post is known.

    Raises ``Missing`` for any other form.
    """
    if code != RETURNEES.code:
        raise Missing(_("There is no such form."))
    bodies = Bodies(Resolver(()))
    relay = read(text, words_of(RETURNEES), bodies.names, day or today, bodies.same)
    chosen = day or relay.day or today
    found = _Drafting(None, RETURNEES, chosen, (), bodies).drafts(relay.lines)
    return Reading(RETURNEES, chosen, relay.day, found, relay.others)


def _posts(actor: Actor, response: Response, code: str, line: str) -> QuerySet[Obligation]:
    rows = Obligation.objects.at().filter(
        actor.scope("reports.file").body_q(), response=response, form=code, **({"line": line} if line else {})
    )
    return rows.select_related("body__place", "line").order_by("line", "body_path")


def _owes(post: Obligation, day: datetime.date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or day < post.valid_to)


class _Drafting:
    """Looks up, once for all lines, what is filed, what was filed before, what the ledgers have and what is locked."""

    def __init__(
        self,
        response: Response | None,
        form: Form,
        day: datetime.date,
        owing: Sequence[Obligation],
        bodies: Bodies,
    ) -> None:
        self.form, self.bodies = form, bodies
        self.numbers = [each for each in form.asked if each.is_number]
        self.posts: dict[uuid.UUID, list[Obligation]] = {}
        for post in owing:
            if post.body_id:
                self.posts.setdefault(post.body_id, []).append(post)
        self.filed = _reports(response, form, day, owing)
        self.before = _reports(response, form, former_day(form, day), owing)
        self.ledgers = _ledgers(response, form, day, owing)
        spans = [Span(form.code, p.line_id or "", p.body_path, p.path, day, day) for p in owing]
        locks = locks_over(response, spans) if response else []
        self.locks = {_post(post): lock for post, lock in zip(owing, locks, strict=False)}

    def drafts(self, lines: Iterable[Line]) -> list[Draft]:
        """Return a draft for each line."""
        return [self._draft(line) for line in lines]

    def _draft(self, line: Line) -> Draft:
        found = self.bodies.resolve(line.unit)
        meant = [found.body] if found.body else list(found.candidates)
        choices = [post for body in meant for post in self.posts.get(body.id, [])]
        post = choices[0] if found.body and len(choices) == 1 else None
        report = self.filed.get(_post(post)) if post else None
        answers, unread = self._answers(line)
        told = [self._value(line, each, post, report) for each in self.numbers]
        lock = self.locks.get(_post(post)) if post else None
        known = bool(self.bodies.resolver.spellings)
        return Draft(line, found, post, choices, told, answers, unread, report, lock, known)

    def _answers(self, line: Line) -> tuple[dict[str, Any], list[str]]:
        """Return the answers that are no numbers as they are kept, and those that mean nothing to their field."""
        answers: dict[str, Any] = {}
        unread = []
        for code, text in line.said.answers.items():
            wanted = self.form.field(code)
            try:
                answers[code] = values.parse(wanted, text)
            except Invalid:
                unread.append(text)
            if is_counted(wanted) is False and wanted.is_number and code in answers:
                line.said.values[code] = answers.pop(code)
        return answers, unread

    def _value(self, line: Line, wanted: Field, post: Obligation | None, report: DailyReport | None) -> Value:
        said = line.said.values.get(wanted.code)
        if said is not None:
            return Value(wanted, said, Source.SAID)
        if post is None:
            return Value(wanted, None, Source.BLANK)
        offers: list[tuple[Source, int | None]] = []
        before = self.before.get(_post(post))
        if wanted.code in line.said.same:
            offers.append((Source.YESTERDAY, getattr(before, wanted.column) if before else None))
        else:
            offers.append((Source.FILED, getattr(report, wanted.column) if report else None))
            if wanted.kind is not FieldKind.FLOW:
                offers.append((Source.LEDGER, self.ledgers.get(_post(post), {}).get(wanted.code)))
        source, number = next((offer for offer in offers if offer[1] is not None), (Source.BLANK, None))
        return Value(wanted, number, source)


def _post(row: Obligation | DailyReport) -> Post:
    return row.line_id or "", row.body_id or uuid.UUID(int=0)


def _reports(
    response: Response | None, form: Form, day: datetime.date, owing: Sequence[Obligation]
) -> dict[Post, DailyReport]:
    if response is None or not owing:
        return {}
    rows = DailyReport.objects.at().filter(response=response, form=form.code, day=day)
    return {_post(row): row for row in rows}


def _ledgers(
    response: Response | None, form: Form, day: datetime.date, owing: Sequence[Obligation]
) -> Mapping[Post, Numbers]:
    """Return what the ledgers have for each post; a body without entries has zeros where a measure fills a field."""
    found: dict[Post, Numbers] = {}
    if response is None or not any(each.measure for each in form.numbers):
        return found
    zeros = {each.code: 0 for each in form.numbers if each.measure}
    for line in {post.line_id or "" for post in owing}:
        known = ledger(response, day, line, None, form)
        for post in owing:
            if (post.line_id or "") == line and post.body_id:
                found[_post(post)] = zeros | known.get(post.body_id, {})
    return found
