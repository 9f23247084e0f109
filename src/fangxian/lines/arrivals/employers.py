"""What an employer's name says about who must report: a body of a reporting line, or nobody (M5)."""

import uuid
from functools import cached_property

from fangxian.lines.arrivals.models import PersonKind
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.resolver import Resolver

KINDS = {
    "学生": PersonKind.STUDENT,
    "退休": PersonKind.RETIRED,
    "务工": PersonKind.MIGRANT,
    "民工": PersonKind.MIGRANT,
}
NOBODY = {"", "无", "無", "—", "-", "/", "退休", "学生", "学校", "务工", "个体", "待业", "无业"}


class Employers:
    """Finds the declaring body of an employer as people write it; the names are loaded once, when one is written."""

    @cached_property
    def _names(self) -> Resolver:
        return Resolver.load()

    @cached_property
    def _bodies(self) -> dict[uuid.UUID, Body]:
        return {body.id: body for body in Body.objects.all()}

    @cached_property
    def _lines(self) -> dict[uuid.UUID, str]:
        return _lines()

    def find(self, text: str) -> tuple[Body | None, str]:
        """Return the body and the line in which it owes declarations; None and "" when nobody owes one."""
        text = text.strip()
        if text in NOBODY:
            return None, ""
        found = self._names.resolve(text)
        line = self._lines.get(found.body.id, "") if found.body else ""
        return (self._bodies[found.body.id], line) if found.body and line else (None, "")


def kind_of(text: str, default: PersonKind = PersonKind.EMPLOYEE) -> PersonKind:
    """Return the kind of person that a remark or an employer's name tells."""
    return next((kind for word, kind in KINDS.items() if word in text), default)


def _lines() -> dict[uuid.UUID, str]:
    """Return the line in which each body owes declarations: where it is no regulator of others, if there is one."""
    rows = Position.objects.filter(valid_to=None, line__reports_returnees=True, parent__isnull=False)
    held = list(rows.order_by("-line").values_list("body", "line", "parent"))
    regulators = {(parent, line) for _body, line, parent in held}
    last_wins = sorted(held, key=lambda row: (row[0], row[1]) not in regulators)
    return {body: line for body, line, _parent in last_wins}
