"""``fangxian scenario``: replay the files of a real day through the same import and actions that users use."""

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from fangxian.cli.setup import Database, start

app = typer.Typer(help="Replay real input files, in time order, clock included.", no_args_is_help=True)


@app.command()
def run(
    directory: Annotated[
        Path, typer.Argument(help="Folder with a manifest.toml.", exists=True, file_okay=False)
    ],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day to replay.")] = None,
    database: Database = "",
    figures: Annotated[
        Path | None, typer.Option(help="Write every figure at every node to this JSON file.")
    ] = None,
    bulletin: Annotated[
        bool,
        typer.Option(
            help="Issue the scenario's bulletins, each in the morning after its day, and print them."
        ),
    ] = False,
) -> None:
    """Replay files received up to the end of a day into a fresh database.

    Without --database the replay's own file in the data folder is made anew; a database that holds a response
    already is refused.
    """
    own = not database
    start(
        database
        or f"sqlite:///{Path(os.environ.get('FANGXIAN_DATA_DIR', 'var')).resolve() / 'scenario.sqlite3'}"
    )
    from fangxian.core import databases
    from fangxian.trees.responses.models import Response

    if own:
        databases.clear()
    databases.create()
    if Response.objects.exists():
        raise typer.BadParameter(
            "this database holds a response already: name a fresh one", param_hint="--database"
        )
    play(directory, until.date() if until else None, figures, bulletin=bulletin)


def play(directory: Path, until: date | None, figures: Path | None = None, *, bulletin: bool = False) -> None:
    """Replay with a progress bar; write the figures file and print the bulletin if asked."""
    from fangxian.scenario.bulletins import Issuing
    from fangxian.scenario.figures import every_figure
    from fangxian.scenario.replay import Replay

    replay = Replay(directory, until)
    with Progress(transient=True) as progress:
        bar = progress.add_task(directory.name, total=len(replay.files))
        issuing = Issuing(replay)
        for _file in issuing.run() if bulletin else replay.run():
            progress.advance(bar)
    for name, problems in replay.refused:
        typer.secho(f"{name}: {problems}", err=True, fg="yellow")
    typer.secho(
        f"{len(replay.files)} files, {replay.accepted} rows, until {replay.end:%Y-%m-%d %H:%M}", err=True
    )
    if figures:
        with replay.clock_at_end():
            rows = every_figure(replay.response)
        figures.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    for text in issuing.texts:
        typer.echo(text)
