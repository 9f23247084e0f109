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
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Substr, TruncDate

from fangxian.lake.ledgers import CITY_WIDTH, COUNTY_WIDTH, INSTANT, Column, Ledger, Register
from fangxian.mechanisms.figures.questions import local

BATCH = 20_000
DAY, COUNTY = "lake_day", "lake_county"
DASHES = (8, 12, 16, 20)
WHOLE = Value("all", CharField())


@dataclass(frozen=True)
class Partition:
    """A day's rows of a county, of one response; or a register's rows of a city."""

    day: str
    county: str
    rows: pa.Table


def partitions(ledger: Ledger, rows: QuerySet[Any]) -> Iterator[Partition]:
    """Yield rows by day and county, each partition whole, in their order."""
    day: Any = F(ledger.day)
    if isinstance(ledger.model._meta.get_field(ledger.day), models.DateTimeField):
        day = TruncDate(ledger.day, tzinfo=local())
    laid = rows.annotate(**{DAY: day, COUNTY: Substr("path", 1, COUNTY_WIDTH)})
    return _partitions(laid, ledger.columns, pa.date32())


def parts_of(register: Register) -> Iterator[Partition]:
    """Yield a register's rows by city, each part whole; one that is laid by no path in one part."""
    part: Any = Substr(register.at, 1, CITY_WIDTH) if register.at else WHOLE
    rows = register.model._default_manager.annotate(**{DAY: WHOLE, COUNTY: part})
    return _partitions(rows, register.columns, pa.string())


def _partitions(rows: QuerySet[Any], columns: Sequence[Column], day: pa.DataType) -> Iterator[Partition]:
    held: list[pa.Table] = []
    former: tuple[str, str] | None = None
    for key, part in _runs(rows.order_by(DAY, COUNTY), columns, day):
        if former and key != former:
            yield Partition(*former, pa.concat_tables(held))
            held = []
        held.append(part)
        former = key
    if former:
        yield Partition(*former, pa.concat_tables(held))


def _runs(
    rows: QuerySet[Any], columns: Sequence[Column], day: pa.DataType
) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """Yield stretches of rows that belong together."""
    schema = pa.schema([(column.name, column.type) for column in columns])
    for batch in _read(rows, [*columns, Column(DAY, DAY, day), Column(COUNTY, COUNTY, pa.string())]):
        keys = pc.binary_join_element_wise(batch[DAY].cast(pa.string()), batch[COUNTY], "|")
        runs = pc.run_end_encode(keys.combine_chunks())
        start, plain = 0, batch.drop_columns([DAY, COUNTY]).cast(schema)
        for end, key in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            told, _bar, county = key.partition("|")
            yield (told, county), plain.slice(start, end - start)
            start = end


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
    kept = (_as_kept(rows.model, column) for column in columns)
    sql, given = rows.values_list(*kept).query.sql_with_params()
    uuids = of_kind(rows.model, models.UUIDField)
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


def _as_kept(model: type[models.Model], column: Column) -> Any:
    """Return an instant, day or hour as the text that SQLite keeps: its driver would make an object of each."""
    timed = column.type in (INSTANT, pa.date32()) or column.attribute in of_kind(model, models.TimeField)
    return Cast(column.attribute, CharField(max_length=32)) if timed else F(column.attribute)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return a column of what the driver gives: instants as text in UTC."""
    if kind == INSTANT:
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(INSTANT)
    return pa.array(values, pa.string()).cast(kind) if kind == pa.date32() else pa.array(values, kind)


def of_kind(model: type[models.Model], kind: type["models.Field[Any, Any]"]) -> set[str]:
    """Return the attributes of a table that are of a kind, or refer to a key of it."""
    fields = model._meta.concrete_fields
    return {
        field.attname
        for field in fields
        if isinstance(field.target_field if isinstance(field, models.ForeignKey) else field, kind)
    }


def _dashed(values: list[str | None]) -> pa.Array:
    """Return keys as everybody else writes them."""
    plain, cuts = pa.array(values, pa.string()), (0, *DASHES, 32)
    parts = [pc.utf8_slice_codeunits(plain, cuts[n], cuts[n + 1]) for n in range(len(cuts) - 1)]
    return pc.binary_join_element_wise(*parts, "-")
