"""What the addresses of pairing open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.pairing.ledgers import ANSWERS, GUARDIANS, PAIRINGS
from fangxian.mechanisms.personnel.tests.opened import stated


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    pairing = stated(world, "committee", PAIRINGS, body="audit-office", place="春晖社区", since="2020-02-01")
    told = {"place": "春晖社区", "day": "2020-02-01", "follows": "yes", "together": "yes"}
    rows = {
        PAIRINGS: pairing,
        GUARDIANS: stated(world, "spring", GUARDIANS, name="3号楼201", place="春晖社区"),
        ANSWERS: stated(world, "spring", ANSWERS, pairing=str(pairing.entry_id), **told),
    }
    found: dict[str, dict[str, Any]] = {
        "pairing/": {"entry_id": pairing.entry_id},
        "pairing/undo/": {"stamp": "20200201T000000.000000Z"},
    }
    for ledger, row in rows.items():
        for start in ("ledgers/", "api/v1/"):
            found[f"{start}{ledger.code}"] = {"entry_id": row.entry_id}
    return found
