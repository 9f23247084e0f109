"""What the addresses of the registers open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.mechanisms.ledgers import actions
from fangxian.mechanisms.ledgers.declaring import Ledger
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.sameness import SAMENESS


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    rows = [
        stated(world, "audit-office", PERSONS, name="赵安", body="audit-office"),
        stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区"),
        stated(world, "committee", POSTINGS, person="赵安", place="春晖社区", body="audit-office"),
        stated(
            world,
            "audit-office",
            LEAVES,
            person="赵安",
            since="2020-02-03",
            until="2020-02-04",
            body="audit-office",
        ),
    ]
    told: dict[str, dict[str, Any]] = {"ledgers/entries": {"measure": "personnel.posted"}}
    told["personnel/leaves"] = {"entry_id": rows[3].entry_id}
    stated(world, "audit-office", PERSONS, name="沈重名", body="audit-office")
    rows.append(stated(world, "audit-office", SAMENESS, person="赵安", other="沈重名", verdict="two"))
    for ledger, row in zip((PERSONS, POSTS, POSTINGS, LEAVES, SAMENESS), rows, strict=True):
        for start in ("ledgers/", "api/v1/"):
            told[f"{start}{ledger.code}"] = {"entry_id": row.entry_id}
    return told


def stated(world: World, account: str, ledger: Ledger, **told: Any) -> Any:
    """Enter a row of a ledger as somebody would, from texts."""
    actor = world.actor(account)
    values = read(ledger, told, Meaning(actor, world.response))
    return actions.enter(actor, world.response, ledger, [Statement(ledger, values)])[0]
