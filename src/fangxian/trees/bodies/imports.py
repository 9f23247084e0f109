"""Bodies, lines and positions in bulk, from CSV files (M3): wholly or not at all, and again without harm."""

import datetime
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history
from stdnum.cn import uscc

from fangxian.core import clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.dated import today
from fangxian.core.errors import Invalid
from fangxian.core.tables import Outcome, Problem, Row, empty_cells, read_rows, repeated
from fangxian.trees.bodies.actions import MANAGE, next_path
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.places.models import Place
from fangxian.trees.places.paths import natural_path

BODY_COLUMNS = ["code", "name", "short_name", "kind", "place_code", "credit_code"]
BODY_REQUIRED = ["code", "name", "kind", "place_code"]
LINE_COLUMNS = ["code", "name", "nature"]
POSITION_COLUMNS = ["line", "code", "parent_code", "valid_from", "valid_to"]
POSITION_REQUIRED = ["line", "code"]
BATCH = 500


@transaction.atomic
def load_lines(actor: Actor, content: bytes, *, dry_run: bool = False) -> Outcome:
    """Create lines from a CSV file with ``LINE_COLUMNS``, and rename those that exist."""
    rows = read_rows(content, LINE_COLUMNS, LINE_COLUMNS)
    actor.must(MANAGE)
    problems = empty_cells(rows, LINE_COLUMNS) + repeated(rows, "code")
    problems += _unknown(rows, "nature", Line.Nature.values)
    known = Line.objects.in_bulk([row["code"] for row in rows])
    outcome = Outcome(dry_run=dry_run, problems=problems)
    lines: list[Line] = []
    for row in rows:
        line = Line(code=row["code"], name=row["name"], nature=row["nature"])
        _count(outcome, known.get(row["code"]), line, ["name", "nature"], lines.append)
    if outcome.written:
        Line.objects.bulk_create(
            lines, update_conflicts=True, unique_fields=["code"], update_fields=["name", "nature"]
        )
        record(actor, Trail.MANAGE, "line.import_csv", count=len(rows))
    return outcome


@transaction.atomic
def load_bodies(actor: Actor, content: bytes, *, dry_run: bool = False) -> Outcome:
    """Create bodies from a CSV file with ``BODY_COLUMNS``, and bring those that exist up to date.

    Raises ``Missing`` if a body's place lies outside the actor's scope.
    """
    rows = read_rows(content, BODY_COLUMNS, BODY_REQUIRED)
    problems = empty_cells(rows, BODY_REQUIRED) + repeated(rows, "code")
    places = _places(rows)
    known = {body.code: body for body in Body.objects.filter(code__in=[row["code"] for row in rows])}
    outcome = Outcome(dry_run=dry_run, problems=problems)
    created: list[Body] = []
    changed: list[Body] = []
    for row in rows:
        body = _body(row, places, problems)
        former = known.get(row["code"])
        if body is None:
            continue
        for place_path in {body.place.path, former.place.path if former else body.place.path}:
            actor.must(MANAGE, place=place_path)
        if former:
            body.pk, body.closed_on = former.pk, former.closed_on
        keep = changed if former else created
        _count(outcome, former, body, ["name", "short_name", "kind", "place_id", "credit_code"], keep.append)
    if outcome.written:
        bulk_create_with_history(created, Body, batch_size=BATCH, default_date=clock.now())
        fields = ["name", "short_name", "kind", "place", "credit_code"]
        bulk_update_with_history(changed, Body, fields, batch_size=BATCH, default_date=clock.now())
        record(actor, Trail.MANAGE, "body.import_csv", count=len(rows))
    return outcome


@transaction.atomic
def load_positions(actor: Actor, content: bytes, *, dry_run: bool = False) -> Outcome:
    """Give bodies their positions in lines, from a CSV file with ``POSITION_COLUMNS`` in any order.

    A position that exists with the same body above is left as it is; another is moved on the body's page.
    """
    rows = read_rows(content, POSITION_COLUMNS, POSITION_REQUIRED)
    problems = empty_cells(rows, POSITION_REQUIRED) + repeated(rows, "line", "code", "valid_from")
    outcome = Outcome(dry_run=dry_run, problems=problems)
    positions = _Positions(actor, rows, outcome)
    while positions.place_those_whose_parent_stands():
        pass
    problems += [
        row.problem("parent_code", _("The body above does not stand in this line."))
        for row in positions.waiting
    ]
    if outcome.written:
        Position.objects.bulk_create(positions.new, BATCH)
        record(actor, Trail.MANAGE, "body.import_positions", count=len(rows))
    return outcome


