"""Reading a chat relay over the API: what each unit said; filing it is ``POST /reports`` (M8)."""

import uuid
from typing import Any

from ninja import Router

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.relay import RelayIn, RelayOut
from fangxian.lines.reports import queries
from fangxian.lines.reports.relay.drafting import draft
from fangxian.lines.reports.relay.showing import shown
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["reports"])


@router.post("/reports/relay", auth=Requires("reports.file"), response={200: RelayOut, **REFUSALS})
def read(request: Request, sent: RelayIn, response: uuid.UUID | None = None) -> dict[str, Any]:
    """Read a relay, and write nothing: values by field for each unit, and what was not understood."""
    asked = response_of(response)
    today = queries.open_day(asked)
    found = draft(request.actor, asked, sent.text, sent.form, sent.day, today, sent.line)
    rows = [shown(each) for each in found.drafts]
    return {"form": found.form.code, "day": found.day, "rows": rows, "others": found.others}
