"""What is shown, at every node of both trees, set beside the recomputation from first principles."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.arrivals.models import Standing
from fangxian.mechanisms.figures.answers import Value, answers
from fangxian.mechanisms.figures.measures import AnyMeasure, Rate
from fangxian.mechanisms.figures.questions import Question, ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.trees.bodies.models import Position
from fangxian.trees.responses.models import Response
from tests import recomputation
from tests.recomputation import Facts, Where, Window

Shown = dict[str, tuple[object, ...]]
Holds = Callable[[Where], bool]


def questions(world: World, as_of: datetime | None) -> dict[str, Question]:
    """Return the questions that between them reach every node: places, bodies, lines and the present day."""
    bodies = world.bodies
    return {
        "county": ask(world.response, as_of=as_of, place=world.places["county"], by="place"),
        "east": ask(world.response, as_of=as_of, place=world.places["east"], by="place"),
        "bodies": ask(world.response, as_of=as_of, by="body"),
        "organs": ask(world.response, as_of=as_of, body=bodies["committee"], line="organs", by="body"),
        "industry": ask(world.response, as_of=as_of, body=bodies["committee"], line="industry", by="body"),
        "lines": ask(world.response, as_of=as_of, by="line"),
    }


def shown_of(world: World, as_of: datetime | None) -> Shown:
    """Return every figure at every node, as known at an instant; zeros are left out, like silence."""
    found: Shown = {}
    for name, question in questions(world, as_of).items():
        for answer in answers(question, all_measures()):
            found[f"{name} {answer.measure.code}"] = _numbers(answer.total)
            for node, value in answer.nodes:
                found[f"{name} {answer.measure.code} {node.key}"] = _numbers(value)
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def compare_with_recomputation(world: World) -> None:
    """Assert that every live figure equals the recomputation, whole, by node and by day."""
    facts = recomputation.facts(world.response)
    for name, question in questions(world, None).items():
        _compare(question, facts, _holders(world, name, question))
    _compare_days(world, facts)


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


def _intervals_join(response: Response) -> None:
    last: dict[object, datetime] = {}
    for row in Standing.objects.filter(response=response).order_by("entry", "recorded_from"):
        assert row.recorded_from < row.recorded_to
        assert row.recorded_from >= last.get(row.entry_id, row.recorded_from)
        last[row.entry_id] = row.recorded_to


def _compare(question: Question, facts: Facts, holders: dict[str, Holds]) -> None:
    window = Window(question.start, question.end, clock.now())
    for answer in answers(question, all_measures()):
        nodes = {"": answer.total} | {node.key: value for node, value in answer.nodes}
        assert set(nodes) <= set(holders), (set(nodes), set(holders))
        for key, holds in holders.items():
            wanted = facts.part(holds).figures(window)
            _same(answer.measure, nodes.get(key), wanted, f"{question.by} {key}")


def _compare_days(world: World, facts: Facts) -> None:
    """Compare each day's own window, and the first day and a half as known now."""
    question = ask(world.response, by="day")
    windows = {key: Window(part.start, part.end, clock.now()) for key, part in question.slices().items()}
    early = ask(world.response, end=min(world.response.started_at + timedelta(hours=36), clock.now()))
    for answer in answers(early, all_measures()):
        wanted = facts.figures(Window(early.start, early.end, clock.now()))
        _same(answer.measure, answer.total, wanted, "the first day and a half")
    for answer in answers(question, all_measures()):
        for node, value in answer.nodes:
            _same(answer.measure, value, facts.figures(windows[node.key]), f"day {node.key}")


def _same(measure: AnyMeasure, value: Value | None, wanted: dict[str, int], at: str) -> None:
    where = f"{measure.code} {at}"
    if isinstance(measure, Rate):
        above, below = wanted[measure.numerator.code], wanted[measure.denominator.code]
        rate = round(100 * above / below, 2) if below else None
        shown = (value.value, value.numerator, value.denominator) if value else (None, 0, 0)
        assert shown == (rate, above, below), where
    else:
        assert (value.value if value else 0) == wanted[measure.code], where


def _holders(world: World, name: str, question: Question) -> dict[str, Holds]:
    """Return what lies in the whole and in each node of a question, by the node's key."""
    if question.place:
        children = {"county": ("east", "west"), "east": ("spring", "summer")}[name]
        paths = {world.places[child].path for child in children}
        return {"": _under(question.place.path)} | {path: _under(path) for path in paths}
    if name == "bodies":
        own = {str(body.id): _of_body(body.id) for body in world.bodies.values()}
        return {"": lambda where: True} | own
    if name == "lines":
        return {"": lambda where: True} | {line: _in_line(line, "") for line in ("organs", "industry")}
    top = question.position
    assert top is not None
    paths = Position.objects.filter(line=top.line_id, path__startswith=top.path).values_list("path", flat=True)
    below = {path: _in_line(top.line_id, path) for path in paths if len(path) == len(top.path) + 4}
    itself = {top.path: lambda where: where.line == top.line_id and where.body_path == top.path}
    return {"": _in_line(top.line_id, top.path)} | below | itself


def _under(path: str) -> Holds:
    return lambda where: where.path.startswith(path)


def _of_body(body: uuid.UUID) -> Holds:
    return lambda where: where.body == body


def _in_line(line: str, path: str) -> Holds:
    return lambda where: where.line == line and where.body_path.startswith(path)


def _numbers(value: Value) -> tuple[object, ...]:
    return value.value, value.numerator, value.denominator
