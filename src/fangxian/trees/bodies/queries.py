"""Reads of the organisations: what stands below a body in a line, its positions, and which a scope holds."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.compiled import Given, Statement
from fangxian.core.dated import today, valid_on
from fangxian.core.errors import Missing
from fangxian.core.fields import under
from fangxian.core.folding import holds
from fangxian.core.scope import Scope
from fangxian.trees.bodies.models import Body, Line, Position


def by_code(code: str) -> Body:
    """Return the body of a code; raises ``Missing``."""
    body = Body.objects.filter(code=code).select_related("place").first()
    if body is None:
        raise Missing(_("There is no body with this code."))
    return body


def position_on(body: Body, line: Line | str, day: datetime.date | None = None) -> Position | None:
    """Return a body's position in a line on a day (default: today), or None."""
    return body.positions.filter(valid_on(day or today()), line=line).first()


def lines_of(body: Body, day: datetime.date | None = None) -> list[Position]:
    """Return a body's positions in all lines on a day, each with its line and the body above."""
    return list(body.positions.filter(valid_on(day or today())).select_related("line", "parent"))


def below(position: Position, day: datetime.date | None = None) -> QuerySet[Position]:
    """Return the positions below one in its line on a day, without itself."""
    rows = Position.objects.filter(
        valid_on(day or today()), under("path", position.path), line=position.line_id
    )
    return rows.exclude(path=position.path)


def descendants(body: Body, line: Line | str, day: datetime.date | None = None) -> QuerySet[Body]:
    """Return the bodies below one in a line on a day, in the order of the line."""
    position = position_on(body, line, day)
    if position is None:
        return Body.objects.none()
    day = day or today()
    held = valid_on(day, "positions__") & under("positions__path", position.path)
    found = Body.objects.filter(held, positions__line=line).exclude(pk=body.pk)
    return found.order_by("positions__path")


def tree(line: Line | str, scope: Scope, day: datetime.date | None = None) -> QuerySet[Position]:
    """Return the positions of a line that a scope holds, on a day, in the order of the tree."""
    rows = Position.objects.filter(valid_on(day or today()), line=line)
    rows = rows.filter(scope.place_q("body__place__path") | scope.body_q("line", "path"))
    return rows.select_related("body", "body__place").order_by("path")


def in_scope(scope: Scope) -> QuerySet[Body]:
    """Return the bodies that a scope holds by their place or by a position that they have today."""
    held = Position.objects.filter(scope.body_q("line", "path"), valid_on(today()), body=OuterRef("pk"))
    return Body.objects.filter(scope.place_q("place__path") | Q(Exists(held))).select_related("place")


def search(name: str, scope: Scope, limit: int = 20) -> list[Body]:
    """Return bodies of a scope whose name, short name or code holds a text."""
    text = name.strip()
    matches = holds("name", text) | holds("short_name", text) | Q(code__istartswith=text)
    return list(in_scope(scope).filter(matches)[:limit]) if text else []


def place_paths(scope: Scope) -> set[str]:
    """Return the paths of the places of a scope: its own, and those where the bodies on top of it stand."""
    if not scope.bodies:
        return set(scope.places)
    tops = {f"{name}{number}": value for number, top in enumerate(sorted(scope.bodies))
            for name, value in zip(("line", "path"), top, strict=True)}  # fmt: skip
    return {*scope.places, *WHERE.all(len(scope.bodies), day=today(), **tops)}


def _where(count: int) -> QuerySet[Position, str]:
    """Return the paths of the places where some bodies stand on a day."""
    tops = (Q(line=Given(f"line{number}"), path=Given(f"path{number}")) for number in range(count))
    rows = Position.objects.filter(reduce(or_, tops), valid_on(Given("day"))).order_by()
    return rows.values_list("body__place__path", flat=True)


WHERE = Statement(_where)
