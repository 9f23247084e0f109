"""The list of reports as its address asks for it, and what each side may see of the other's unanswered ones."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from fangxian.core import clock
from fangxian.core.fields import under
from fangxian.core.folding import equals
from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.arrivals.queries import PAGE, matching, places_of
from fangxian.lines.arrivals.sealing import mask_name, open_person, search_tokens
from fangxian.mechanisms.entries.cursors import Cursor
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.models import Response

LATE, MISSING, CONCEALED = "late", "missing", "concealed"


@dataclass(frozen=True)
class Filters:
    """What narrows the list; each stands in the address under its own name."""

    state: str = ""
    side: str = ""
    line: str = ""
    place: str = ""
    body: str = ""
    timing: str = ""
    found: str = ""
    """Keyed tokens of a searched name or number, in hexadecimal: the search itself stands in no address."""

    @classmethod
    def of(cls, address: Mapping[str, str]) -> "Filters":
        """Read the filters of an address; what it does not name is not narrowed."""
        return cls(**{name: address.get(name, "").strip()[:120] for name in cls.__dataclass_fields__})

    def apply(
        self, rows: QuerySet[Standing], response: Response, as_of: datetime.datetime | None = None
    ) -> QuerySet[Standing]:
        """Narrow standings; names of places and bodies that are not known leave nothing."""
        stated = {"state": self.state, "side": self.side, "line": self.line}
        rows = rows.filter(**{name: value for name, value in stated.items() if value})
        if self.state and self.state != Standing.State.MATCHED:
            rows = rows.exclude(
                state=Standing.State.MATCHED
            )  # as the index of states is told: SQLite infers nothing
        if self.place:
            rows = rows.filter(_lives_in(self.place))
        if self.body:
            named = Q(code=self.body) | Q(name=self.body) | Q(short_name=self.body)
            rows = rows.filter(body__in=list(Body.objects.filter(named).values_list("id", flat=True)))
        if self.timing:
            rows = rows.filter(_timing(self.timing, as_of or clock.now()))
        return matching(rows, response, _tokens(self.found)) if self.found else rows


def searched(response: Response, text: str) -> str:
    """Return what an address holds for a searched name, ID number or phone, in any script."""
    return "-".join(token.hex() for token in search_tokens(response, text))


def _tokens(text: str) -> list[bytes]:
    try:
        return [bytes.fromhex(part) for part in text.split("-")]
    except ValueError:
        return []


def _lives_in(text: str) -> Q:
    """Return the condition on the path for a place by code or name: under every path that it ever had."""
    codes = PlaceCode.objects.filter(Q(code=text) | equals("place__name", text)).values("place")
    condition = Q(pk__in=[])
    for path in PlaceCode.objects.filter(place__in=codes).values_list("path", flat=True)[:50]:
        condition |= under("path", path)
    return condition


def _timing(word: str, now: datetime.datetime) -> Q:
    conditions = {
        LATE: Q(reported_at__gt=F("due_at")) & ~Q(state=Standing.State.DUPLICATE),
        MISSING: Q(fulfilled_at=None, counterpart_due_at__lt=now, possible_with=None),
        CONCEALED: Q(found_after_due=True),
    }
    return conditions.get(word, Q(pk__in=[]))


def waiting_page(rows: QuerySet[Standing], after: Cursor | None = None) -> list[Standing]:
    """Return one page of unanswered reports and a row more, the longest overdue first."""
    if after:
        beyond = Q(counterpart_due_at__gt=after[0]) | Q(entry__gt=after[1])
        rows = rows.filter(beyond, counterpart_due_at__gte=after[0])
    return list(rows.order_by("counterpart_due_at", "entry")[: PAGE + 1])


@dataclass(frozen=True)
class Announced:
    """All that a side sees of the other's unanswered report: never more than this (M5).

    Of a declaration the community sees unit, arrival and a masked name; of a registration the unit sees
    community and arrival, and ``name`` is empty.
    """

    standing: Standing
    place: Place | None
    body: Body | None
    name: str = ""

    @property
    def due_at(self) -> datetime.datetime | None:
        """By when this side must report."""
        return self.standing.counterpart_due_at


def announced(
    standings: Sequence[Standing], side: Side, as_of: datetime.datetime | None = None
) -> list[Announced]:
    """Return what the other side sees of a side's reports; four queries at most."""
    places = places_of(standings)
    if side is Side.COMMUNITY:
        return [Announced(row, places.get(row.path), None) for row in standings]
    bodies = Body.objects.in_bulk([row.body_id for row in standings if row.body_id])
    entries = [row.entry_id for row in standings]
    reports = ArrivalReport.objects.at(as_of).filter(entry__in=entries).select_related("response")
    names = {row.entry_id: mask_name(open_person(row, row.response).identity.name) for row in reports}
    return [
        Announced(row, places.get(row.path), bodies.get(row.body_id) if row.body_id else None,
                  names.get(row.entry_id, ""))
        for row in standings
    ]  # fmt: skip
