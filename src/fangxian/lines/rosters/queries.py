"""Every scoped read of rosters: the list, one person's shifts, the links (M10)."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from fangxian.core import clock
from fangxian.lines.rosters.ledgers import PLAN, VIEW
from fangxian.lines.rosters.models import Link, Roster, Shift, Swap
from fangxian.mechanisms.ledgers.names import Names
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

AHEAD = datetime.timedelta(days=60)
BACK = datetime.timedelta(days=3)


def visible(actor: Actor, response: Response) -> QuerySet[Roster]:
    """Return the rosters of the places in which the actor may see them, the latest first."""
    rows = Roster.objects.filter(actor.scope(VIEW).place_q(), response=response)
    return rows.select_related("place").defer("plan", "marks")


def named(response: Response, ledger: str, keys: Iterable[str]) -> dict[str, str]:
    """Return how people call entries of a ledger, by id: in full where two of them share a name; a few queries."""
    wanted = sorted(set(keys))
    names = Names(response)
    for key in wanted:
        names.want_entry(ledger, uuid.UUID(key))
    names.read()
    whole = {key: names.label(ledger, uuid.UUID(key)) or "—" for key in wanted}
    short = {key: text.partition(" · ")[0] for key, text in whole.items()}
    shared = Counter(short.values())
    return {key: text if shared[text] == 1 else whole[key] for key, text in short.items()}


def own_shifts(response: Response, person: uuid.UUID) -> list[Shift]:
    """Return a person's published shifts from a few days ago on."""
    now = clock.now()
    rows = Shift.objects.at().filter(response=response, person=person)
    return list(rows.filter(happened_at__range=(now - BACK, now + AHEAD)).order_by("happened_at"))


def offered_to(response: Response, person: uuid.UUID) -> list[Swap]:
    """Return the swaps that others offer to somebody."""
    return list(Swap.objects.filter(response=response, asked_of=person, state=Swap.State.OFFERED))


def decided_of(response: Response, person: uuid.UUID) -> list[Swap]:
    """Return somebody's swaps that wait for an answer, and those answered in the last days; not what is offered him."""
    lately = Q(ended_at__gte=clock.now() - BACK)
    his = Q(asked_by=person) & (Q(state__in=[Swap.State.OFFERED, Swap.State.REQUESTED]) | lately)
    others = Q(asked_of=person) & (Q(state=Swap.State.REQUESTED) | lately & ~Q(state=Swap.State.DECLINED))
    return list(Swap.objects.filter(his | others, response=response).order_by("-made_at"))


def requested(actor: Actor, response: Response) -> QuerySet[Swap]:
    """Return the swaps that wait for the dispatchers of the actor's part, the longest waiting first."""
    rows = Swap.objects.filter(actor.scope(PLAN).place_q(), response=response, state=Swap.State.REQUESTED)
    return rows.order_by("made_at")


def links_of(response: Response, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, Link]:
    """Return the links that hold, by person."""
    rows = Link.objects.select_related("response").filter(person__in=list(people), revoked_at=None)
    rows = rows.filter(response=response)
    return {row.person: row for row in rows}
