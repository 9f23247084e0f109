"""Steps of people sent down over the API; their ledgers have the operations of every ledger (M10)."""

import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import Day, Short, example
from fangxian.core.errors import Invalid
from fangxian.lines.dispatch import containing
from fangxian.lines.dispatch.deeds import do
from fangxian.lines.dispatch.forms import ALONE, FIELDS
from fangxian.lines.dispatch.permissions import DECIDE, NOMINATE, RECEIVE, REPORT, permission_of
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["dispatch"])
REQUIRED = {
    deed: tuple(name for name in names if name not in ("on", "post", "team", "kind"))
    for deed, names in FIELDS.items()
}


class StepIn(Schema):
    """What is done with which assignments: all of them, or none."""

    deed: Literal[
        "approve", "decline", "assign", "arrive", "leave", "back", "release", "move", "substitute", "role"
    ]
    assignments: Annotated[list[uuid.UUID], Field(min_length=1, max_length=1000)]
    place: Short = Field("", description="Division code or name: for assign and move.")
    post: Short = Field("", description="Id or label of a post: for assign and move, if one is named.")
    since: Day | None = Field(None, description="First day: for leave.")
    until: Day | None = Field(None, description="Last day: for leave.")
    on: Day | None = Field(None, description="Day, if not today: for arrive, back and release.")
    team: Short = Field(
        "", description="Id or label of a group or team: for assign and move, if one is named."
    )
    person: Short = Field("", description="Id or label of whoever stands in: for substitute, of one person.")
    role: Literal["", "head", "deputy", "member"] = Field("", description="For role.")
    kind: Short = Field("", description="Kind of leave: for leave.")
    reason: Short = Field("", description="For decline, leave, release, move and substitute.")

    model_config = example(
        deed="assign", assignments=["01900000-0000-7000-8000-000000000021"], place="220602001001"
    )


class WithinIn(Schema):
    """Whether a team is counted within one's own; if it is not, why."""

    within: bool
    reason: Short = ""

    model_config = example(within=True)


@router.post("/batches/{uuid:entry_id}/within", auth=Requires(REPORT), response={204: None, **REFUSALS})
def within(request: Request, entry_id: uuid.UUID, sent: WithinIn) -> Status[None]:
    """Confirm that a team sent outside is counted within one's own, or say that it counts by itself."""
    containing.decide(request.actor, entry_id, confirmed=sent.within, reason=sent.reason)
    return Status(204, None)


@router.post("/assignments/steps", auth=Requires(DECIDE, RECEIVE, NOMINATE), response={204: None, **REFUSALS})
def step(request: Request, sent: StepIn, response: uuid.UUID | None = None) -> Status[None]:
    """Take people who are sent down one step further."""
    request.actor.must(permission_of(sent.deed))
    told: dict[str, Any] = {name: getattr(sent, name) for name in FIELDS[sent.deed]}
    missing: dict[str, Any] = {name: _("Fill this in.") for name in REQUIRED[sent.deed] if not told[name]}
    if sent.deed in ALONE and len(sent.assignments) > 1:
        missing["assignments"] = _("Tick one person.")
    if missing:
        raise Invalid(missing)
    do(request.actor, response_of(response), sent.deed, sent.assignments, told)
    return Status(204, None)
