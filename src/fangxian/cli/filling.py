"""``fangxian fill``: a superior's blank form, filled from the ledgers without a browser (M8)."""

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.setup import Database, Json, start, working

if TYPE_CHECKING:
    from fangxian.mechanisms.filling.owners import Owner

Option = typer.Option
SHOWN = ("sheet", "cell", "label", "measure", "line", "value", "confidence")


def fill(
    form: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The blank .xlsx, .xls or .docx.")
    ],
    out: Annotated[Path, Option(help="Where the filled form is written.")],
    body: Annotated[str, Option(help="Name or code of the unit for which it is filled.")] = "",
    line: Annotated[str, Option(help="Code of its line, if it stands in several.")] = "",
    place: Annotated[str, Option(help="Division code of the place for which it is filled.")] = "",
    to: Annotated[
        str, Option(help="Until when: a day means the form's own cut-off, else the day's end.")
    ] = "",
    purpose: Annotated[str, Option(help="Why persons are shown in full; without it they are masked.")] = "",
    hide_small: Annotated[bool, Option(help="Write numbers too small to be published as <3.")] = False,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Fill a form: the same file with its blanks filled, and every blank with its measure, value and confidence.

    In the list "measure" is the code of a measure, "constant:NAME" for what is known beforehand (owner, date, cut_off,
    filler, number …), "ledger:NAME.FIELD" for a column of persons, and null where nothing fills the blank. Persons are
    masked in the list, whatever the file shows.
    """
    start(database)
    from fangxian.command.figuring import response_now
    from fangxian.mechanisms.filling import actions
    from fangxian.trees.people.actor import SYSTEM

    with working(form.name):
        found = actions.upload(
            SYSTEM, response_now(), _owner(body, line, place), form.name, form.read_bytes()
        )
        found = actions.fill(SYSTEM, found, _until(to), purpose, hide_small)
        out.write_bytes(actions.take_out(SYSTEM, found))
        rows = [_row(cell) for cell in actions.listed(SYSTEM, found)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo("\t".join("—" if row[name] is None else str(row[name]) for name in SHOWN))


def _owner(body: str, line: str, place: str) -> "Owner":
    from fangxian.core.errors import Invalid
    from fangxian.mechanisms.filling.owners import of_body, owner_of

    if bool(body) == bool(place):
        raise Invalid({"body": "--body NAME | --place CODE"})
    return of_body(body, line) if body else owner_of(f"place:{place}")


def _until(text: str) -> datetime.datetime | datetime.date | None:
    from django.utils.dateparse import parse_date

    from fangxian.mechanisms.figures.questions import instant

    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return day or instant(text, "to")


def _row(cell: dict[str, Any]) -> dict[str, Any]:
    return {name: cell[name] for name in SHOWN} | {"measure": cell["measure"] or None}
