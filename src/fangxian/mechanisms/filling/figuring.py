"""The figures that a form asks for: one question for each window and line, whatever the number of rows (M8, M24).

A row of a unit or place is answered only inside the owner's part and the reader's scope; others stay empty, flagged.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from django.db.models import Q

from fangxian.core.scope import Scope
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.answers import Value
from fangxian.mechanisms.figures.asking import entries_url
from fangxian.mechanisms.figures.measures import AnyMeasure, Mean, Measure
from fangxian.mechanisms.figures.questions import By, Question, ask, end_of, local, start_of
from fangxian.mechanisms.filling.instants import Instants
from fangxian.mechanisms.filling.naming import day_meant
from fangxian.mechanisms.filling.owners import Owner
from fangxian.mechanisms.filling.rules.meaning import Window
from fangxian.mechanisms.filling.rules.sheet import Axis, Node
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.places.paths import ancestors

PERMISSION = "figures.view"
STATED = ".stated"


class Flag(StrEnum):
    """Why a cell stays empty, or what to look at."""

    NONE = ""
    UNMAPPED = "unmapped"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    SILENT = "silent"
    NO_DENOMINATOR = "no_denominator"
    SMALL = "small"
    HIDDEN = "hidden"
    UNIT = "unit"


@dataclass(frozen=True)
class Wish:
    """A figure that is wanted: a measure in a window, of a line or of all, for a node or for the owner (None)."""

    measure: str
    window: Window
    line: str = ""
    node: Node | None = None


@dataclass(frozen=True)
class Figure:
    """A figure with the address of its entries, or the reason for none."""

    value: Value | None
    flag: Flag = Flag.NONE
    url: str = ""


@dataclass
class Figures:
    """Answers wishes for one owner, reader and instant."""

    actor: Actor
    owner: Owner
    instants: Instants
    _nodes: dict[str, Body | Place] = field(default_factory=dict)

    def of(self, wishes: Sequence[Wish]) -> dict[Wish, Figure]:
        """Return a figure for every wish."""
        self._look_up([wish.node for wish in wishes if wish.node])
        groups: dict[tuple[Window, str, Axis, str], list[Wish]] = defaultdict(list)
        found: dict[Wish, Figure] = {}
        for wish in dict.fromkeys(wishes):
            flag = self._flag(wish.node)
            if flag:
                found[wish] = Figure(None, flag)
            else:
                groups[wish.window, wish.line, *self._part(wish.node)].append(wish)
        for (window, line, axis, part), own in groups.items():
            found |= self._answered(own, self._question(window, line, axis, part))
        return found

    @cached_property
    def _scope(self) -> Scope:
        return self.actor.scope(PERMISSION)

    def _look_up(self, nodes: Iterable[Node]) -> None:
        """Read the bodies and places that rows name, with the bodies' positions: three queries."""
        keys: dict[Axis, set[uuid.UUID]] = defaultdict(set)
        for node in nodes:
            if node.axis in (Axis.BODY, Axis.PLACE) and node.key:
                keys[node.axis].add(uuid.UUID(node.key))
        bodies = Body.objects.select_related("place").in_bulk(keys[Axis.BODY]) if keys[Axis.BODY] else {}
        places = Place.objects.in_bulk(keys[Axis.PLACE]) if keys[Axis.PLACE] else {}
        self._nodes = {str(key): each for key, each in (bodies | places).items()}
        held = Position.objects.filter(body__in=bodies, valid_to=None) if bodies else []
        self._positions: dict[str, list[Position]] = defaultdict(list)
        for position in held:
            self._positions[str(position.body_id)].append(position)
        above = (
            Position.objects.filter(parent__in=bodies, valid_to=None) if bodies else Position.objects.none()
        )
        self._parents = {
            (str(parent), line) for parent, line in above.values_list("parent", "line").distinct()
        }

    def _flag(self, node: Node | None) -> Flag:
        if node is None or node.axis in (Axis.WHOLE, Axis.LINE):
            return Flag.NONE
        if node.axis is Axis.DAY:
            day = self._day(node)
            begun = self.instants.response.started_at.astimezone(local()).date()
            return Flag.NONE if day and begun <= day else Flag.UNKNOWN
        found = self._nodes.get(node.key)
        if found is None:
            return Flag.UNKNOWN
        inside = self._holds_body(found) if isinstance(found, Body) else self._holds_place(found)
        return Flag.NONE if inside else Flag.OUTSIDE

    def _holds_body(self, body: Body) -> bool:
        positions = self._positions[str(body.id)]
        own = self.owner.position
        if own and not any(
            each.line_id == own.line_id and each.path.startswith(own.path) for each in positions
        ):
            return False
        in_line = any(self._scope.holds_body(each.line_id, each.path) for each in positions)
        return in_line or self._scope.holds_place(body.place.path)

    def _holds_place(self, place: Place) -> bool:
        if self.owner.place and not place.path.startswith(self.owner.place.path):
            return False
        return self._scope.holds_place(place.path) or self.owner.position is not None

    def _part(self, node: Node | None) -> tuple[Axis, str]:
        """Return what is asked at once: the whole, all bodies, one superior body, the places below one, days."""
        if node is None or node.axis is Axis.WHOLE:
            return Axis.WHOLE, ""
        found = self._nodes.get(node.key)
        if isinstance(found, Body):
            line = next((line for parent, line in sorted(self._parents) if parent == node.key
                         and line == (self.owner.line or line)), "")  # fmt: skip
            return Axis.BODY, f"{node.key}:{line}" if line else ""
        if isinstance(found, Place):
            return Axis.PLACE, (ancestors(found.path) or [""])[-1]
        return node.axis, ""

    def _question(self, window: Window, line: str, axis: Axis, part: str) -> Question:
        start, end = self.instants.span(window)
        line = line or self.owner.line
        question = ask(
            self.instants.response, start=start, end=end, as_of=self.instants.as_of, place=self.owner.place,
            body=None if axis is Axis.BODY else self.owner.body, line=line, scope=self._scope,
        )  # fmt: skip
        if axis is Axis.BODY and part:
            key, _colon, own = part.partition(":")
            own_body = self._nodes[key]
            return ask(
                self.instants.response, start=start, end=end, as_of=self.instants.as_of, place=self.owner.place,
                body=own_body if isinstance(own_body, Body) else None, line=line or own, scope=self._scope,
            )  # fmt: skip
        if axis is Axis.PLACE:
            place = Place.objects.filter(path=part).first()
            paths = tuple(place.codes.values_list("path", flat=True)) if place else ()
            return question.at(by=By.PLACE, place=place, place_paths=paths)
        return question.at(by={Axis.BODY: By.BODY, Axis.DAY: By.DAY, Axis.LINE: By.LINE}.get(axis, By.WHOLE))

    def _answered(self, wishes: list[Wish], question: Question) -> dict[Wish, Figure]:
        if question.by is By.DAY:
            question = self._over_days(question, wishes)
        measures = {wish.measure: registry.measure(wish.measure) for wish in wishes}
        stated = [_stated(each) for each in measures.values() if _is_stated(each)]
        found = {each.measure.code: each for each in answers.answers(question, [*measures.values(), *stated])}
        return {wish: self._figure(wish, measures[wish.measure], question, found) for wish in wishes}

    def _over_days(self, question: Question, wishes: list[Wish]) -> Question:
        days = [day for wish in wishes if (day := self._day(wish.node))]
        begun = question.response.started_at
        running = None if wishes[0].window is Window.DAY else begun
        end = min(end_of(max(days)), self.instants.to)
        return question.at(start=max(start_of(min(days)), begun), end=end, running_from=running)

    def _figure(
        self, wish: Wish, measure: AnyMeasure, question: Question, found: dict[str, answers.Answer]
    ) -> Figure:
        answer = found[measure.code]
        value = self._value(answer, wish)
        node = next((node for node, _value in answer.nodes if node.key == self._key(wish.node)), None)
        if node is None and question.by is not By.WHOLE and wish.node:
            own = question.by is By.BODY
            node = answers.Node(self._key(wish.node), wish.node.label, self._code(wish.node), own=own)
        url = entries_url(measure.code, question, node if question.by is not By.WHOLE else None)
        if measure.code + STATED in found and not self._value(found[measure.code + STATED], wish).value:
            return Figure(None, Flag.SILENT)
        if value.value is None:
            return Figure(None, Flag.NO_DENOMINATOR, url)
        small = 0 < value.value < measure.small_cell
        return Figure(value, Flag.SMALL if small else Flag.NONE, url)

    def _value(self, answer: answers.Answer, wish: Wish) -> Value:
        if answer.question.by is By.WHOLE:
            return answer.total
        found = {node.key: value for node, value in answer.nodes}
        nothing = Value(
            0 if isinstance(answer.measure, Measure) and not isinstance(answer.measure, Mean) else None
        )
        return found.get(self._key(wish.node), nothing)

    def _key(self, node: Node | None) -> str:
        """Return a node's key as breakdowns have it: places by path."""
        found = self._nodes.get(node.key) if node else None
        day = self._day(node)
        return (
            found.path if isinstance(found, Place) else day.isoformat() if day else node.key if node else ""
        )

    def _day(self, node: Node | None) -> datetime.date | None:
        return day_meant(node.key, self.instants.day) if node and node.axis is Axis.DAY else None

    def _code(self, node: Node) -> str:
        found = self._nodes.get(node.key)
        return found.code if found else node.key


def _is_stated(measure: AnyMeasure) -> bool:
    """A number that bodies state is unknown where nobody has stated it; a count of facts is zero."""
    return isinstance(measure, Measure) and bool(measure.column) and not isinstance(measure, Mean)


def _stated(measure: AnyMeasure) -> Measure:
    """Return the measure that counts the facts in which a number was stated."""
    if not isinstance(measure, Measure):
        raise TypeError(measure.code)
    where = measure.where & Q(**{f"{measure.column}__isnull": False})
    return replace(measure, code=measure.code + STATED, where=where, column="", distinct="", optional=False,
                   reported=False)  # fmt: skip
