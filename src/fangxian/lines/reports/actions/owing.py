"""Who owes a form by rule: every body of a line, of some kinds, below a body, in a place, from a day on (M8).

Applying a rule makes and ends obligations, which are versioned, so that "as known then" stays exact. It is applied when
it is made, when bodies or positions change, and by the worker. It looks at positions from today on: a change that is
entered late moves nothing of the days before, whose reports lie where they were filed. Kinds of bodies are not dated.
"""

import copy
import datetime
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.dated import today, valid_after
from fangxian.core.errors import Invalid, Missing
from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import open_all, record
from fangxian.lines.reports.actions.following import Applied, Slot, end, follow, free_days, slot_of, strayed
from fangxian.lines.reports.actions.locking import require_days_open
from fangxian.lines.reports.deadlines import due_from
from fangxian.lines.reports.models import Obligation, OwingRule
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.catalogue import versions_of
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


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
            end(actor, held, day, reason)
    return ended


def apply_rules(response: Response) -> Applied:
    """Make and end obligations as bodies stand today: whoever came owes from now on, whoever left no more.

    Whoever moved owes under the new superior. Costs a few queries, and two a rule, where nothing changed.
    """
    rules = list(_rules(response))
    if not rules and not strayed(response).exists():
        return Applied()
    with entries.writing():
        return follow(SYSTEM, response) + _apply(SYSTEM, response, rules)


def apply_rules_everywhere() -> Applied:
    """Apply the rules of every response that has not ended, after bodies or positions changed."""
    return sum((apply_rules(response) for response in Response.objects.filter(ended_at=None)), Applied())


def _apply(actor: Actor, response: Response, rules: Sequence[OwingRule], *, begins: bool = False) -> Applied:
    wanted: dict[Slot, Obligation] = {}
    for rule in rules:
        for position in _matching(rule):
            row = _obligation(actor, rule, position, begins=begins)
            if row.valid_to is None or row.valid_from < row.valid_to:
                wanted.setdefault(slot_of(row), row)
    held = list(_unended(response).filter(form__in={rule.form for rule in rules}).select_related("response"))
    slots = {slot_of(row) for row in held}
    new = [row for slot, row in wanted.items() if slot not in slots]
    if not begins:
        new = _begun(response, new)
    if new:
        require_days_open(new)
        open_all(actor, response, "obligation", new)
    ours = {rule.entry_id for rule in rules}
    gone = [row for row in held if row.rule in ours and slot_of(row) not in wanted]
    days = free_days(response, [(row, today()) for row in gone])
    ended = [
        end(actor, row, day, _("no longer meant by the rule")) for row, day in zip(gone, days, strict=True)
    ]
    return Applied(len(new), sum(ended))


def _begun(response: Response, new: Sequence[Obligation]) -> list[Obligation]:
    """Let obligations begin after what is locked; what would never be owed then is left out."""
    days = free_days(response, [(row, row.valid_from) for row in new])
    for row, day in zip(new, days, strict=True):
        row.valid_from = day
    return [row for row in new if row.valid_to is None or row.valid_from < row.valid_to]


def _rules(response: Response) -> QuerySet[OwingRule]:
    rows = OwingRule.objects.at().filter(valid_after(today()), response=response)
    return rows.select_related("body", "place")


def _matching(rule: OwingRule) -> QuerySet[Position]:
    """Return the positions of today and later that a rule means, wherever its own body and place stand now."""
    rows = Position.objects.filter(valid_after(today()), line=rule.line_id)
    if rule.body:
        root = rows.filter(body=rule.body).order_by("valid_from").values_list("path", flat=True).first()
        rows = rows.filter(under("path", root)) if root else rows.none()
    place = rule.place.path if rule.place else ""
    rows = rows.filter(under("body__place__path", place)).exclude(body__closed_on__lte=today())
    if rule.kinds:
        rows = rows.filter(body__kind__in=rule.kinds)
    return rows.select_related("body__place").order_by("valid_from", "path")


def _obligation(actor: Actor, rule: OwingRule, position: Position, *, begins: bool) -> Obligation:
    body = position.body
    if begins:
        actor.must("reports.manage", line=position.line_id, body=position.path, place=body.place.path)
    start = max(rule.valid_from, position.valid_from, *(() if begins else (today(),)))
    ends = [day for day in (rule.valid_to, position.valid_to) if day]
    return Obligation(
        entry_id=new_id(), response_id=rule.response_id, form=rule.form, body=body, line_id=position.line_id,
        body_path=position.path, path=body.place.path, happened_at=clock.now(), valid_from=start,
        valid_to=min(ends) if ends else None, rule=rule.entry_id,
    )  # fmt: skip


def _unended(response: Response) -> QuerySet[Obligation]:
    return Obligation.objects.at().filter(valid_after(today()), response=response)


def _check(
    form: str, line: str, start: datetime.date, until: datetime.date | None, kinds: Sequence[str]
) -> None:
    begins = versions_of(form)[0].valid_from
    if start < begins:
        raise Invalid(
            {"valid_from": _("The form is owed from %(day)s at the earliest.") % {"day": begins.isoformat()}}
        )
    if until and until <= start:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    if due_from(versions_of(form), start) is None:
        raise Invalid({"valid_from": _("The form is not due from this day on: choose an earlier day.")})
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
