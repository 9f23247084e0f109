"""``fangxian lake``: the ledgers as Parquet, and figures computed there by DuckDB or Spark."""

import json
import os
import sys
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.figures import print_table
from fangxian.cli.service import shift_clock
from fangxian.cli.setup import Database, Json, start, working

if TYPE_CHECKING:
    from fangxian.trees.people.actor import Actor

app = typer.Typer(help="The ledgers as Parquet, and figures computed there.", no_args_is_help=True)
Option = typer.Option
Folder = Annotated[
    Path, Option("--lake", envvar="FANGXIAN_LAKE_DIR", file_okay=False, help="The folder of the lake.")
]
Responding = Annotated[str, Option(help="Id of a response; by default the latest.")]
MISSING = (
    "fangxian: the lake needs the packages of requirements/lake.txt (see docs/lake.md): {name} is missing"
)


@app.command()
def export(
    to: Annotated[
        Path | None,
        Option(
            "--to",
            envvar="FANGXIAN_LAKE_DIR",
            file_okay=False,
            help="The folder of the lake; made if need be. By default that of the pages.",
        ),
    ] = None,
    response: Responding = "",
    since: Annotated[
        str,
        Option(help="Hold what was known from this instant on; by default what is new, at first everything."),
    ] = "",
    purpose: Annotated[
        str, Option(help="Also write persons' names and numbers, for this purpose; with --account.")
    ] = "",
    account: Annotated[str, Option(help="Sign-in name of whoever may unmask; with --purpose.")] = "",
    run: Annotated[str, Option(help="Run an export that somebody asked for on the page, by its id.")] = "",
    at: Annotated[
        datetime | None, Option(help="Let the clock begin here (demonstrations; local settings only).")
    ] = None,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Bring a lake up to date: whole versions by response, day and county, without personal fields."""
    start(database)
    _needed()
    if at:
        shift_clock(at)
    if run:
        from fangxian.lake import actions

        actions.run(uuid.UUID(run))
        return
    _say(_exported(to, response, since, account, purpose), as_json)


def _exported(to: Path | None, response: str, since: str, account: str, purpose: str) -> dict[str, Any]:
    """Write what is new into a lake; return what was written, and until when all is known."""
    from fangxian.command.figuring import response_now
    from fangxian.lake import actions, exporting, personal
    from fangxian.mechanisms.figures.questions import instant
    from fangxian.trees.people.actor import SYSTEM

    folder = to or actions.folder()
    about, discloser = response_now(response), _account(account, purpose)
    begun = instant(since, "since", begin=True) if since else None
    with working(str(folder)):
        written = exporting.export(SYSTEM, folder, about, begun)
        persons = personal.export(discloser, folder, about, purpose) if discloser else 0
    return {
        "known_until": written.until.isoformat(), "rows": written.rows, "files": written.files, "persons": persons,
    }  # fmt: skip


def _say(summary: dict[str, Any], as_json: bool) -> None:
    persons = summary["persons"]
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, indent=1))
        return
    for ledger, count in summary["rows"].items():
        typer.echo(f"{ledger}: {count} rows in {summary['files'][ledger]} files")
    typer.echo(f"known until {summary['known_until']}" + (f", {persons} reports in clear" if persons else ""))


@app.command()
def figures(
    lake: Folder,
    measure: Annotated[
        list[str] | None, Option("--measure", "-m", help="Measure code; several allowed.")
    ] = None,
    engine: Annotated[str, Option(help="duckdb or spark.")] = "duckdb",
    place: Annotated[str, Option(help="Division code of a place.")] = "",
    body: Annotated[str, Option(help="Code of a body.")] = "",
    line: Annotated[str, Option(help="Code of a line.")] = "",
    from_: Annotated[str, Option("--from", help="Beginning of the window: a day or an instant.")] = "",
    to: Annotated[str, Option(help="End of the window; a day means its end.")] = "",
    as_of: Annotated[str, Option(help="As known at this instant; by default all that the lake knows.")] = "",
    by: Annotated[str, Option(help="place, body, line or day.")] = "",
    response: Responding = "",
    as_json: Json = False,
) -> None:
    """Print figures computed in the lake alone: the same numbers as ``fangxian figures`` as of the same instant."""
    _needed()
    _start_alone(lake)
    from fangxian.command.figuring import rows_of
    from fangxian.lake.asking import asked

    words = {"place": place, "body": body, "line": line, "from": from_, "to": to, "as_of": as_of, "by": by}
    with working(engine):
        found = asked(lake, engine, response, measure or [], words)
    rows = [row for answer in found for row in rows_of(answer)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    columns = [
        "measure",
        "line",
        "place_name",
        "body_name",
        "day",
        "value",
        "numerator",
        "denominator",
        "unit",
    ]
    print_table(rows, columns)


@app.command(name="list")
def list_exports(lake: Folder, as_json: Json = False) -> None:
    """List the exports that wrote something: when, by whom, how many rows, for which purpose."""
    start()
    _needed()
    from fangxian.lake.manifest import existing

    rows: list[dict[str, Any]] = [
        {
            "at": made.at, "by": made.by, "channel": made.channel, "purpose": made.purpose,
            "rows": sum(made.rows.values()), "files": sum(made.files.values()),
        }
        for made in existing(lake).exports
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_table(rows, ["at", "by", "channel", "rows", "files", "purpose"])


def _needed() -> None:
    """Say in a sentence what is to be installed, where it is not."""
    try:
        import duckdb  # noqa: F401
        import ibis  # noqa: F401
        import pyarrow  # noqa: F401
    except ModuleNotFoundError as error:
        sys.exit(MISSING.format(name=error.name))


def _start_alone(lake: Path) -> None:
    """Start on the lake's own registers, made into a database of this machine once for each state of them."""
    from fangxian.lake.layout import database_of

    held = database_of(lake)
    os.environ.pop("FANGXIAN_REPLICA_URL", None)
    if held.exists():
        start(f"sqlite:///{held}")
        return
    held.parent.mkdir(parents=True, exist_ok=True)
    made = held.with_name(f"{held.stem}-{os.getpid()}.sqlite3")
    start(f"sqlite:///{made}")
    from django.db import connection

    from fangxian.lake.alone import fill

    try:
        with working(str(lake)):
            fill(lake)
        connection.close()  # what is in the write-ahead log comes into the file
        made.replace(held)
        connection.settings_dict["NAME"] = str(held)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _account(name: str, purpose: str) -> "Actor | None":
    """Return who unmasks; a purpose needs an account, and an account a purpose."""
    from django.utils.translation import gettext as _

    from fangxian.core.errors import Invalid
    from fangxian.trees.people.actor import COMMAND, Actor
    from fangxian.trees.people.models import Account

    if not name and not purpose:
        return None
    found = Account.objects.filter(name=name, is_active=True).first()
    if not purpose or found is None:
        raise Invalid(
            {"account": _("Persons are written for a purpose, by an account that may unmask: name both.")}
        )
    return Actor(found, COMMAND)
