"""The facts behind a figure as one reader may see them: his own side's, and of the other's next to nothing (M5).

``READING`` says which he may open, to pages and the API alike; of the rest a page shows what its side is told.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fangxian.lines.arrivals.actions import may_see
from fangxian.lines.arrivals.lists import Announced, announced
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.lines.arrivals.queries import Row, places_of, rows_of, visible
from fangxian.mechanisms.figures.evidence import Reading
from fangxian.mechanisms.figures.questions import Question
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place


def opened(actor: Actor, question: Question, found: QuerySet[Standing]) -> QuerySet[Standing]:
    """Narrow standings to those of the actor's own side."""
    return found.filter(pk__in=visible(actor, question.response, question.as_of).values("pk"))


READING = Reading("arrival", opened, at="reported_at")


@dataclass(frozen=True)
class Shown:
    """A standing behind a figure: with a row, the reader's own account of the same person; else what is announced.

    Without either the reader sees no more than that a report exists, where and when the person arrived.
    """

    standing: Standing
    row: Row | None = None
    announced: Announced | None = None
    place: Place | None = None


def facts_for(
    actor: Actor, standings: Sequence[Standing], as_of: datetime.datetime | None = None
) -> list[Shown]:
    """Return facts for standings that the reader's figures count; the number of queries does not grow with them."""
    own = {row.entry_id: row for row in standings if may_see(actor, row)}
    hidden = [row for row in standings if row.entry_id not in own]
    mine = _own_accounts(actor, hidden, as_of)
    shown = {row.standing.entry_id: row for row in rows_of([*own.values(), *mine.values()], as_of)}
    told = _announced(actor, [row for row in hidden if row.entry_id not in mine], as_of)
    places = places_of(hidden)
    return [
        Shown(
            standing,
            shown.get(mine[standing.entry_id].entry_id if standing.entry_id in mine else standing.entry_id),
            told.get(standing.entry_id),
            places.get(standing.path),
        )
        for standing in standings
    ]


def _own_accounts(
    actor: Actor, hidden: Sequence[Standing], as_of: datetime.datetime | None
) -> dict[uuid.UUID, Standing]:
    """Return the reader's own report about the person of each hidden one, where he has made one."""
    answers = Standing.objects.known(as_of).filter(entry__in=[row.counterpart for row in hidden])
    seen = {row.entry_id: row for row in answers if may_see(actor, row)}
    return {row.entry_id: seen[row.counterpart] for row in hidden if row.counterpart in seen}


def _announced(
    actor: Actor, hidden: Sequence[Standing], as_of: datetime.datetime | None
) -> dict[uuid.UUID, Announced]:
    places, bodies = actor.scope("arrivals.register"), actor.scope("arrivals.declare")
    declared = [
        row for row in hidden if row.state == Standing.State.UNIT_ONLY and places.holds_place(row.path)
    ]
    registered = [
        row
        for row in hidden
        if row.state == Standing.State.COMMUNITY_ONLY and bodies.holds_body(row.line_id or "", row.body_path)
    ]
    told = announced(declared, Side.UNIT, as_of) + announced(registered, Side.COMMUNITY, as_of)
    return {one.standing.entry_id: one for one in told}
