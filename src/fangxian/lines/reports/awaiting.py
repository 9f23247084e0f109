"""Which submitted reports somebody may review, and which of them wait for his level just now (M8)."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from fangxian.core.fields import under
from fangxian.core.scope import NOTHING
from fangxian.lines.reports.chain import STEP
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.forms.catalogue import catalogue
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def to_review(
    actor: Actor, response: Response, as_of: datetime.datetime | None = None
) -> QuerySet[DailyReport]:
    """Return the reports that wait for the actor, those that differ from the ledgers first."""
    return _ordered(_reviewable(actor, response, as_of).filter(_waits_here(actor)))


def below(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[DailyReport]:
    """Return the reports that still wait for a level below the actor, who may go before it."""
    return _ordered(_reviewable(actor, response, as_of).exclude(_waits_here(actor)))


def compared() -> Q:
    """Return the condition that a ledger knows something of what a report states."""
    known = [form for form in _versions() if any(field.measure for field in form.fields)]
    return reduce(or_, map(_of, known), NOTHING)


def _reviewable(actor: Actor, response: Response, as_of: datetime.datetime | None) -> QuerySet[DailyReport]:
    """Return submitted reports whose next level lies in the actor's part, his own bodies' left out."""
    scope = actor.scope("reports.review")
    own = reduce(or_, (Q(line=ln, body_path=at) for ln, at in actor.scope("reports.file").bodies), NOTHING)
    inside = scope.place_q("path") & ~own
    for line, root in scope.bodies:
        low = Q(body_length__gte=len(root) + STEP + STEP * F("accepted_levels"))
        inside |= Q(line=line) & under("body_path", root) & low
    rows = DailyReport.objects.at(as_of).filter(response=response, state=DailyReport.State.SUBMITTED)
    return rows.alias(body_length=Length("body_path")).filter(inside & ~_unreviewed())


def _waits_here(actor: Actor) -> Q:
    """The last level waits for everybody above it; an earlier one for the body that reviews there."""
    several = [When(_of(form), then=Value(form.reviews)) for form in _versions() if form.reviews > 1]
    wanted = Case(*several, default=Value(1), output_field=IntegerField())
    last = Q(accepted_levels__gte=wanted - 1) | Q(body_length__lte=2 * STEP + STEP * F("accepted_levels"))
    for line, root in actor.scope("reports.review").bodies:
        last |= Q(line=line, body_length=len(root) + STEP + STEP * F("accepted_levels")) & under(
            "body_path", root
        )
    return last


def _unreviewed() -> Q:
    """Return the condition that nobody reviews a report: so says the version under which it was stated."""
    return reduce(or_, (_of(form) for form in _versions() if form.reviews == 0), NOTHING)


def _versions() -> list[Form]:
    return [form for versions in catalogue().forms.values() for form in versions]


def _of(form: Form) -> Q:
    return Q(form=form.code, form_version=form.number)


def _ordered(rows: QuerySet[DailyReport]) -> QuerySet[DailyReport]:
    return rows.select_related("body", "line").order_by("-differs", "due_at", "line", "body_path")
