"""Who owes a form by rule: every body of a line, of some kinds, below a body, in a place, from a day on (M8).

Applying a rule makes and ends obligations, which are versioned, so that "as known then" stays exact. It is applied when
it is made, when bodies or positions change, and by the worker. It looks at positions from today on: a change that is
entered late moves nothing of the days before, whose reports lie where they were filed. Kinds of bodies are not dated.
"""

import copy
import datetime
import uuid
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.dated import today, valid_after
from fangxian.core.errors import Invalid, Missing
from fangxian.core.fields import under
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import open_all, record
from fangxian.lines.reports.actions.following import Applied, Slot, State, follow, state_of, strayed
from fangxian.lines.reports.actions.locking import require_open
from fangxian.lines.reports.actions.obliging import (
    BATCH,
    Owes,
    end_obligations,
    free_days,
    open_obligations,
    span_of,
)
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
        held = list(_unended(rule.response).filter(rule=entry_id).select_related("response"))
        end_obligations(actor, held, [day] * len(held), reason)
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
    """Apply the rules of every response that has not ended, where anything changed that they look at."""
    done = Applied()
    for response in Response.objects.filter(ended_at=None):
        if _looked_at.get(response.id) != (state := state_of(response)):
            done += apply_rules(response)
            _looked_at[response.id] = state
    return done


_looked_at: dict[uuid.UUID, State] = {}
"""What a worker found when it applied a response's rules last."""


def _apply(actor: Actor, response: Response, rules: Sequence[OwingRule], *, begins: bool = False) -> Applied:
    """Make what rules mean and nobody owes, and end what no rule means any more: in sets, whatever the number."""
    new: dict[Slot, Owes] = {}
    for rule in rules:
        for row in _lacking(actor, response, rule, begins=begins):
            new.setdefault((row.form, row.line, row.body), row)
    rows = list(new.values())
    if begins:
        require_open(response, [row.span for row in rows])
    else:
        days = free_days(response, [(row.span, row.valid_from) for row in rows])
        rows = [row._replace(valid_from=day) for row, day in zip(rows, days, strict=True)]
        rows = [row for row in rows if row.valid_to is None or row.valid_from < row.valid_to]
    made = open_obligations(actor, response, rows)
    gone = list(_gone(response, rules).select_related("response"))
    ends = free_days(response, [(span_of(row), today()) for row in gone])
    return Applied(made, end_obligations(actor, gone, ends, _("no longer meant by the rule")))


def _lacking(actor: Actor, response: Response, rule: OwingRule, *, begins: bool) -> Iterator[Owes]:
    """Yield what a rule means and nobody owes yet, the earliest position of a body first."""
    meant = _matching(rule)
    if begins:
        outside = meant.exclude(actor.scope("reports.manage").q(place="body__place__path", body="path"))
        for line, body, place in outside.values_list("line", "path", "body__place__path")[:1]:
            actor.must("reports.manage", line=line, body=body, place=place)
    held = _unended(response).filter(form=rule.form, line=rule.line_id, body=OuterRef("body"))
    before = Obligation.objects.at().filter(
        response=response, form=rule.form, line=rule.line_id, body=OuterRef("body")
    )
    until = Subquery(before.order_by("-valid_to").values("valid_to")[:1])
    lacking = meant.filter(~Exists(held)).annotate(until=until).order_by("valid_from", "path")
    columns = ("body", "path", "body__place__path", "valid_from", "valid_to", "until")
    first = rule.valid_from if begins else max(rule.valid_from, today())
    for body, body_path, path, start, end, owed_until in lacking.values_list(*columns).iterator(BATCH):
        ends = [day for day in (rule.valid_to, end) if day]
        begin, stop = max(first, start, owed_until or start), min(ends) if ends else None
        if stop is None or begin < stop:
            yield Owes(rule.form, rule.line_id or "", body, body_path, path, begin, stop, rule.entry_id)


def _gone(response: Response, rules: Sequence[OwingRule]) -> QuerySet[Obligation]:
    """Return the obligations that one of the rules made and that none of them means any more."""
    held = _unended(response).filter(rule__in=[rule.entry_id for rule in rules])
    for rule in rules:
        stands = Exists(_matching(rule, of=OuterRef("body")))
        held = held.exclude(Q(form=rule.form, line=rule.line_id) & Q(stands))
    return held


def _rules(response: Response) -> QuerySet[OwingRule]:
    rows = OwingRule.objects.at().filter(valid_after(today()), response=response)
    return rows.select_related("body", "place")


def _matching(rule: OwingRule, of: OuterRef | None = None) -> QuerySet[Position]:
    """Return the positions of today and later on whose days a rule holds, wherever its own body and place stand now.

    ``of`` narrows them to one body's, and then no index of the line may serve: SQLite would walk all of it for each.
    """
    reaches = Q(valid_to=None) | Q(valid_to__gt=max(rule.valid_from, today()))
    own = Q(line=rule.line_id) if of is None else Q(Exact(Coalesce("line", Value("")), rule.line_id), body=of)
    rows = Position.objects.filter(reaches, own).order_by()
    if rule.valid_to:
        rows = rows.filter(valid_from__lt=rule.valid_to)
    if rule.body:
        stands = Position.objects.filter(valid_after(today()), line=rule.line_id, body=rule.body)
        root = stands.order_by("valid_from").values_list("path", flat=True).first()
        rows = rows.filter(under("path", root)) if root else rows.none()
    place = rule.place.path if rule.place else ""
    rows = rows.filter(under("body__place__path", place)).exclude(body__closed_on__lte=today())
    return rows.filter(body__kind__in=rule.kinds) if rule.kinds else rows


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
