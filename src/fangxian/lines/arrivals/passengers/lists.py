"""Scoped reads of whole passenger lists: how their rows are divided, and whom they lack (M5)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.lines.arrivals.models import Standing
from fangxian.lines.arrivals.passengers.access import sent_lists, visible
from fangxian.lines.arrivals.passengers.models import Outcome, PassengerList, RowStanding
from fangxian.lines.arrivals.passengers.queries import PAGE, overdue
from fangxian.lines.arrivals.passengers.rules import wrong
from fangxian.mechanisms.entries.cursors import Cursor
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


class State(TextChoices):
    """How a list stands to a reader, by those of its rows that he sees."""

    OPEN = "open", gettext_lazy("still open")
    OVERDUE = "overdue", gettext_lazy("overdue")
    SETTLED = "settled", gettext_lazy("all cleared up")


@dataclass(frozen=True)
class Counts:
    """How the rows that somebody sees are divided; the outcomes add up to ``listed``."""

    outcomes: dict[str, int] = field(default_factory=dict)
    missed: int = 0
    overdue: int = 0

    @property
    def listed(self) -> int:
        """How many rows there are."""
        return sum(self.outcomes.values())

    @property
    def wrong(self) -> int:
        """How many rows say that the list was wrong about somebody."""
        return wrong(self.outcomes.items())

    @property
    def open(self) -> int:
        """How many rows have no outcome yet."""
        return self.outcomes.get(Outcome.OPEN, 0)


@dataclass(frozen=True)
class Listed:
    """A list with the counts of those of its rows that the reader sees."""

    list: PassengerList
    counts: Counts


def concerned(
    actor: Actor, response: Response, state: str = "", as_of: datetime.datetime | None = None
) -> QuerySet[PassengerList]:
    """Return the lists sent by the actor or naming his places; with a state, those that stand so to him."""
    seen = visible(actor, response, as_of).order_by()
    mine = sent_lists(actor, response, as_of).values("entry")
    own = Q(entry__in=seen.values("list")) | Q(entry__in=mine)
    rows = PassengerList.objects.at(as_of).filter(own, response=response)
    waiting = seen.filter(outcome=Outcome.OPEN, on_list=True)
    if state == State.OPEN:
        return rows.filter(entry__in=waiting.values("list"))
    if state == State.OVERDUE:
        return rows.filter(entry__in=overdue(waiting, as_of).values("list"))
    return rows.exclude(entry__in=waiting.values("list")) if state == State.SETTLED else rows


def lists(
    actor: Actor,
    response: Response,
    as_of: datetime.datetime | None = None,
    after: Cursor | None = None,
    state: str = "",
) -> list[Listed]:
    """Return one page of lists and one more, the latest first: those sent by the actor or naming his places."""
    rows = concerned(actor, response, state, as_of)
    if after:
        rows = rows.filter(Q(happened_at__lt=after[0]) | Q(happened_at=after[0], entry__lt=after[1]))
    found = list(rows.order_by("-happened_at", "-entry")[: PAGE + 1])
    counted = counts_of(visible(actor, response, as_of), [row.entry_id for row in found], as_of)
    return [Listed(row, counted[row.entry_id]) for row in found]


def list_for(actor: Actor, list_id: uuid.UUID, as_of: datetime.datetime | None = None) -> PassengerList:
    """Return a list that the actor sends or that names one of his places; raises ``Missing``."""
    found = PassengerList.objects.at(as_of).select_related("response").filter(entry=list_id).first()
    if found is None:
        raise Missing(_("There is no such list."))
    seen = visible(actor, found.response, as_of).filter(list=list_id).exists()
    if not seen and not sent_lists(actor, found.response, as_of).filter(entry=list_id).exists():
        raise Missing(_("There is no such list."))
    return found


def counts_of(
    rows: QuerySet[RowStanding], ids: Iterable[uuid.UUID], as_of: datetime.datetime | None = None
) -> dict[uuid.UUID, Counts]:
    """Return the counts of lists, among the rows given: one query."""
    now = as_of or clock.now()
    late = Count("pk", filter=Q(outcome=Outcome.OPEN, on_list=True, due_at__lt=now))
    ids = list(ids)
    grouped = rows.filter(list__in=ids).order_by().values_list("list", "on_list", "outcome")
    outcomes: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    missed: dict[uuid.UUID, int] = defaultdict(int)
    overdue: dict[uuid.UUID, int] = defaultdict(int)
    for key, on_list, outcome, count, past in grouped.annotate(count=Count("pk"), late=late):
        if on_list:
            outcomes[key][outcome] = count
            overdue[key] += past
        else:
            missed[key] += count
    return {key: Counts(outcomes[key], missed[key], overdue[key]) for key in ids}


def missed(
    actor: Actor, response: Response, list_id: uuid.UUID, as_of: datetime.datetime | None = None
) -> list[Standing]:
    """Return whom communities registered with a list's trip and the list lacks, as far as the reader sees them."""
    rows = visible(actor, response, as_of).filter(list=list_id, on_list=False).values("entry")
    return list(Standing.objects.known(as_of).filter(entry__in=rows).order_by("reported_at")[:PAGE])
