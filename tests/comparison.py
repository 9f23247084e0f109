"""What is shown, at every node of both trees, set beside the recomputation from first principles."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from fangxian.conftest import INDUSTRY, ORGANS, World
from fangxian.core import clock
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.reaching import FACTS
from fangxian.lines.arrivals.sweeping import sweep
from fangxian.mechanisms.figures.answers import Answer, Value, answers
from fangxian.mechanisms.figures.measures import AnyMeasure, Rate, parts
from fangxian.mechanisms.figures.questions import By, Question, ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.bodies.models import Position
from fangxian.trees.responses.models import Response
from tests import recomputation
from tests.recomputation import CHINA, Facts, Where, Window

Shown = dict[tuple[str, str, str], Value]
Holds = Callable[[Where], bool]
NOTHING = Value(None)


def questions(world: World, turn: int, as_of: datetime | None = None) -> dict[str, Question]:
    """Return questions about places and lines, and by turns those that reach the other nodes of both trees."""
    top = world.bodies["committee"]
    others: list[dict[str, Any]] = [
        {"by": "body"},
        {"place": world.places["east"], "by": "place"},
        {"body": top, "line": ORGANS, "by": "body"},
        {"body": top, "line": INDUSTRY, "by": "body"},
        {"by": "day"},
    ]
    asked: list[dict[str, Any]] = [
        {"place": world.places["county"], "by": "place"},
        {"by": "line"},
        others[turn % len(others)],
    ]
    return {str(words): ask(world.response, as_of=as_of, **words) for words in asked}


def shown(world: World, turn: int, as_of: datetime, room: str = "") -> Shown:
    """Return every figure as known at an instant."""
    found: Shown = {}
    for name, question in questions(world, turn, as_of).items():
        found |= _shown(name, answers(question, _measures(room)))
    return found


def compare_with_recomputation(world: World, turn: int, room: str = "") -> tuple[datetime, Shown]:
    """Assert that live figures (of one ``room``) equal the recomputation; return the instant and what was shown."""
    facts = recomputation.facts(world.response)
    found: Shown = {}
    instant = clock.now()
    for name, question in questions(world, turn).items():
        given = answers(question.at(end=instant), _measures(room))
        found |= _shown(name, given)
        for key, part, window in _parts(world, question.at(end=instant), facts, instant):
            wanted = part.figures(window)
            _compare(given, key, wanted)
            _balance(wanted, question)
    return instant, found


def _measures(room: str) -> list[AnyMeasure]:
    return [measure for measure in all_measures() if measure.code.startswith(room)]


def _shown(name: str, given: list[Answer]) -> Shown:
    """Return values by question, measure and node; those of nothing are left out, as nodes come with facts."""
    values = {(name, answer.measure.code, ""): answer.total for answer in given}
    values |= {
        (name, answer.measure.code, node.key): value for answer in given for node, value in answer.nodes
    }
    return {key: value for key, value in values.items() if value.value or value.denominator}


def standings_agree(response: Response) -> None:
    """Assert that the stored standings are those of all reports at once, and that their intervals join."""
    wanted = recomputation.standings(response)
    stored = {row.entry_id: row for row in Standing.objects.known().filter(response=response)}
    assert set(stored) == set(wanted)
    for key, row in stored.items():
        standing = wanted[key]
        possible = standing.possible_with[0] if standing.possible_with else None
        assert (row.state, row.subject, row.counterpart, row.duplicate_of, row.possible_with, row.conflicts) == (
            standing.state, standing.subject, standing.counterpart, standing.duplicate_of, possible,
            ",".join(standing.conflicts),
        )  # fmt: skip
    _intervals_join(response)


def a_sweep_agrees(response: Response) -> None:
    """Assert that going through all reports at once changes nothing, and finds the same from nothing."""
    assert sweep(response) == 0
    with transaction.atomic():
        stored = _facts(response)
        Standing.objects.filter(response=response).delete()
        assert sweep(response) == len(stored)
        assert _facts(response) == stored
        transaction.set_rollback(True)


def _facts(response: Response) -> dict[object, tuple[object, ...]]:
    current = Standing.objects.known().filter(response=response)
    return {row[0]: row[1:] for row in current.values_list("entry", *FACTS)}


def _intervals_join(response: Response) -> None:
    last: dict[object, datetime] = {}
    for row in Standing.objects.filter(response=response).order_by("entry", "recorded_from"):
        assert row.recorded_from < row.recorded_to
        assert row.recorded_from >= last.get(row.entry_id, row.recorded_from)
        last[row.entry_id] = row.recorded_to


def _compare(given: list[Answer], key: str, wanted: dict[str, int]) -> None:
    """Assert that a node of answers, or their whole, shows what is wanted; a node left out shows nothing."""
    for answer in given:
        values = {node.key: value for node, value in answer.nodes} | {"": answer.total}
        assert values.get(key, NOTHING) == _value(answer.measure, wanted) or (
            key not in values and not any(_parts_of(answer.measure, wanted))
        ), (
            f"{answer.measure.code} at {answer.question.by} {key}: {values.get(key)} {_value(answer.measure, wanted)}"
        )


def _balance(figures: dict[str, int], question: Question) -> None:
    """Assert that whoever was declared is either dual-reported, or unit only, or possibly a registered one."""
    if question.by is not By.DAY:
        answered = ("dual_reported", "unit_only", "possible")
        assert figures["arrivals.declared"] == sum(figures[f"arrivals.{code}"] for code in answered), question


def _value(measure: AnyMeasure, wanted: dict[str, int]) -> Value:
    if isinstance(measure, Rate):
        above, below = _parts_of(measure, wanted)
        return Value(round(100 * above / below, 2) if below else None, above, below)
    if not wanted[measure.code] and _nobody_said(measure, wanted):
        return NOTHING
    units, decimals = wanted[measure.code], measure.decimals
    return Value(units / 10**decimals if decimals else units, decimals=decimals)


def _nobody_said(measure: Any, wanted: dict[str, int]) -> bool:
    """Whether no head-count was reported at all, or one was whose number nobody knows."""
    return (measure.reported and not wanted[measure.reports.code]) or (
        measure.optional and wanted[measure.blank.code] > 0
    )


def _parts_of(measure: AnyMeasure, wanted: dict[str, int]) -> list[int]:
    return [wanted[part.code] for part in parts([measure])]


def _parts(
    world: World, question: Question, facts: Facts, known: datetime
) -> Iterator[tuple[str, Facts, Window]]:
    """Yield the whole and each node of a question: its key, its facts and its window."""
    window = Window(question.start, question.end, known)
    for key, holds in _holders(world, question).items():
        yield key, facts.part(holds), window
    if question.by is By.DAY:
        for day in _days(question):
            first = datetime.combine(day, datetime.min.time(), CHINA)
            last = first + timedelta(days=1, microseconds=-1)
            yield day.isoformat(), facts, Window(max(first, question.start), min(last, question.end), known)


def _days(question: Question) -> list[date]:
    first, last = question.start.astimezone(CHINA).date(), question.end.astimezone(CHINA).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _holders(world: World, question: Question) -> dict[str, Holds]:
    """Return what lies in the whole and in each node of a question, by the node's key."""
    if question.place:
        width = {6: 9, 9: 12}[len(question.place.path)]
        paths = {place.path for place in world.places.values() if len(place.path) == width}
        own = {path: _under(path) for path in paths if path.startswith(question.place.path)}
        here = {question.place.path: _at(question.place.path)}
        return {"": _under(question.place.path)} | own | here
    if question.by is By.LINE:
        return {"": lambda where: True} | {line: _in_line(line, "") for line in (ORGANS, INDUSTRY)}
    if question.position:
        return _in_a_line(question.position)
    own = (
        {str(body.id): _of_body(body.id) for body in world.bodies.values()} if question.by is By.BODY else {}
    )
    return {"": lambda where: True} | own


def _in_a_line(top: Position) -> dict[str, Holds]:
    """Return a body's subtree in a line, the body itself, and the bodies next below it."""
    below = Position.objects.filter(line=top.line_id, parent=top.body_id)
    subtrees = {str(row.body_id): _in_line(row.line_id, row.path) for row in below}
    itself = {str(top.body_id): _of_body_in(top.line_id, top.body_id)}
    return {"": _in_line(top.line_id, top.path)} | subtrees | itself


def _of_body_in(line: str, body: uuid.UUID) -> Holds:
    return lambda where: where.line == line and where.body == body


def _at(path: str) -> Holds:
    return lambda where: where.path == path


def _under(path: str) -> Holds:
    return lambda where: where.path.startswith(path)


def _of_body(body: uuid.UUID) -> Holds:
    return lambda where: where.body == body


def _in_line(line: str, path: str) -> Holds:
    return lambda where: where.line == line and where.body_path.startswith(path)
