"""From a table and a mapping to values by field, row by row, with what is wrong (M5, M8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from fangxian.mechanisms.imports.codes import Code, Problem, Severity, ValueProblem
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.header import Row, Table
from fangxian.mechanisms.imports.mapping import Mapping
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import fold, shown
from fangxian.mechanisms.imports.values import (
    Reading,
    parse_choice,
    parse_date,
    parse_datetime,
    parse_flag,
    parse_id_number,
    parse_integer,
    parse_phone,
    parse_text,
)

Reader = Callable[[Cell], object]
_REPEATING = frozenset({Kind.DATE, Kind.DATETIME, Kind.NUMBER, Kind.CHOICE, Kind.FLAG, Kind.TEXT})


@dataclass(slots=True)
class ReadRow:
    """A row's values by field code (None: not stated) and its problems; without errors it can go in."""

    number: int
    values: dict[str, object] = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Say whether nothing but warnings was found."""
        return all(problem.severity is Severity.WARNING for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    field: Field
    title: str
    read: Reader


def read_rows(
    table: Table, mapping: Mapping, fields: Sequence[Field], reading: Reading | None = None
) -> Iterator[ReadRow]:
    """Yield every data row read by the mapping; columns without a field are left alone."""
    by_code = {field.code: field for field in fields}
    columns = [
        _Column(index, by_code[code], table.headers[index], _reader(by_code[code], reading or Reading()))
        for index, (code, _) in mapping.columns.items()
        if code in by_code and index < len(table.headers)
    ]
    broader = dict(_broader(table, mapping, fields))
    readers = [
        (column.index, column.field.code, column.field.required, column.read, column) for column in columns
    ]
    for row in table.rows:
        cells = row.cells
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for index, code, required, read, column in readers:
            try:
                cell = cells[index]
                if cell == "" and code in broader:
                    cell = cells[broader[code]]
                value = values[code] = None if cell == "" else read(cell)
                if value is None and required:
                    problems.append(_problem(Code.MISSING_VALUE, row, column))
            except ValueProblem as fault:
                values[code] = fault.kept
                problems.append(_problem(fault.code, row, column))
        yield ReadRow(row.number, values, tuple(problems))


def _broader(table: Table, mapping: Mapping, fields: Sequence[Field]) -> Iterator[tuple[str, int]]:
    """Yield by field of the sender's place the column beside that bears another of its names, as 镇办 beside 村.

    A row without a village is the town's own.
    """
    for one in fields:
        own = mapping.column_of(one.code) if one.sender == "place" else None
        if own is None:
            continue
        free = [index for index in range(len(table.headers)) if index not in mapping.columns]
        named = [index for index in free if fold(table.headers[index]) in one.names]
        if named:
            yield one.code, min(named, key=lambda index: abs(index - own))


def _problem(code: Code, row: Row, column: _Column) -> Problem:
    value = shown(row.cells[column.index])
    return Problem(code, row.number, column.index, column.field.code, value, column.title)


def _reader(field: Field, reading: Reading) -> Reader:
    dates = replace(reading, ahead=field.ahead)
    readers: dict[Kind, Reader] = {
        Kind.TEXT: parse_text,
        Kind.DATE: partial(parse_date, reading=dates),
        Kind.DATETIME: partial(parse_datetime, reading=dates),
        Kind.NUMBER: partial(parse_integer, none_is_zero=field.none_is_zero),
        Kind.ID_NUMBER: parse_id_number,
        Kind.PHONE: parse_phone,
        Kind.CHOICE: partial(parse_choice, choices=field.choices),
        Kind.FLAG: parse_flag,
    }
    reader = readers[field.kind]
    # values of a column repeat; typed, since 1 == True for a cache
    return lru_cache(maxsize=4096, typed=True)(reader) if field.kind in _REPEATING else reader
