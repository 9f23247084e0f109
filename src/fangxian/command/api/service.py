"""Answers of places to check-ins, service, handovers and remarks over the API (M10, M11)."""

import uuid
from typing import Annotated, Literal

from ninja import Field, Router, Schema, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.schemas.common import Short, example
from fangxian.lines.service import actions
from fangxian.lines.service.settling import LOG, RECEIVE
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["service"])


class AnswerIn(Schema):
    """What is answered to which entries of one kind: all of them, or none."""

    deed: Literal["accept", "decline", "confirm", "return", "take", "settle"]
    entries: Annotated[list[uuid.UUID], Field(min_length=1, max_length=1000)]
    words: Short = Field("", description="For decline, return and settle.")

    model_config = example(deed="accept", entries=["01900000-0000-7000-8000-000000000021"])


@router.post("/service/answers", auth=Requires(RECEIVE, LOG), response={204: None, **REFUSALS})
def answer(request: Request, sent: AnswerIn) -> Status[None]:
    """Accept or decline check-ins, confirm or return service, take over handovers, settle remarks."""
    actions.answer(request.actor, sent.deed, sent.entries, sent.words)
    return Status(204, None)
