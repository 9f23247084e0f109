"""Opened by this room's addresses, for the permission matrix: an issued bulletin and a figure in it."""

import uuid
from typing import Any

from fangxian.conftest import ORGANS, World
from fangxian.mechanisms.papers import actions

TEXT = "标题：简报\n\n申报{arrivals.declared}人。\n"


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    committee, body = world.actor("committee"), world.bodies["committee"]
    bulletin = actions.issue(committee, actions.draft(committee, world.response, body, ORGANS, TEXT))
    opens = {"bulletin_id": bulletin.pk, "ending": "docx", "entry_id": uuid.uuid4()}
    return {
        "bulletins/": opens,
        "api/v1/bulletins": opens,
        "bulletins/<uuid:bulletin_id>/figure": {
            "bulletin_id": bulletin.pk,
            "reference": "arrivals.declared",
        },
    }
