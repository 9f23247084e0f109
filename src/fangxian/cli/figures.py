"""``fangxian figures``, ``gaps`` and ``measures``: the numbers, and the silence between them."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from fangxian.cli.setup import Database, Json, start, working

Option = typer.Option
app = typer.Typer(
    help="The numbers; and adding them up ahead (fold), and proving the sums (audit).",
    invoke_without_command=True,
)


@app.callback()
def figures(
    context: typer.Context,
    measure: Annotated[
        list[str] | None, Option("--measure", "-m", help="Measure code; several allowed.")
    ] = None,
    place: Annotated[str, Option(help="Division code of a place.")] = "",
    body: Annotated[str, Option(help="Code of a body.")] = "",
    line: Annotated[str, Option(help="Code of a line.")] = "",
    from_: Annotated[str, Option("--from", help="Beginning of the window: a day or an instant.")] = "",
    to: Annotated[str, Option(help="End of the window; a day means its end.")] = "",
    as_of: Annotated[str, Option(help="As known at this instant.")] = "",
    by: Annotated[str, Option(help="place, body, line or day.")] = "",
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Print figures: value, numerator, denominator and unit, for any part of both trees, now or as known then.

    Commands: fold adds up what was recorded since the last time; audit proves every sum from the facts.
    """
    if context.invoked_subcommand:
        return
    start(database)
    from fangxian.command.figuring import asked, rows_of
    from fangxian.trees.people.actor import SYSTEM

    found = asked(
        SYSTEM, measure or [], place=place, body=body, line=line, start=from_, end=to, as_of=as_of, by=by
    )
    rows = [row for answer in found for row in rows_of(answer)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_table(
        rows,
        ["measure", "line", "place_name", "body_name", "day", "value", "numerator", "denominator", "unit"],
    )


@app.command()
def fold(
    rebuild: Annotated[bool, Option("--rebuild", help="Throw every sum away and begin anew.")] = False,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Add up what was recorded since the last time, as the worker does; figures are exact with and without."""
    start(database)
    from fangxian.command.adding import add_up

    with working("…"):
        added = add_up(anew=rebuild)
    told = {"facts": added.facts, "slots": added.slots}
    typer.echo(json.dumps(told) if as_json else f"facts {added.facts}  slots {added.slots}")


@app.command()
def audit(database: Database = "", as_json: Json = False) -> None:
    """Recompute every sum from the facts: ends with 0 when none differs, with 1 and a list otherwise.

    On SQLite nobody can write meanwhile.
    """
    start(database)
    from fangxian.command.adding import unequal

    with working("…"):
        found = unequal()
    rows = [{"of": one.of, "where": one.where, "kept": one.kept, "counted": one.counted} for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print_table(rows, list(rows[0]) if rows else ["where"])
        typer.echo(f"{len(rows)}")
    if rows:
        raise typer.Exit(1)


def gaps(
    line: Annotated[str, Option(help="Code of a line.")] = "",
    by: Annotated[str, Option(help="person, body or place.")] = "person",
    as_of: Annotated[str, Option(help="As known at this instant.")] = "",
    database: Database = "",
    as_json: Json = False,
) -> None:
    """List who was reported by one side only: person (masked), unit, community, how late, who answers for it."""
    start(database)
    from fangxian.command.figuring import gap_rows, response_now
    from fangxian.mechanisms.figures.questions import instant
    from fangxian.trees.people.actor import SYSTEM

    known = instant(as_of, "as_of") if as_of else None
    rows = gap_rows(SYSTEM, response_now(), line=line, by=by, as_of=known)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_table(rows, list(rows[0]) if rows else ["state"])
    typer.echo(f"{len(rows)}")


def measures(as_json: Json = False) -> None:
    """List the dictionary of measures."""
    start()
    from fangxian.mechanisms.figures.registry import all_measures

    rows = [
        {
            "measure": m.code,
            "title": str(m.title),
            "kind": m.kind.value,
            "unit": str(m.unit),
            "sentence": str(m.sentence),
        }
        for m in all_measures()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_table(rows, ["measure", "title", "kind", "unit", "sentence"])


def print_table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    """Print rows as a table of those columns in which any of them says something."""
    table = Table(box=None, header_style="bold")
    used = [column for column in columns if any(row.get(column) not in (None, "") for row in rows)]
    for column in used:
        table.add_column(
            column, justify="right" if column in ("value", "numerator", "denominator") else "left"
        )
    for row in rows:
        table.add_row(*("—" if row.get(column) is None else str(row[column]) for column in used))
    Console().print(table)
