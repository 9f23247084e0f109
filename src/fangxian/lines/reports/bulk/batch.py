"""A batch of lines: which of them are in order, and one transaction that writes those (M8)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core import bulk
from fangxian.core.errors import Conflict, Invalid, Missing, Refusal
from fangxian.core.fields import FOREVER
from fangxian.lines.reports.actions.common import KIND
from fangxian.lines.reports.actions.locking import Span, locks_over, refusal
from fangxian.lines.reports.bulk import looking, writing
from fangxian.lines.reports.bulk.reading import Numbered
from fangxian.lines.reports.bulk.results import Result, Status, refused
from fangxian.lines.reports.bulk.shapes import Shape, shape_of
from fangxian.lines.reports.bulk.slowly import judge_slowly
from fangxian.lines.reports.bulk.stating import Malformed, stated
from fangxian.lines.reports.bulk.told import Told
from fangxian.lines.reports.former import Stated, former_by_body
from fangxian.lines.reports.ledger import Numbers, ledger
from fangxian.lines.reports.models import PeriodLock
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


class Batch:
    """Lines as they were read, with what became of each: ``file`` may be called again after a rollback."""

    def __init__(self, actor: Actor, response: Response, numbered: Sequence[Numbered]) -> None:
        self.actor, self.response = actor, response
        self.lines: list[Told] = []
        self.unread: dict[int, Result] = {}
        for number, raw in numbered:
            try:
                self.lines.append(Told(number, *stated(raw)))
            except Malformed as error:
                self.unread[number] = Result(number, Status.MALFORMED, detail=str(error))
            except Invalid as error:
                self.unread[number] = refused(number, "", error)
        self.answers: dict[int, Result] = {}

    def file(self, *, silent: bool = False) -> list[Result]:
        """Judge every line, write those in order and record it (but ``silent``); inside ``entries.writing()``."""
        self.answers = dict(self.unread)
        new = [told for wave in _waves(self._standing(self.lines)) for told in self._written(wave)]
        if not silent:
            writing.record(self.actor, self.response, len(new))
        for told in new:
            self.answers[told.number] = Result(told.number, Status.NEW, told.line.id)
        return [self.answers[number] for number in sorted(self.answers)]

    def _written(self, lines: Sequence[Told]) -> list[Told]:
        """Judge lines of different bodies and write those in order; return these."""
        left = self._not_known(lines)
        left = self._in_order(left)
        left = self._free(left)
        left = self._open(left)
        writing.write(self.actor, self.response, left)
        return left

    def _refuse(self, told: Told, refusal: Refusal) -> None:
        self.answers[told.number] = refused(told.number, told.line.id, refusal)

    def _standing(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out whose body stands nowhere in the line or outside the actor's part: the same to him."""
        found = looking.standings({(told.line.body, told.line.line) for told in lines})
        scope = self.actor.scope("reports.file")
        inside = {
            named: standing
            for named, standing in found.items()
            if scope.holds_body(named[1], standing.body_path)
        }
        left = []
        for told in lines:
            standing = inside.get((told.line.body, told.line.line))
            if standing is None:
                self._refuse(told, Missing(_("There is no such thing, or it lies outside your area.")))
                continue
            told.standing = standing
            left.append(told)
        self._shape(left)
        return left

    def _shape(self, lines: Sequence[Told]) -> None:
        shapes: dict[Any, Shape | None] = {}
        for told in lines:
            told.shape = told.values = told.version = None
            if not told.is_plain:
                continue
            line = told.line
            key = (line.form, line.line, line.day, tuple(line.numbers))
            if key not in shapes:
                shapes[key] = shape_of(self.response, line)
            told.shape = shapes[key]

    def _not_known(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out what was entered before, or stands twice in the batch: unchanged, or other content."""
        former = looking.known({told.line.id for told in lines})
        first: dict[str, Told] = {}
        for told in lines:
            entry = told.line.id
            if entry in former:
                own = former[entry]
                same = own.kind == KIND and own.response_id == self.response.id
                same = same and bytes(own.digest) == entries.digest(self.response, told.content)
            elif first.setdefault(entry, told) is told:
                continue
            else:
                same = first[entry].content == told.content
            if same:
                self.answers[told.number] = Result(told.number, Status.UNCHANGED, entry)
            else:
                self._refuse(told, Conflict(entries.OTHER_CONTENT))
        return list(first.values())

    def _in_order(self, lines: Sequence[Told]) -> list[Told]:
        """Judge every line: quickly where its shape recognises it, else by the ordinary functions."""
        slow = [told for told in lines if told.shape is None]
        for shape, own in _by_shape(lines):
            ledgers, former = self._ledgers(shape), self._former(shape, own)
            for told in own:
                body = told.standing.body
                told.values = shape.judged(told.line, ledgers.get(body), former.get(body))
                slow += [told] if told.values is None else []
        wrong: set[int] = set()
        for told, why in judge_slowly(self.actor, self.response, slow) if slow else ():
            if why:
                self._refuse(told, why)
                wrong.add(told.number)
        return [told for told in lines if told.number not in wrong]

    def _ledgers(self, shape: Shape) -> dict[str, Numbers]:
        if not shape.ledgers:
            return {}
        found = ledger(self.response, shape.day, shape.line, None, shape.form)
        return {str(body): numbers for body, numbers in found.items()}

    def _former(self, shape: Shape, lines: Sequence[Told]) -> dict[str, Stated]:
        """Return what the reports before stated, where anything is compared with them, by the body's id."""
        if not shape.looks_back:
            return {}
        own = [told.standing.body for told in lines]
        return former_by_body(self.response, shape.form, shape.line, shape.day, own)

    def _free(self, lines: Sequence[Told]) -> list[Told]:
        """Leave out whose day was filed under another id, before or in the batch."""
        held = dict(looking.holders(self.response, (told.held for told in lines)))
        left = []
        for told in lines:
            if held.setdefault(told.held, told.line.id) == told.line.id:
                left.append(told)
                continue
            said = {"body": told.line.body, "day": told.line.day}
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


def _waves(lines: Iterable[Told]) -> list[list[Told]]:
    """Part lines so that a body's later line of a form is judged when its earlier ones have been written."""
    waves: list[list[Told]] = []
    count: Counter[tuple[str, str, str]] = Counter()
    for told in lines:
        key = told.line.body, told.line.line, told.line.form
        if count[key] == len(waves):
            waves.append([])
        waves[count[key]].append(told)
        count[key] += 1
    return waves


def _span(told: Told) -> Span:
    line, standing = told.line, told.standing
    return Span(line.form, line.line, standing.body_path, standing.path, line.day, line.day)


def _by_shape(lines: Iterable[Told]) -> Iterable[tuple[Shape, list[Told]]]:
    found: dict[int, tuple[Shape, list[Told]]] = {}
    for told in lines:
        if told.shape:
            found.setdefault(id(told.shape), (told.shape, []))[1].append(told)
    return found.values()
