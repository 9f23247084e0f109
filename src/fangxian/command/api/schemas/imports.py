"""What an import found."""

import uuid

from ninja import Schema

from fangxian.command.api.schemas.common import example


class RowProblem(Schema):
    """What is wrong with a row of a sheet, with the code that docs/import-errors.md explains."""

    sheet: str
    row: int | None
    cell: str | None
    field: str | None
    code: str
    severity: str
    sentence: str

    model_config = example(
        sheet="Sheet1", row=7, cell="D7", field="phone", code="BAD_PHONE", severity="warning",
        sentence="第7行，电话：不是手机号码。",
    )  # fmt: skip


class RowCorrection(Schema):
    """What a row changes of something that is known already: of whom or what, and the names of its fields."""

    row: int
    what: str
    fields: list[str]

    model_config = example(row=7, what="赵甲", fields=["电话"])


class ImportOut(Schema):
    """What an import did, or with ``dry_run`` would do; with errors nothing is written unless ``partial``."""

    id: uuid.UUID
    kind: str
    state: str
    dry_run: bool
    rows: int
    new: int
    changed: int
    unchanged: int
    faulty: int
    problems: list[RowProblem]
    corrections: list[RowCorrection]

    model_config = example(
        id="01900000-0000-7000-8000-000000000005", kind="arrivals.unit", state="done", dry_run=False, rows=12, new=10,
        changed=1, unchanged=1, faulty=0, problems=[], corrections=[],
    )  # fmt: skip
