"""What the addresses of sending people down open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.dispatch import ledgers
from fangxian.lines.dispatch.pledging import PURPOSE
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.mechanisms.visitors import tokens

PERSON = "钱宁"


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    stated(world, "audit-office", PERSONS, name=PERSON, body="audit-office")
    unit = {"person": PERSON, "body": "audit-office"}
    batch = {"name": "援鄂医疗队", "body": "audit-office", "destination": "武汉", "people": "23"}
    rows = {
        ledgers.QUOTAS: stated(world, "committee", ledgers.QUOTAS, body="audit-office", number_asked=3),
        ledgers.ASSIGNMENTS: stated(world, "audit-office", ledgers.ASSIGNMENTS, **unit),
        ledgers.PLEDGES: stated(world, "audit-office", ledgers.PLEDGES, wording="2020-02", **unit),
        ledgers.BATCHES: stated(world, "audit-office", ledgers.BATCHES, **batch),
        ledgers.BATCH_MEMBERS: stated(world, "audit-office", ledgers.BATCH_MEMBERS, batch="援鄂医疗队", **unit),
        ledgers.HEAD_COUNTS: stated(
            world, "audit-office", ledgers.HEAD_COUNTS, kind="volunteers", people="1000余", body="audit-office",
            source="工作报告",
        ),
    }  # fmt: skip
    held = stated(
        world, "audit-office", ledgers.BATCHES, **batch | {"name": "某医院医疗队", "within": "援鄂医疗队"}
    )
    token = tokens.signed(world.response, PURPOSE, rows[ledgers.ASSIGNMENTS].person)
    told: dict[str, dict[str, Any]] = {
        "dispatch/": {"deed": "approve"},
        "dispatch/batches": {"entry_id": held.entry_id},
        "api/v1/batches/<uuid:entry_id>/within": {"entry_id": held.entry_id},
        "dispatch/conduct/": {"token": token},
    }
    for ledger, row in rows.items():
        for start in ("ledgers/", "api/v1/"):
            told[f"{start}{ledger.code}"] = {"entry_id": row.entry_id}
    return told
