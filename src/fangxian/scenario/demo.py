"""The demonstration: a fresh database, the scenario replayed, its bulletins issued, accounts to sign in as."""

import datetime
import shutil
from pathlib import Path

import typer
from django.conf import settings
from rich.progress import Progress

from fangxian.core import databases
from fangxian.scenario import morning as morning_after
from fangxian.scenario.bulletins import Issuing, next_morning
from fangxian.scenario.replay import Replay


def prepare(folder: Path, until: datetime.date | None = None) -> str:
    """Replay a scenario into fresh databases with its bulletins; return their texts.

    The next morning some things wait on the pages.
    """
    databases.clear()
    shutil.rmtree(settings.FANGXIAN_KEYS_DIR, ignore_errors=True)
    databases.create()
    replay = Replay(folder, until)
    issuing = Issuing(replay)
    with Progress(transient=True) as progress:
        bar = progress.add_task(folder.name, total=len(replay.files))
        for _file in issuing.run():
            progress.advance(bar)
    for name, problems in replay.refused:
        typer.secho(f"{name}: {problems}", err=True, fg="yellow")
    if replay.manifest.data["scenario"].get("morning"):
        with next_morning(replay):
            morning_after.prepare(replay)
    return "\n".join(issuing.texts)
