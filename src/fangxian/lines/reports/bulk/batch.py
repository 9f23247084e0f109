"""A batch of lines: which of them are in order, and one transaction that writes those (M8)."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core import bulk
from fangxian.core.errors import Conflict, Invalid, Missing, Refusal
from fangxian.core.fields import FOREVER
from fangxian.lines.reports.actions.common import KIND
from fangxian.lines.reports.actions.locking import Span, locks_over, refusal
from fangxian.lines.reports.bulk import looking, writing
from fangxian.lines.reports.bulk.reading import Numbered
from fangxian.lines.reports.bulk.results import Result, Status, refused
from fangxian.lines.reports.bulk.shapes import Shape
from fangxian.lines.reports.bulk.slowly import judge_slowly
from fangxian.lines.reports.bulk.telling import Teller
from fangxian.lines.reports.bulk.told import Told, by_shape
from fangxian.lines.reports.former import Stated
from fangxian.lines.reports.ledger import Numbers, ledger
from fangxian.lines.reports.models import PeriodLock
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


class Batch:
    """Lines as they were read, with what became of each: ``file`` may be called again after a rollback."""

    def __init__(self, actor: Actor, response: Response, numbered: Sequence[Numbered]) -> None:
        self.actor, self.response = actor, response
        teller = Teller(response)
        self.lines = teller.told(numbered)
        self.unread = teller.unread
        self.reporters = {(told.body, told.line, told.form) for told in self.lines}
        self.answers: dict[int, Result] = {}
        self.trusting = True

    def touches(self, other: "Batch") -> bool:
        """Tell whether both state reports of one body and form: then the later is held against the earlier."""
        return not self.reporters.isdisjoint(other.reporters)

    def file(self, *, silent: bool = False, trusting: bool = True) -> list[Result]:
        """Judge every line, write those in order and record it (but ``silent``); inside ``entries.writing()``.

        ``trusting``: by far the most days were not filed under another id, so for plain lines it is not asked
        whether one was; the database then refuses all, and the batch is filed again without.
        """
        self.trusting = trusting
        self.answers = dict(self.unread)
        new = [told for wave in self._waves(self._standing(self.lines)) for told in self._written(wave)]
        if not silent:
            writing.record(self.actor, self.response, len(new))
        for told in new:
            self.answers[told.number] = Result(told.number, Status.NEW, told.id)
        return [self.answers[number] for number in sorted(self.answers)]

    def _waves(self, lines: list[Told]) -> list[list[Told]]:
        """Part lines so that a body's later line of a form is judged when its earlier ones have been written."""
        if len(self.reporters) == len(self.lines):
            return [lines]
        waves: list[list[Told]] = []
        count: Counter[tuple[str, str, str]] = Counter()
        for told in lines:
            key = told.body, told.line, told.form
            if count[key] == len(waves):
                waves.append([])
            waves[count[key]].append(told)
            count[key] += 1
        return waves

    def _written(self, lines: Sequence[Told]) -> list[Told]:
        """Judge lines of different bodies and write those in order; return these."""
        left = self._not_known(lines)
        left = self._in_order(left)
        left = self._free(left)
        left = self._open(left)
        writing.write(self.actor, self.response, left)
        return left

    def _refuse(self, told: Told, refusal: Refusal) -> None:
        self.answers[told.number] = refused(told.number, told.id, refusal)

    def _standing(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out whose body stands nowhere in the line or outside the actor's part: the same to him."""
        found = looking.standings({(told.body, told.line) for told in lines})
        scope = self.actor.scope("reports.file")
        inside = {line: scope.of_line(line) for line in {line for _body, line in found}}
        left = []
        for told in lines:
            standing = found.get((told.body, told.line))
            if standing is None or not standing.body_path.startswith(inside[told.line]):
                self._refuse(told, Missing(_("There is no such thing, or it lies outside your area.")))
                continue
            told.standing, told.kept, told.version = standing, None, None
            left.append(told)
        return left

    def _not_known(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out what was entered before, or stands twice in the batch: unchanged, or other content."""
        first: dict[str, Told] = {}
        for told in lines:
            first.setdefault(told.id, told)
        former = looking.known(first)
        if not former and len(first) == len(lines):
            return list(lines)
        for told in lines:
            entry = told.id
            if entry in former:
                own = former[entry]
                same = own.kind == KIND and own.response == self.response.id
                same = same and own.digest == entries.digest(self.response, told.content)
            elif first[entry] is told:
                continue
            else:
                same = first[entry].content == told.content
            if same:
                self.answers[told.number] = Result(told.number, Status.UNCHANGED, entry)
            else:
                self._refuse(told, Conflict(entries.OTHER_CONTENT))
        return [told for entry, told in first.items() if entry not in former]

    def _in_order(self, lines: Sequence[Told]) -> list[Told]:
        """Judge every line: quickly where its shape recognises it, else by the ordinary functions."""
        for shape, own in by_shape(lines):
            ledgers, former = self._ledgers(shape), self._former(shape, own)
            for told in own:
                body = told.standing.body
                told.kept = shape.judged(told.row or (), ledgers.get(body), former.get(body))
        slow = [told for told in lines if told.kept is None]
        wrong: set[int] = set()
        for told, why in judge_slowly(self.actor, self.response, slow) if slow else ():
            if why:
                self._refuse(told, why)
                wrong.add(told.number)
        return [told for told in lines if told.number not in wrong] if wrong else list(lines)

    def _ledgers(self, shape: Shape) -> dict[str, Numbers]:
        if not shape.ledgers:
            return {}
        found = ledger(self.response, shape.day, shape.line, None, shape.form)
        return {str(body): numbers for body, numbers in found.items()}

    def _former(self, shape: Shape, lines: Sequence[Told]) -> dict[str, Stated]:
        """Return what the reports before stated, where anything is compared with them, by the body's id."""
        if not shape.compared:
            return {}
        own = [told.standing.body for told in lines]
        return looking.former(self.response, shape.form, shape.line, shape.day, own, shape.compared)

    def _free(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out whose day was filed under another id."""
        asked = [told for told in lines if not (self.trusting and told.kept)]
        held = looking.holders(self.response, (told.held for told in asked))
        if not held:
            return list(lines)
        left = []
        for told in lines:
            if held.get(told.held, told.id) == told.id:
                left.append(told)
                continue
            said = {"body": told.body, "day": told.day}
            text = _("%(body)s has already filed for %(day)s: replace that report instead.") % said
            self._refuse(told, Conflict(text))
        return left

    def _open(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out what would touch locked days."""
        held = {"response_id": self.response.id, "recorded_to": FOREVER, "voided": False}
        if not bulk.holds(PeriodLock, **held):  # by far the most batches
            return list(lines)
        left = []
        for told, lock in zip(lines, locks_over(self.response, [_span(told) for told in lines]), strict=True):
            if lock is None:
                left.append(told)
            else:
                self._refuse(told, Invalid({"day": refusal(lock)}))
        return left


def _span(told: Told) -> Span:
    return Span(told.form, told.line, told.standing.body_path, told.standing.path, told.day, told.day)
