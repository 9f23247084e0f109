"""Reading very many rows, or whether there is one, by plain statements."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from fangxian.core.bulk.conditions import among, array, field_of, is_asked, is_one_of
from fangxian.core.bulk.values import adapter, by_column, converter

GROWN = """
    SELECT pg_relation_size(oid) > 0 AND (
        pg_relation_size(oid) > 4 * relpages::bigint * current_setting('block_size')::bigint
        OR NOT EXISTS (SELECT FROM pg_stats WHERE tablename = relname AND attname = ANY(%s))
    ) FROM pg_class WHERE oid = %s::regclass
"""


def holds(model: type[models.Model], **values: Any) -> bool:
    """Tell whether a table holds a row of these values, by attribute (``entry_id``): where every request asks it.

    Compiling the statement of an ``exists`` anew takes several times as long as its answer.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    same = " AND ".join(f"{quote(str(by_name[name].column))} = %s" for name in values)
    given = [adapt(value) if (adapt := adapter(by_name[name])) else value for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {same} LIMIT 1", given)  # noqa: S608
        return cursor.fetchone() is not None


def read(queryset: "models.QuerySet[Any]", *names: str) -> list[tuple[Any, ...]]:
    """Return columns of very many rows, by attribute (``entry_id``): plain columns of the queryset's own model.

    The same values as those of ``values_list``, which converts each by itself.
    """
    by_name = {field.attname: field for field in queryset.model._meta.concrete_fields}
    statement, parameters = queryset.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return by_column([converter(by_name[name]) for name in names], cursor.fetchall())


def each(
    queryset: "models.QuerySet[Any]",
    model: type[models.Model],
    name: str,
    values: Iterable[Any],
    *wanted: Any,
) -> list[tuple[Any, ...]]:
    """Look very many values up in an index that holds them: ``values_list(*wanted)`` of the rows that have one.

    Only texts, numbers and casts are asked for, which need no conversion. PostgreSQL goes to the index value by value,
    so that the cost does not grow with the table; a column that is unique is compared with an array whose length the
    planner does not know and takes for short.
    """
    if connection.vendor != "postgresql":
        return list(queryset.filter(among(model, name, values)).order_by().values_list(*wanted))
    field = field_of(model, name)
    listed, parameter = array(field, values)
    condition = is_one_of(model, field, listed, parameter) if field.unique else is_asked(model, field)
    rows = queryset.filter(condition).order_by().values_list(*wanted)
    try:
        statement, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # it asks for one of no values
        return []
    if not field.unique:
        asked = f"unnest({listed}) AS asked (value) CROSS JOIN LATERAL"
        statement = f"SELECT found.* FROM {asked} ({statement} OFFSET 0) AS found"  # noqa: S608
        parameters = (parameter, *parameters)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def acquaint(model: type[models.Model], *names: str) -> None:
    """Have PostgreSQL look at columns, by attribute, where it knows nothing of them or the table has grown fourfold.

    For whoever fills a table within a minute: until its own rounds come by, the planner takes any two columns for
    equally telling, and may walk along an index on which all rows are alike. Best outside a transaction.
    """
    if connection.vendor != "postgresql":
        return
    table, columns = model._meta.db_table, [str(field_of(model, name).column) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(GROWN, [columns, table])
        if cursor.fetchone() == (True,):
            quote = connection.ops.quote_name
            cursor.execute(f"ANALYZE {quote(table)} ({', '.join(map(quote, columns))})")
