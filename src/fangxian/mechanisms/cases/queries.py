"""Scoped reads of referrals: whose they are to see, and whose to settle (decision 5)."""

import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.figures.evidence import Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PAGE = 50
HANDLER = "cases.handle"
DECIDER = "arrivals.decide"
"""Who settles a declaration that a community answered with "not ours": the committee above both sides (M5)."""


def handled_by(actor: Actor, rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Narrow to the referrals that the actor takes over and closes."""
    misdirected = Q(kind=Referral.Kind.WRONG_COMMUNITY)
    own = ~misdirected & actor.scope(HANDLER).place_q()
    return rows.filter(own | misdirected & actor.scope(DECIDER).q())


def visible(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Referral]:
    """Return the referrals of the places, or of the bodies' own people, that the actor may see."""
    return Referral.objects.at(as_of).filter(actor.scope("cases.view").place_q(), response=response)


def opened(actor: Actor, _question: Question, found: QuerySet[Referral]) -> QuerySet[Referral]:
    """Narrow the referrals behind a figure to those that the actor may see."""
    return found.filter(actor.scope("cases.view").place_q())


READING = Reading("case", opened)


def inbox(actor: Actor, response: Response, as_of: datetime.datetime | None = None) -> QuerySet[Referral]:
    """Return the referrals that the actor handles or oversees."""
    if actor.may(HANDLER, DECIDER):
        return handled_by(actor, Referral.objects.at(as_of).filter(response=response))
    return visible(actor, response, as_of)


def counts(rows: QuerySet[Referral]) -> dict[tuple[str, str], int]:
    """Return how many referrals there are by state and kind: one query."""
    found = rows.order_by().values("state", "kind").annotate(count=Count("pk"))
    return {(row["state"], row["kind"]): row["count"] for row in found}


def page(
    rows: QuerySet[Referral], after: tuple[datetime.datetime, uuid.UUID] | None = None
) -> list[Referral]:
    """Return one page and a row more, the earliest due first, continuing after a key."""
    if after:
        beyond = Q(due_at__gt=after[0]) | Q(entry__gt=after[1])
        rows = rows.filter(beyond, due_at__gte=after[0])
    return list(rows.order_by("due_at", "entry")[: PAGE + 1])


def about(
    actor: Actor, origins: Iterable[uuid.UUID], as_of: datetime.datetime | None = None
) -> list[Referral]:
    """Return the referrals that entries gave rise to, as far as the actor may see them."""
    rows = Referral.objects.at(as_of).filter(origin__in=list(origins))
    return list(rows.filter(actor.scope("cases.view").place_q()).order_by("opened_at"))
