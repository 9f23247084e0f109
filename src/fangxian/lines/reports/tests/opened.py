"""Opened by this room's addresses, for the permission matrix: a report, an excuse, a lock, who owes."""

from datetime import timedelta
from typing import Any

from fangxian.conftest import FIRST_DAY, LONG_AGO, ORGANS, World
from fangxian.lines.reports import actions
from fangxian.lines.reports.models import Obligation
from fangxian.trees.people.actor import SYSTEM


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are; an hour passes."""
    world.time.advance(timedelta(hours=1))
    filed = world.file("audit-office")
    closed, part = world.bodies["archives"], world.bodies["committee"]
    excuse = actions.excuse(SYSTEM, world.response, closed, FIRST_DAY, None, "停业")
    lock = actions.lock(SYSTEM, world.response, LONG_AGO, LONG_AGO, "已上报", body=part, line=ORGANS)
    owing = Obligation.objects.at().order_by("line", "body_path")[0]
    return {
        "reports/": {"entry": filed.entry_id, "entry_id": filed.entry_id},
        "api/v1/reports": {"entry_id": filed.entry_id},
        "reports/entries": {"measure": "reports.due"},
        "reports/excuses": {"entry": excuse.entry_id},
        "reports/locks": {"lock": lock.entry_id},
        "api/v1/reports/locks": {"entry_id": lock.entry_id},
        "reports/obligations": {"entry": owing.entry_id},
    }
