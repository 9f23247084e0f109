"""Who owes a form by rule: every body of a line, of some kinds, below a body, in a place, from a day on (M8).

Applying a rule makes and ends obligations, which are versioned, so that "as known then" stays exact. It is applied when
it is made, when bodies or positions change, and by the worker.
"""

import copy
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.dated import today, valid_after
from fangxian.core.errors import Invalid, Missing
from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import open_all, record
from fangxian.lines.reports.actions.locking import require_days_open
from fangxian.lines.reports.models import Obligation, OwingRule
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.catalogue import versions_of
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

Slot = tuple[str, str, uuid.UUID]


@dataclass(frozen=True)
class Applied:
    """How many obligations a rule's application made and ended."""

    made: int = 0
    ended: int = 0


def set_rule(
    actor: Actor,
    response: Response,
    form: str,
    line: str,
    valid_from: datetime.date,
    *,
    valid_to: datetime.date | None = None,
    kinds: Sequence[str] = (),
    body: Body | None = None,
    place: Place | None = None,
) -> OwingRule:
    """Say who owes a form (reports.manage), and make their obligations at once.

    Raises ``Invalid`` by attribute, ``Missing`` for what lies outside the actor's scope or does not exist.
    """
    _check(form, line, valid_from, valid_to, kinds)
    body_path = _body_path(actor, line, body, place)
    rule = OwingRule(
        entry_id=new_id(), response=response, form=form, line_id=line, body=body, body_path=body_path, place=place,
        path=place.path if place else "", kinds=sorted(kinds), valid_from=valid_from, valid_to=valid_to,
        happened_at=clock.now(),
    )  # fmt: skip
    with entries.writing():
        made = open_all(actor, response, "owing_rule", [rule])[0]
        _apply(actor, response, [made], begins=True)
    return made


def end_rule(actor: Actor, entry_id: uuid.UUID, day: datetime.date, reason: str) -> OwingRule:
    """Say that a rule holds no longer from a day on: its obligations end with it; what was owed before stays owed."""
    rule = (
        OwingRule.objects.at()
        .select_related("response", "body__place", "place")
        .filter(entry=entry_id)
        .first()
    )
    if rule is None:
        raise Missing(_("There is no such rule."))
    _body_path(actor, rule.line_id or "", rule.body, rule.place)
    if day < max(rule.valid_from, today()):
        raise Invalid({"valid_to": _("Choose today or a later day, after the rule's beginning.")})
    with entries.writing():
        successor = copy.copy(rule)
        successor.valid_to = day
        ended = entries.replace(rule, successor, actor, reason)
        record(actor, rule.response, "reports.end_owing_rule", [ended])
        for held in _unended(rule.response).filter(rule=entry_id):
            _end(actor, held, day, reason)
    return ended


def apply_rules(response: Response) -> Applied:
    """Make and end obligations as bodies stand today: whoever came owes from now on, whoever left no more.

    Does nothing, at the cost of three queries, where nothing changed.
    """
    rules = list(OwingRule.objects.at().filter(valid_after(today()), response=response))
    if not rules:
        return Applied()
    with entries.writing():
        return _apply(SYSTEM, response, rules)


def apply_rules_everywhere() -> Applied:
    """Apply the rules of every response that has not ended, after bodies or positions changed."""
    found = [apply_rules(response) for response in Response.objects.filter(ended_at=None)]
    return Applied(sum(one.made for one in found), sum(one.ended for one in found))


def _apply(actor: Actor, response: Response, rules: Sequence[OwingRule], *, begins: bool = False) -> Applied:
    wanted: dict[Slot, Obligation] = {}
    for rule in rules:
        for position in _matching(rule):
            slot = (rule.form, position.line_id, position.body_id)
            wanted.setdefault(slot, _obligation(actor, rule, position, begins=begins))
    held = list(_unended(response).filter(form__in={rule.form for rule in rules}))
    slots = {(row.form, row.line_id or "", row.body_id or uuid.UUID(int=0)) for row in held}
    new = [row for slot, row in wanted.items() if slot not in slots]
    if new:
        require_days_open(new)
        open_all(actor, response, "obligation", new)
    ours = {rule.entry_id for rule in rules}
    gone = [row for row in held if row.rule in ours and (row.form, row.line_id, row.body_id) not in wanted]
    for row in gone:
        _end(actor, row, today(), _("no longer meant by the rule"))
    return Applied(len(new), len(gone))


def _matching(rule: OwingRule) -> QuerySet[Position]:
    """Return the positions of today that a rule means."""
    rows = Position.objects.filter(under("path", rule.body_path), line=rule.line_id, valid_to=None)
    rows = rows.filter(under("body__place__path", rule.path)).exclude(body__closed_on__lte=today())
    if rule.kinds:
        rows = rows.filter(body__kind__in=rule.kinds)
    return rows.select_related("body__place")


def _obligation(actor: Actor, rule: OwingRule, position: Position, *, begins: bool) -> Obligation:
    body = position.body
    if begins:
        actor.must("reports.manage", line=position.line_id, body=position.path, place=body.place.path)
    start = max(rule.valid_from, position.valid_from, *(() if begins else (today(),)))
    return Obligation(
        entry_id=new_id(), response_id=rule.response_id, form=rule.form, body=body, line_id=position.line_id,
        body_path=position.path, path=body.place.path, happened_at=clock.now(), valid_from=start,
        valid_to=rule.valid_to, rule=rule.entry_id,
    )  # fmt: skip


def _unended(response: Response) -> QuerySet[Obligation]:
    return Obligation.objects.at().filter(valid_after(today()), response=response)


def _end(actor: Actor, held: Obligation, day: datetime.date, reason: str) -> None:
    """End an obligation on a day; one that had not begun is taken back."""
    if held.valid_to is not None and held.valid_to <= day:
        return
    require_days_open([held], max(day, held.valid_from))
    if day <= held.valid_from:
        entries.void(held, actor, reason or _("the rule has ended"))
    else:
        successor = copy.copy(held)
        successor.valid_to = day
        entries.replace(held, successor, actor, reason or _("the rule has ended"))


def _check(
    form: str, line: str, start: datetime.date, end: datetime.date | None, kinds: Sequence[str]
) -> None:
    begins = versions_of(form)[0].valid_from
    if start < begins:
        raise Invalid(
            {"valid_from": _("The form is owed from %(day)s at the earliest.") % {"day": begins.isoformat()}}
        )
    if end and end <= start:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    if not Line.objects.filter(pk=line).exists():
        raise Invalid({"line": _("There is no such line.")})
    if unknown := set(kinds) - set(Body.Kind.values):
        raise Invalid({"kinds": _("Unknown kinds: %(names)s") % {"names": ", ".join(sorted(unknown))}})


def _body_path(actor: Actor, line: str, body: Body | None, place: Place | None) -> str:
    """Return the path of the rule's body in the line, having checked the part of both trees that the rule means."""
    held = Position.objects.filter(line=line, valid_to=None).select_related("body__place")
    roots = list(held.filter(body=body) if body else held.filter(parent=None) if not place else [])
    if body and not roots:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": body}})
    actor.must("reports.manage", place=place.path if place else "")
    for root in roots if not place else []:
        actor.must("reports.manage", line=line, body=root.path, place=root.body.place.path)
    return roots[0].path if body else ""
