"""Reports of a day of whoever owes one in the national set, written as the bulk path would leave them."""

import datetime
from typing import Any

from django.db import transaction

from benchmarks.nation import LINE, Nation
from fangxian.core import bulk
from fangxian.core.fields import FOREVER
from fangxian.core.ids import new_id
from fangxian.lines.reports.deadlines import cut_off, late_at
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.mechanisms.entries.models import Entry

MINUTE, SECOND = datetime.timedelta(minutes=1), datetime.timedelta(seconds=1)
ENTRY = ("id", "kind", "response_id", "digest", "created_at")
COLUMNS = (
    "entry_id", "body_id", "body_path", "path", "filed_at", "recorded_from", "response_id", "line_id", "form", "day",
    "due_at", "late_at", "happened_at", "recorded_to", "state", "number", "form_version", "channel", "reason",
    "voided", "is_zero", "differs", "accepted_levels", "differences", "comment", "answers",
)  # fmt: skip


@transaction.atomic
def file_a_day(nation: Nation, day: datetime.date, came: datetime.datetime) -> int:
    """Let nine of ten who owe and have not filed do so, one of fifty late; it comes within two hours."""
    own = Obligation.objects.filter(form=nation.form.code)
    filed = DailyReport.objects.filter(form=nation.form.code, day=day)
    held = bulk.read(own.order_by("body_path"), "body_id", "body_path", "path")
    known = {body for (body,) in bulk.read(filed.order_by(), "body_id")}
    owed = [row for number, row in enumerate(row for row in held if row[0] not in known) if number % 10]
    keys, due = [new_id() for _row in owed], cut_off(nation.response, day, nation.form)
    late = late_at(nation.response, day, nation.form)
    bulk.insert(Entry, ENTRY, ((key, "daily_report", nation.response.id, b"", due) for key in keys))
    shared: tuple[Any, ...] = (
        nation.response.id, LINE, nation.form.code, day, due, late, due, FOREVER, "submitted", 1, 1, "api",
        "", False, False, False, 0, {}, "", {},
    )  # fmt: skip
    rows = enumerate(zip(keys, owed, strict=True))
    bulk.insert(DailyReport, COLUMNS, (
        (key, *row, late + MINUTE if number % 50 == 7 else due - MINUTE, came + SECOND * (number % 7200), *shared)
        for number, (key, row) in rows
    ))  # fmt: skip
    return len(owed)
