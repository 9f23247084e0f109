"""Lines as somebody sends them, and what became of them."""

import json
from collections.abc import Iterable
from typing import Any

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.ids import new_id
from fangxian.lines.reports.bulk import Result, file_lines
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.people.actor import SYSTEM, Actor

NUMBERS = {"received": 200, "total": 1200}
DIFFERENT = {"id", "recorded_from", "filed_at", "recorded_to"}


def line(body: str = "audit-office", **other: Any) -> dict[str, Any]:
    """Return what a body states on goods, as it is sent."""
    whose = {"id": str(new_id()), "form": CODE, "body": body, "line": ORGANS, "day": FIRST_DAY.isoformat()}
    return {**whose, "numbers": dict(NUMBERS), **other}


def packed(lines: Iterable[object]) -> list[bytes]:
    """Return lines of JSON; bytes stay as they are."""
    return [
        each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode() for each in lines
    ]


def send(world: World, *lines: object, actor: Actor = SYSTEM, **how: Any) -> list[Result]:
    """File lines and return the answers."""
    return [
        result for results in file_lines(actor, world.response, packed(lines), **how) for result in results
    ]


def statuses(results: Iterable[Result]) -> list[str]:
    """Return what became of each line, in a word."""
    return [result.status.value for result in results]


def kept() -> list[tuple[dict[str, Any], bytes]]:
    """Return every version but for the instants of its writing, with the digest of its entry."""
    digests = {entry.pk: bytes(entry.digest) for entry in Entry.objects.all()}
    rows = DailyReport.objects.order_by("entry", "number").values()
    return [
        ({name: value for name, value in row.items() if name not in DIFFERENT}, digests[row["entry_id"]])
        for row in rows
    ]
