"""Who may stand twice in the register, over the API; decisions are entered as ``same-persons`` (M10)."""

import uuid
from typing import Any

from ninja import Router, Schema

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, response_of
from fangxian.command.api.schemas.common import Moment, example
from fangxian.mechanisms.personnel.duplicates import likely
from fangxian.mechanisms.personnel.ledgers import ENTER
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["personnel"])


class PairOut(Schema):
    """Two entries of the register that may be one person, and why."""

    person: uuid.UUID
    label: str
    other: uuid.UUID
    other_label: str
    why: str

    model_config = example(
        person="01900000-0000-7000-8000-000000000041", label="赵甲 · 示例局",
        other="01900000-0000-7000-8000-000000000042", other_label="赵甲 · 示例局", why="同名同单位",
    )  # fmt: skip


@router.get("/likely-duplicates", auth=Requires(ENTER), response={200: list[PairOut], **REFUSALS})
def duplicates(
    request: Request, as_of: Moment = "", response: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """List who may stand twice in the register, the surest first, as far as nobody has decided."""
    return [
        {
            "person": pair.first.row.entry_id, "label": pair.first.label, "other": pair.second.row.entry_id,
            "other_label": pair.second.label, "why": str(pair.why),
        }
        for pair in likely(request.actor, response_of(response), known_at(as_of))
    ]  # fmt: skip
