"""Who is missing: reported by one side and not by the other, by person, or counted by body or community (M5)."""

import datetime
import uuid
from typing import Any, Literal

from ninja import Router

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS, SEES
from fangxian.command.api.lookups import known_at, response_of
from fangxian.command.api.schemas.arrivals import GapPage
from fangxian.command.api.schemas.common import Code, Cursor, Moment
from fangxian.command.figuring import gap_rows
from fangxian.lines.arrivals.models import Standing
from fangxian.trees.people.access import Request

router = Router(tags=["arrivals"])


@router.get("/gaps", auth=SEES, response={200: GapPage, **REFUSALS})
def gaps(
    request: Request,
    by: Literal["person", "body", "place"] = "person",
    line: Code = "",
    as_of: Moment = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List who is missing on the other side, the longest due first, with body, community and how late."""
    known, asked = known_at(as_of), response_of(response)
    if by != "person":
        rows = gap_rows(request.actor, asked, line=line, by=by, as_of=known)
        return {"counts": [{**row, "name": row[by]} for row in rows]}
    after, limit = _after(cursor, known), paging.PAGE + 1
    rows = gap_rows(request.actor, asked, line=line, as_of=known, after=after, limit=limit)
    shown, more = paging.cut(rows, lambda row: (row["entry"],), paging.PAGE)
    return {"items": shown, "next": more}


def _after(cursor: str, known: datetime.datetime | None) -> paging.Key | None:
    """Return the whole key of the last row shown, since rows show instants by the second."""
    key = paging.decoded(cursor, uuid.UUID)
    row = Standing.objects.known(known).filter(entry=key[0]).first() if key else None
    return (row.counterpart_due_at, row.entry_id) if row and row.counterpart_due_at else None
