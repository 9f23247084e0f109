"""``fangxian backup``, ``restore`` and ``upgrade``: from one release to the next, and back (docs/upgrading.md)."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from fangxian.cli.setup import Database, start, working

Option = typer.Option
Backups = Annotated[Path, Option(help="Folder in which backups lie.", file_okay=False)]


def backup(backups: Backups, database: Database = "") -> None:
    """Back both databases up, and list the keys they need; keys are never in a backup."""
    start(database)
    from fangxian.command.upgrading import backups as keeping
    from fangxian.command.upgrading import releases

    folder = keeping.back_up(backups, releases.version_of_database())
    typer.echo(str(folder))


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup.", exists=True, file_okay=False)],
    database: Database = "",
) -> None:
    """Put both databases back as a backup holds them; what was entered since is lost."""
    start(database)
    from fangxian.command.upgrading import backups as keeping

    for name in keeping.restore(folder):
        typer.secho(f"key missing or another one: {name}", err=True, fg="yellow")


def upgrade(
    backups: Backups,
    previous: Annotated[
        str, Option(help="Program of the release in use, such as /opt/fangxian/.venv/bin/fangxian.")
    ] = "",
    database: Database = "",
) -> None:
    """Back up, migrate, compare figures before and after; restore everything if they differ."""
    start(database)
    from fangxian.command.upgrading import actions

    with working("upgrade"):
        done = actions.upgrade(shlex.split(previous), backups)
    typer.echo(f"from {done.former or 'nothing'}; backup {done.backup}; {done.compared} figures the same")
