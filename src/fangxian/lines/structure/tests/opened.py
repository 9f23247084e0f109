"""What the addresses of the structure open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.structure.ledgers import CHARGES, GROUPS, MEMBERS, TURNS
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.tests.opened import stated


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    group = stated(world, "spring", GROUPS, name="排查一队", kind="screening", place="春晖社区")
    stated(world, "spring", PERSONS, name="周宁", place="春晖社区", kind="community")
    member = stated(world, "spring", MEMBERS, group="排查一队", person="周宁", role="head")
    turn = stated(
        world, "spring", TURNS, group="排查一队", person="周宁", since="2020-02-01", begins="8", ends="20:00"
    )
    charge = stated(world, "spring", CHARGES, place="春晖社区", function="secretary", head="吴明")
    told: dict[str, dict[str, Any]] = {
        "structure/": {"entry_id": group.entry_id},
        "structure/chain/gaps/": {"measure": "charges.gaps"},
    }
    for ledger, row in ((GROUPS, group), (MEMBERS, member), (TURNS, turn), (CHARGES, charge)):
        for start in ("ledgers/", "api/v1/"):
            told[f"{start}{ledger.code}/"] = {"entry_id": row.entry_id}
    return told
