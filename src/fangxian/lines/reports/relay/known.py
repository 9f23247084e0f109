"""What is known already of the posts that a relay may speak of: filed, filed before, in the ledgers, locked (M8)."""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from fangxian.lines.reports.actions.locking import Span, locks_over
from fangxian.lines.reports.deadlines import former_day
from fangxian.lines.reports.ledger import Numbers, ledger
from fangxian.lines.reports.models import DailyReport, Obligation, PeriodLock
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Post = tuple[str, uuid.UUID]
"""A line and a body in it: what owes a report, whoever fills it in."""


class Known:
    """Looked up once for all lines of a relay: five queries, and two more for each line of bodies."""

    def __init__(
        self, response: Response | None, form: Form, day: datetime.date, owing: Sequence[Obligation]
    ) -> None:
        self.posts: dict[uuid.UUID, list[Obligation]] = {}
        for post in owing:
            if post.body_id:
                self.posts.setdefault(post.body_id, []).append(post)
        self.filed = _reports(response, form, day, owing)
        self.before = _reports(response, form, former_day(form, day), owing)
        self.ledgers = _ledgers(response, form, day, owing)
        spans = [Span(form.code, p.line_id or "", p.body_path, p.path, day, day) for p in owing]
        locks: Sequence[PeriodLock | None] = locks_over(response, spans) if response else []
        self.locks = {post_of(post): lock for post, lock in zip(owing, locks, strict=False)}


def posts(actor: Actor, response: Response, code: str, line: str) -> QuerySet[Obligation]:
    rows = Obligation.objects.at().filter(
        actor.scope("reports.file").body_q(), response=response, form=code, **({"line": line} if line else {})
    )
    return rows.select_related("body__place", "line").order_by("line", "body_path")


def owes(post: Obligation, day: datetime.date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or day < post.valid_to)


def post_of(row: Obligation | DailyReport) -> Post:
    return row.line_id or "", row.body_id or uuid.UUID(int=0)


def _reports(
    response: Response | None, form: Form, day: datetime.date, owing: Sequence[Obligation]
) -> dict[Post, DailyReport]:
    if response is None or not owing:
        return {}
    rows = DailyReport.objects.at().filter(response=response, form=form.code, day=day)
    return {post_of(row): row for row in rows}


def _ledgers(
    response: Response | None, form: Form, day: datetime.date, owing: Sequence[Obligation]
) -> Mapping[Post, Numbers]:
    """Return what the ledgers have for each post; a body without entries has zeros where a measure fills a field."""
    found: dict[Post, Numbers] = {}
    if response is None or not any(each.measure for each in form.numbers):
        return found
    zeros = {each.code: 0 for each in form.numbers if each.measure}
    for line in {post.line_id or "" for post in owing}:
        known = ledger(response, day, line, None, form)
        for post in owing:
            if (post.line_id or "") == line and post.body_id:
                found[post_of(post)] = zeros | known.get(post.body_id, {})
    return found
