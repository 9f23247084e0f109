"""Making drafts of a relay's lines (M8).

Said values go first. Blanks are filled in only as an offer, and marked so: by what the body has filed for the day
already, by the day before where the relay says "as yesterday", and by the ledgers. What is new is never filled in, but
that none are of some kind where there are none at all; of the day before a flow is taken only where it was none.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports.days import collected
from fangxian.lines.reports.deadlines import is_due
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.relay.drafts import Draft, Reading, Source, Value
from fangxian.lines.reports.relay.known import Known, owes, post_of, posts
from fangxian.lines.reports.relay.matching import Bodies
from fangxian.lines.reports.relay.rules.lines import Line
from fangxian.lines.reports.relay.rules.reading import read
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary
from fangxian.lines.reports.relay.words import is_counted, words_of
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form, Frequency
from fangxian.trees.bodies.resolver import Resolver
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


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

    A form that is not due on the day named or today is read for the day that is collected now.
    Ten queries at most, and two more for each line of bodies. Raises ``Missing`` for an unknown form.
    """
    form = form_of(code, day)
    held = list(posts(actor, response, code, line)) if response else []
    bodies = Bodies.load(actor.scope("reports.file"), {post.body_id for post in held if post.body_id})
    words = words_of(form, response.key_places if response else ())
    relay = read(text, words, bodies.names, day or today, bodies.same, day)
    chosen = day or _due_day(response, form, relay.day or today)
    owing = [post for post in held if owes(post, chosen)]
    found = _Drafting(response, form, chosen, owing, bodies, words).drafts(relay.lines)
    return Reading(form, chosen, relay.day, found, relay.others, owing)


def without_database(text: str, code: str, day: datetime.date | None, today: datetime.date) -> Reading:
    """Read a relay for the built-in form where there is no database: bodies stay as written, no post is known.

    Raises ``Missing`` for any other form.
    """
    if code != RETURNEES.code:
        raise Missing(_("There is no such form."))
    bodies = Bodies(Resolver(()))
    words = words_of(RETURNEES)
    relay = read(text, words, bodies.names, day or today, bodies.same, day)
    chosen = day or relay.day or today
    found = _Drafting(None, RETURNEES, chosen, (), bodies, words).drafts(relay.lines)
    return Reading(RETURNEES, chosen, relay.day, found, relay.others)


def _due_day(response: Response | None, form: Form, day: datetime.date) -> datetime.date:
    """Return a day, or the one collected now where the form is not asked every day and not due on it."""
    if response is None or form.frequency is Frequency.DAILY or is_due(form, day):
        return day
    return collected(response, form.code)


class _Drafting:
    """Makes the drafts of one form and day."""

    def __init__(
        self,
        response: Response | None,
        form: Form,
        day: datetime.date,
        owing: Sequence[Obligation],
        bodies: Bodies,
        words: Vocabulary,
    ) -> None:
        self.form, self.bodies, self.new = form, bodies, words.new
        whole = [code for code in words.new if not words.asked(code).is_share]
        self.whole = whole if len(whole) == 1 else []
        self.numbers = [each for each in form.asked if each.is_number]
        self.known = Known(response, form, day, owing)

    def drafts(self, lines: Iterable[Line]) -> list[Draft]:
        """Return a draft for each line."""
        return [self._draft(line) for line in lines]

    def _draft(self, line: Line) -> Draft:
        found = self.bodies.resolve(line.unit)
        meant = [found.body] if found.body else list(found.candidates)
        choices = [post for body in meant for post in self.known.posts.get(body.id, [])]
        post = choices[0] if found.body and len(choices) == 1 else None
        report = self.known.filed.get(post_of(post)) if post else None
        answers, unread = self._answers(line)
        told = [self._value(line, each, post, report) for each in self.numbers]
        lock = self.known.locks.get(post_of(post)) if post else None
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
        before = self.known.before.get(post_of(post))
        if wanted.code in line.said.same:
            former = getattr(before, wanted.column) if before else None
            again = former if wanted.kind is not FieldKind.FLOW or former == 0 else None
            offers.append((Source.YESTERDAY, again))
        else:
            none_new = any(line.said.values.get(code) == 0 for code in self.whole)
            offers.append((Source.IMPLIED, 0 if none_new and wanted.code in self.new else None))
            offers.append((Source.FILED, getattr(report, wanted.column) if report else None))
            if wanted.code not in self.new and (wanted.kind is not FieldKind.FLOW or none_new):
                offers.append((Source.LEDGER, self.known.ledgers.get(post_of(post), {}).get(wanted.code)))
        source, number = next((offer for offer in offers if offer[1] is not None), (Source.BLANK, None))
        return Value(wanted, number, source)
