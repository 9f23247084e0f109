"""A lake asked without the database it came from: its registers as a database of their own on this machine.

Places, bodies, lines, forms and responses are read into a SQLite file once for each state of them; from then on every
question, node and declaration is the same code as live (decision 19).
"""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, models, transaction

from fangxian.lake.extracting import of_kind
from fangxian.lake.files import read_list
from fangxian.lake.ledgers import INSTANT, REGISTERS, Register
from fangxian.lake.manifest import existing


def fill(root: Path) -> None:
    """Write a lake's registers into the tables of the database that is connected, which is empty."""
    manifest = existing(root)
    with connection.schema_editor() as editor:
        for register in REGISTERS:
            editor.create_model(register.model)
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
    ):  # accounts, to which they refer, are not there
        for register in REGISTERS:
            listed = read_list(root, manifest.registers.get(register.name, ""))
            _insert(register, (root / file.path for file in listed.values()))


def _insert(register: Register, files: Iterable[Path]) -> None:
    """Insert the rows of some files; who wrote them stayed behind."""
    columns = register.columns
    names = ", ".join(f'"{_column(register, column.attribute)}"' for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f'INSERT INTO "{register.model._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608
    uuids = of_kind(register.model, models.UUIDField)
    with connection.cursor() as cursor:
        for path in files:
            table = pq.read_table(path, partitioning=None)
            told = [_as_sqlite(table[column.name], column.name in uuids) for column in columns]
            cursor.executemany(statement, list(zip(*told, strict=True)))


def _column(register: Register, attribute: str) -> str:
    fields = register.model._meta.concrete_fields
    return next(str(field.column) for field in fields if field.attname == attribute)


def _as_sqlite(column: pa.ChunkedArray, is_key: bool) -> Sequence[Any]:
    """Return a column as Django's SQLite tables hold it: keys without dashes, instants and days as text."""
    if is_key:
        column = pc.replace_substring(column, "-", "")
    elif column.type == INSTANT:
        column = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
    values = column.to_pylist()
    if values and isinstance(next((each for each in values if each is not None), None), datetime.date):
        return [each and each.isoformat() for each in values]
    return list(values)
