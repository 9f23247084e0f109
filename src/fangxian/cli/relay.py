"""``fangxian relay``: a chat relay (接龙) read as reports, for a person or a program to confirm."""

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fangxian.cli.setup import Database, Json, start

if TYPE_CHECKING:
    from fangxian.lines.reports.relay.drafts import Reading

Option = typer.Option


def relay(
    file: Annotated[Path, typer.Argument(help="Text of the relay, - for input.")],
    form: Annotated[str, Option(help="Code of the form.")] = "daily-returnees",
    line: Annotated[str, Option(help="Code of the line in which the units report.")] = "",
    day: Annotated[
        str, Option(help="Day reported, such as 2020-02-08; else the heading's, else today.")
    ] = "",
    save: Annotated[bool, Option("--save", help="Save drafts for the units that were understood.")] = False,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Read a relay: for each unit its values, and what was not understood.

    Without a database units stay as they are written.

    With --json prints one object a unit: the "line" of the text that holds, its "body", the "values" said by field,
    and whether all was "understood"; "not_understood" and "as_yesterday" tell the rest.

    Ends with 0 when reports were found, with 1 when there are none or the command is refused, with 2 for
    a wrong option.
    """
    text = _text(file)
    start(database)
    from django.db import DatabaseError

    from fangxian.core.dated import today
    from fangxian.lines.reports.relay import drafting

    asked = _day(day)
    try:
        found = _found(text, form, asked, line, save)
    except DatabaseError:
        if save or database:
            raise
        typer.echo("fangxian: no database; units are shown as they are written", err=True)
        found = drafting.without_database(text, form, asked, today())
    _print(found, as_json)
    raise typer.Exit(0 if found.drafts else 1)


def _found(text: str, form: str, day: datetime.date | None, line: str, save: bool) -> "Reading":
    """Read a relay with what the database knows, and save drafts if asked to."""
    from fangxian.command.figuring import response_now
    from fangxian.core.dated import today
    from fangxian.core.errors import Missing
    from fangxian.lines.reports.relay import actions, drafting
    from fangxian.trees.people.actor import SYSTEM

    try:
        response = response_now()
    except Missing:
        response = None
    found = drafting.draft(SYSTEM, response, text, form, day, today(), line)
    if save and response:
        actions.enter(SYSTEM, response, found, actions.taken_whole(found), draft=True)
    return found


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("A day is written as in 2020-02-08.", param_hint="--day") from error


def _text(file: Path) -> str:
    if str(file) != "-" and not file.is_file():
        raise typer.BadParameter(f"There is no file {file}.", param_hint="FILE")
    content = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _print(found: "Reading", as_json: bool) -> None:
    from fangxian.lines.reports.relay.showing import shown

    rows = [shown(draft) for draft in found.drafts]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        told = " ".join(f"{code}={number}" for code, number in row["values"].items())
        left = f"  ? {' | '.join(row['not_understood'])}" if row["not_understood"] else ""
        unknown = "" if row["code"] else " ?"
        typer.echo(f"{row['line']:>4} {row['body'] or '—'}{unknown}: {told}{left}")