class _Positions:
    """The positions of the lines that a file names, growing as its rows are placed."""

    def __init__(self, actor: Actor, rows: list[Row], outcome: Outcome) -> None:
        self.actor, self.outcome, self.waiting = actor, outcome, rows
        self.new: list[Position] = []
        codes = {row[name] for row in rows for name in ("code", "parent_code")}
        found = Body.objects.filter(code__in=codes).select_related("place")
        self.bodies = {body.code: body for body in found}
        self.lines = Line.objects.in_bulk({row["line"] for row in rows})
        self.current: dict[tuple[str, str], Position] = {}
        self.ever: dict[tuple[str, str], set[str]] = defaultdict(set)
        for position in Position.objects.filter(line__in=self.lines).select_related("body", "parent"):
            self._remember(position)

    def place_those_whose_parent_stands(self) -> bool:
        """Place, in the file's order, every row that can be placed now; tell whether there was one."""
        before, self.waiting, standing = self.waiting, [], set(self.current)
        for row in before:
            key = (row["line"], row["parent_code"])
            if row["parent_code"] and key not in standing:
                self.waiting.append(row)
            else:
                self._place(row, self.current.get(key) if row["parent_code"] else None)
        return len(self.waiting) < len(before)

    def _place(self, row: Row, parent: Position | None) -> None:
        problems = self.outcome.problems
        body, line = self.bodies.get(row["code"]), self.lines.get(row["line"])
        since, until = row.day("valid_from", problems) or today(), row.day("valid_to", problems)
        if body is None:
            problems.append(row.problem("code", _("There is no body with this code.")))
        elif line is None:
            problems.append(row.problem("line", _("There is no line with this code.")))
        elif until and until <= since:
            problems.append(row.problem("valid_to", _("It must end after it began.")))
        elif (former := self.current.get((line.code, body.code))) and not former.valid_to:
            self._compare(row, former, parent)
        else:
            self._create(body, line, parent, since, until)

    def _compare(self, row: Row, former: Position, parent: Position | None) -> None:
        if former.parent_id == (parent.body_id if parent else None):
            self.outcome.unchanged += 1
        else:
            message = _("The body stands elsewhere in this line; move it on its own page.")
            self.outcome.problems.append(row.problem("parent_code", message))

    def _create(
        self,
        body: Body,
        line: Line,
        parent: Position | None,
        since: datetime.date,
        until: datetime.date | None,
    ) -> None:
        upper = parent.path if parent else ""
        self.actor.must(MANAGE, place=body.place.path, line=line.code, body=upper)
        position = Position(
            body=body,
            line=line,
            parent=parent.body if parent else None,
            path=next_path(upper, self.ever[line.code, upper]),
            valid_from=since,
            valid_to=until,
        )
        self.outcome.created += 1
        self.new.append(position)
        self._remember(position)

    def _remember(self, position: Position) -> None:
        key = (position.line_id, position.body.code)
        former = self.current.get(key)
        if former is None or former.valid_to is not None:
            self.current[key] = position
        self.ever[position.line_id, position.path[:-4]].add(position.path)


def _body(row: Row, places: dict[str, Place], problems: list[Problem]) -> Body | None:
    known = len(problems)
    place = places.get(row["place_code"])
    if row["place_code"] and place is None:
        problems.append(row.problem("place_code", _("There is no place with this code.")))
    if row["credit_code"] and not uscc.is_valid(row["credit_code"]):
        problems.append(row.problem("credit_code", _("The check character is wrong (GB 32100).")))
    problems += _unknown([row], "kind", Body.Kind.values)
    if place is None or len(problems) > known:
        return None
    cells = {name: row[name] for name in ("code", "name", "short_name", "kind", "credit_code")}
    return Body(place=place, **cells)


def _places(rows: list[Row]) -> dict[str, Place]:
    """Return the places that cells name, each by the cell's text, which may end in zeros."""
    codes = {text: _natural(text) for text in {row["place_code"] for row in rows}}
    found = {place.code: place for place in Place.objects.filter(code__in=set(codes.values()))}
    return {text: found[code] for text, code in codes.items() if code in found}


def _natural(text: str) -> str:
    try:
        return natural_path(text)
    except Invalid:
        return text


def _unknown(rows: list[Row], column: str, known: list[str]) -> list[Problem]:
    message = _("Known are: %s.") % ", ".join(known)
    return [row.problem(column, message) for row in rows if row[column] and row[column] not in known]


def _count(
    outcome: Outcome, former: Model | None, new: Model, names: list[str], keep: Callable[..., None]
) -> None:
    """Count a row as created, updated or unchanged, and keep it if it has to be written."""
    if former is None:
        outcome.created += 1
    elif any(getattr(former, name) != getattr(new, name) for name in names):
        outcome.updated += 1
    else:
        outcome.unchanged += 1
        return
    keep(new)
