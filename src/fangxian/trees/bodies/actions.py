"""Every change of the organisations (M3): atomic, audited; positions in lines are dated."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.dated import change_from, save_in_history, today, valid_after
from fangxian.core.errors import Conflict, Invalid
from fangxian.core.fields import under
from fangxian.trees.bodies import queries
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.places.models import Place
from fangxian.trees.places.paths import plain

MANAGE = "bodies.manage"
SEGMENT = 4
DEEPEST = 48


@transaction.atomic
def create_line(
    actor: Actor, *, code: str, name: str, nature: Line.Nature, reports_returnees: bool = True
) -> Line:
    """Create a line along which bodies report; lines are the whole installation's. Raises ``Conflict``."""
    actor.must(MANAGE)
    if Line.objects.filter(code=code).exists():
        raise Conflict(_("Another line has this code."))
    line = Line.objects.create(code=code, name=name, nature=nature, reports_returnees=reports_returnees)
    record(actor, Trail.MANAGE, "line.create", subject=code)
    return line


@transaction.atomic
def create_body(
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: Body.Kind,
    place: Place,
    short_name: str = "",
    credit_code: str = "",
) -> Body:
    """Create a body at a place; it stands in no line yet. Raises ``Conflict`` if its code is taken."""
    actor.must(MANAGE, place=place.path)
    if Body.objects.filter(code=code).exists():
        raise Conflict(_("Another body has this code."))
    if not name.strip():
        raise Invalid({"name": _("A name is needed.")})
    body = Body(
        code=code, name=name.strip(), short_name=short_name, kind=kind, place=place, credit_code=credit_code
    )
    save_in_history(body)
    record(actor, Trail.MANAGE, "body.create", subject=body.id, code=code)
    return body


@transaction.atomic
def place_in_line(
    actor: Actor, body: Body, line: Line, parent: Body | None = None, valid_from: datetime.date | None = None
) -> Position:
    """Give a body a position in a line below a parent, or as a root, from a day on.

    Raises ``Conflict`` if it stands in the line already, ``Invalid`` if the parent does not.
    """
    day = valid_from or today()
    if body.closed_on and body.closed_on <= day:
        raise Invalid({"body": _("The body is closed.")})
    upper = _parent_path(actor, body, line, parent, day)
    if body.positions.filter(valid_after(day), line=line).exists():
        raise Conflict(_("The body stands in this line already; move it instead."))
    path = next_path(upper, _ever(line, upper))
    position = Position.objects.create(body=body, line=line, parent=parent, path=path, valid_from=day)
    record(actor, Trail.MANAGE, "body.place_in_line", subject=body.id, line=line.code, path=path)
    return position


@transaction.atomic
def move_in_line(
    actor: Actor, body: Body, line: Line, parent: Body | None, valid_from: datetime.date
) -> Position:
    """Move a body below another parent, or to the root, from a day on; what stands below it follows.

    Raises ``Invalid`` for a day ahead or before the present position began, or a parent below the body.
    """
    current = _current(body, line, valid_from)
    actor.must(MANAGE, place=body.place.path, line=line.code, body=current.path)
    upper = _parent_path(actor, body, line, parent, valid_from)
    if upper.startswith(current.path):
        raise Invalid({"parent": _("A body cannot stand below itself.")})
    old, path = current.path, next_path(upper, _ever(line, upper))

    def change(row: Position) -> None:
        row.path = path + row.path[len(old) :]
        if row.body_id == body.id:
            row.parent = parent

    rows = change_from(Position.objects.filter(under("path", old), line=line), valid_from, change)
    since = valid_from.isoformat()
    record(
        actor, Trail.MANAGE, "body.move_in_line", subject=body.id, line=line.code, path=path, valid_from=since
    )
    return next(row for row in rows if row.body_id == body.id and row.valid_to is None)


@transaction.atomic
def close_body(actor: Actor, body: Body, day: datetime.date) -> None:
    """Close a body: from that day on it stands in no line and owes nothing.

    Raises ``Invalid`` if bodies still stand below it, or if a position of it began on that day or later.
    """
    actor.must(MANAGE, place=body.place.path)
    for position in body.positions.filter(valid_after(day)):
        if queries.below(position, day).exists():
            raise Invalid({"body": _("Bodies still stand below it: move or close them first.")})
        if position.valid_from >= day:
            raise Invalid({"closed_on": _("The present position holds since then: choose a later day.")})
    body.positions.filter(valid_after(day)).update(valid_to=day)
    body.closed_on = day
    save_in_history(body)
    record(actor, Trail.MANAGE, "body.close", subject=body.id, day=day.isoformat())


def next_path(upper: str, ever: Collection[str]) -> str:
    """Return a path below ``upper`` that was never used; raises ``Invalid`` where the line is too deep."""
    if len(upper) + SEGMENT > DEEPEST:
        raise Invalid({"parent": _("The line is too deep here.")})
    start = len(upper)
    used = {path[start : start + SEGMENT] for path in ever if path.startswith(upper) and len(path) > start}
    return upper + next(segment for segment in plain(SEGMENT, used) if segment not in used)


def _ever(line: Line, upper: str) -> set[str]:
    return set(Position.objects.filter(under("path", upper), line=line).values_list("path", flat=True))


def _parent_path(actor: Actor, body: Body, line: Line, parent: Body | None, day: datetime.date) -> str:
    """Return the path below which a body will stand, if the actor may put it there."""
    if parent is None:
        actor.must(MANAGE, place=body.place.path)
        return ""
    position = queries.position_on(parent, line, day)
    if position is None:
        raise Invalid({"parent": _("The body above does not stand in this line on that day.")})
    actor.must(MANAGE, place=parent.place.path, line=line.code, body=position.path)
    return str(position.path)


def _current(body: Body, line: Line, day: datetime.date) -> Position:
    position = body.positions.filter(line=line, valid_to=None).first()
    if position is None:
        raise Invalid({"line": _("The body does not stand in this line.")})
    if day > today():
        raise Invalid({"valid_from": _("The day lies ahead: enter the change when it holds.")})
    if day <= position.valid_from:
        raise Invalid({"valid_from": _("The present position holds since then: choose a later day.")})
    return position
