"""Locking periods of reports over the API, and opening them again (M8)."""

import uuid
from typing import Any

from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import body_of, known_at, place_of, response_of
from fangxian.command.api.schemas.common import Moment, Receipt
from fangxian.command.api.schemas.locks import LockIn, LockOut, UnlockIn
from fangxian.lines.reports import actions, locks
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["reports"])
LOCKS = Requires("reports.lock")


@router.get("/reports/locks", auth=LOCKS, response={200: list[LockOut], **REFUSALS})
def listing(request: Request, as_of: Moment = "", response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the locked periods of one's area, and those opened again."""
    held, opened = locks.listed(request.actor, response_of(response), known_at(as_of))
    return [_shown(row) for row in [*held, *opened]]


@router.post("/reports/locks", auth=LOCKS, response={201: Receipt, **REFUSALS})
def lock(request: Request, sent: LockIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Lock days in a part of a tree: nothing in them is filed, replaced, reviewed or excused from now on."""
    made = actions.lock(
        request.actor, response_of(response), sent.first_day, sent.last_day, sent.reason, form=sent.form,
        body=body_of(sent.body) if sent.body else None, line=sent.line,
        place=place_of(sent.place) if sent.place and not sent.body else None,
    )  # fmt: skip
    return Status(201, {"id": made.entry_id, "new": True})


@router.post("/reports/locks/{uuid:entry_id}/unlock", auth=LOCKS, response={200: Receipt, **REFUSALS})
def unlock(request: Request, entry_id: uuid.UUID, sent: UnlockIn) -> dict[str, Any]:
    """Open a period again, with a reason."""
    actions.unlock(request.actor, entry_id, sent.reason)
    return {"id": entry_id, "new": True}


@router.post(
    "/reports/{uuid:entry_id}/take-back", auth=Requires("reports.review"), response={200: Receipt, **REFUSALS}
)
def take_back(request: Request, entry_id: uuid.UUID) -> dict[str, Any]:
    """Take one's own level's acceptance back; ``new`` is false when a higher level has accepted already."""
    return {"id": entry_id, "new": bool(actions.take_back(request.actor, [entry_id]))}


def _shown(row: locks.Listed) -> dict[str, Any]:
    lock = row.lock
    return {
        "id": lock.entry_id,
        "first_day": lock.first_day,
        "last_day": lock.last_day,
        "form": lock.form,
        "part": str(row.part),
        "reason": lock.reason,
        "locked_at": lock.recorded_from,
        "locked_by": str(lock.recorded_by or ""),
        "opened_at": row.opened_at,
        "opened_why": row.opened_why,
    }
