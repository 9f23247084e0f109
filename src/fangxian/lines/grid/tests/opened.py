"""What the addresses of the grid open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.grid.ledgers import BUILDING_HEADS, LINKS, ZONES
from fangxian.mechanisms.personnel.tests.opened import stated


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    rows = [
        stated(world, "spring", ZONES, name="第一责任区", place="春晖社区", head="郑和"),
        stated(world, "spring", BUILDING_HEADS, head="王平", name="1号楼", place="春晖社区"),
        stated(world, "spring", LINKS, head="冯远", name="1号楼一单元", place="春晖社区", households="10户"),
    ]
    told: dict[str, dict[str, Any]] = {"grid/": {}}
    for ledger, row in zip((ZONES, BUILDING_HEADS, LINKS), rows, strict=True):
        for start in ("ledgers/", "api/v1/"):
            told[f"{start}{ledger.code}/"] = {"entry_id": row.entry_id}
    return told
