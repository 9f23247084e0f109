"""What an import found."""

import uuid

from ninja import Schema


class RowProblem(Schema):
    """What is wrong with a row of a sheet, with the code that docs/import-errors.md explains."""

    sheet: str
    row: int | None
    cell: str | None
    field: str | None
    code: str
    severity: str
    sentence: str


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
