"""Whoever is on leave has it in the ledger of leave, which his step follows from now on."""

import uuid
from typing import Any, ClassVar

from django.db import migrations
from django.utils import timezone

from fangxian.core.fields import FOREVER


def enter_leave(apps: Any, _editor: Any) -> None:
    """Enter granted leave for each assignment that stands at "on leave"."""
    assignment, leave = apps.get_model("dispatch", "Assignment"), apps.get_model("personnel", "Leave")
    entry = apps.get_model("entries", "Entry")
    now = timezone.now()
    for row in assignment.objects.filter(recorded_to=FOREVER, voided=False, step="on_leave"):
        made = entry.objects.create(
            id=uuid.uuid4(), kind="leaves", response_id=row.response_id, digest=row.entry_id.bytes, created_at=now
        )
        leave.objects.create(
            entry=made, response_id=row.response_id, recorded_from=now, channel="command", step="granted",
            happened_at=row.leave_from, ended_at=row.leave_to, path=row.path, line_id=row.line_id,
            body_id=row.body_id, body_path=row.body_path, person=row.person, remark=row.reason,
        )  # fmt: skip


class Migration(migrations.Migration):
    """Entries only: no table changes."""

    dependencies: ClassVar = [("dispatch", "0002_pledge_part"), ("personnel", "0002_leave")]
    operations: ClassVar = [migrations.RunPython(enter_leave, migrations.RunPython.noop)]
