"""Counts beside items of the navigation: what waits for the reader, and whether some of it is overdue."""

from collections.abc import Callable, Hashable
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from fangxian.core import clock, compiled
from fangxian.lines.arrivals import queries as arrivals
from fangxian.lines.arrivals.selfreg.confirming import REGISTER
from fangxian.lines.arrivals.selfreg.queries import waiting
from fangxian.lines.reports import queries as reports
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.cases.queries import DECIDER, HANDLER, handled_by
from fangxian.mechanisms.forms.catalogue import catalogue
from fangxian.mechanisms.messages import queries as messages
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Badge = tuple[int, bool]
"""A count beside a navigation item, and whether something of it is overdue."""
Count = Callable[[Actor, Response], Badge]
MOST = 100
"""Badges count so far and then say 99+, so that a page costs the same however much waits."""


def undecided(actor: Actor, response: Response) -> Badge:
    """Count the pairs of arrivals that await a decision."""
    scope = actor.scope("arrivals.decide")
    return compiled.count(
        lambda: arrivals.inbox(actor, response)[:MOST], "undecided", scope, response.id
    ), False


def unreviewed(actor: Actor, response: Response) -> Badge:
    """Count the daily reports that await the review."""
    scopes = actor.scope("reports.review"), actor.scope("reports.file")
    versions = chain.from_iterable(catalogue().forms.values())
    chains = tuple((form.code, form.number, form.reviews) for form in versions)
    rows = partial(reports.to_review, actor, response)
    return compiled.count(lambda: rows().order_by()[:MOST], "unreviewed", scopes, response.id, chains), False


def unread(actor: Actor, response: Response) -> Badge:
    """Count the unread messages."""
    return messages.unread(actor, MOST), False


def open_cases(actor: Actor, response: Response) -> Badge:
    """Count the cases handed over that are open."""
    rows = Referral.objects.at().filter(response=response, state=Referral.State.OPEN)
    scopes = actor.scope(HANDLER), actor.scope(DECIDER)
    return _due(lambda: handled_by(actor, rows), "open cases", scopes, response.id)


def self_registered(actor: Actor, response: Response) -> Badge:
    """Count the self-registrations that await an answer."""
    return _due(lambda: waiting(actor, response), "self-registered", actor.scope(REGISTER), response.id)


def _due(rows: Callable[[], QuerySet[Any]], *key: Hashable) -> Badge:
    """Count rows that have a time by which they are due; only where there are some it is asked whether it passed."""
    count = compiled.count(lambda: rows().order_by()[:MOST], *key)
    return count, bool(count) and rows().filter(due_at__lt=clock.now()).exists()
