"""Rows of a ledger as Arrow tables, in the order of the partitions, in bounded memory.

PostgreSQL hands them over as COPY does, SQLite as its driver reads them; neither makes an object a row.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection, models
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast, Substr, TruncDate

from fangxian.lake.ledgers import COUNTY_WIDTH, INSTANT, Column, Ledger, Register
from fangxian.mechanisms.figures.questions import local

BATCH = 20_000
DAY, COUNTY = "lake_day", "lake_county"
DASHES = (8, 12, 16, 20)


@dataclass(frozen=True)
class Partition:
    """A day's rows of a county, of one response."""

    day: str
    county: str
    rows: pa.Table


def partitions(ledger: Ledger, rows: QuerySet[Any]) -> Iterator[Partition]:
    """Yield rows by day and county, each partition whole, in their order."""
    held: list[pa.Table] = []
    former: tuple[str, str] | None = None
    for key, part in _runs(ledger, rows):
        if former and key != former:
            yield Partition(*former, pa.concat_tables(held))
            held = []
        held.append(part)
        former = key
    if former:
        yield Partition(*former, pa.concat_tables(held))


def _runs(ledger: Ledger, rows: QuerySet[Any]) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """Yield stretches of rows that belong to one day and county."""
    for batch in _batches(ledger, rows):
        keys = pc.binary_join_element_wise(batch[DAY].cast(pa.string()), batch[COUNTY], "|")
        runs = pc.run_end_encode(keys.combine_chunks())
        start, plain = 0, batch.drop_columns([DAY, COUNTY]).cast(ledger.schema)
        for end, key in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            day, _bar, county = key.partition("|")
            yield (day, county), plain.slice(start, end - start)
            start = end


def _batches(ledger: Ledger, rows: QuerySet[Any]) -> Iterator[pa.Table]:
    day: Any = F(ledger.day)
    if isinstance(ledger.model._meta.get_field(ledger.day), models.DateTimeField):
        day = TruncDate(ledger.day, tzinfo=local())
    ordered = rows.annotate(**{DAY: day, COUNTY: Substr("path", 1, COUNTY_WIDTH)}).order_by(DAY, COUNTY)
    columns = [
        *ledger.columns,
        Column(DAY, DAY, pa.date32()),
        Column(COUNTY, COUNTY, pa.string()),
    ]
    yield from _read(ordered, columns)


def table_of(register: Register) -> pa.Table:
    """Return a register whole, in the order of its keys."""
    rows = register.model._default_manager.order_by("pk")
    schema = pa.schema([(column.name, column.type) for column in register.columns])
    batches = [batch.cast(schema) for batch in _read(rows, register.columns)]
    return pa.concat_tables([schema.empty_table(), *batches]).combine_chunks()


def _read(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[pa.Table]:
    return (_copied if connection.vendor == "postgresql" else _fetched)(rows, columns)


class _Blocks(io.RawIOBase):
    """What COPY sends, as a file to read from."""

    def __init__(self, copy: Any) -> None:
        self._copy, self._rest = copy, memoryview(b"")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill a buffer with the next bytes."""
        if not self._rest:
            self._rest = memoryview(self._copy.read())
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _copied(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[pa.Table]:
    told = rows.values_list(*(column.attribute for column in columns))
    sql, given = told.query.sql_with_params()
    convert = pyarrow.csv.ConvertOptions(
        column_types={column.name: column.type for column in columns},
        true_values=["t"], false_values=["f"], null_values=[""], strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )  # fmt: skip
    names = pyarrow.csv.ReadOptions(column_names=[column.name for column in columns], block_size=8 << 20)
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", given) as copy:
        lines = io.BufferedReader(_Blocks(copy), 1 << 20)
        if lines.peek(1):  # what has no row is no CSV
            lined = pyarrow.csv.ParseOptions(newlines_in_values=True)
            for batch in pyarrow.csv.open_csv(lines, names, lined, convert):
                yield pa.Table.from_batches([batch])


def _fetched(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[pa.Table]:
    sql, given = rows.values_list(*map(_as_kept, columns)).query.sql_with_params()
    uuids = _uuids(rows.model)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        while batch := cursor.fetchmany(BATCH):
            values = zip(*batch, strict=True)
            yield pa.table(
                {
                    column.name: _dashed(list(told))
                    if column.attribute in uuids
                    else _array(list(told), column.type)
                    for column, told in zip(columns, values, strict=True)
                }
            )


def _as_kept(column: Column) -> Any:
    """Return an instant or day as the text that SQLite keeps: its driver would make an object of each."""
    timed = column.type in (INSTANT, pa.date32())
    return Cast(column.attribute, CharField(max_length=32)) if timed else F(column.attribute)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return a column of what the driver gives: instants as text in UTC."""
    if kind == INSTANT:
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(INSTANT)
    return pa.array(values, pa.string()).cast(kind) if kind == pa.date32() else pa.array(values, kind)


def _uuids(model: type[models.Model]) -> set[str]:
    fields = model._meta.concrete_fields
    return {
        field.attname
        for field in fields
        if isinstance(field.target_field if isinstance(field, models.ForeignKey) else field, models.UUIDField)
    }


def _dashed(values: list[str | None]) -> pa.Array:
    """Return keys as everybody else writes them."""
    plain, cuts = pa.array(values, pa.string()), (0, *DASHES, 32)
    parts = [pc.utf8_slice_codeunits(plain, cuts[n], cuts[n + 1]) for n in range(len(cuts) - 1)]
    return pc.binary_join_element_wise(*parts, "-")
