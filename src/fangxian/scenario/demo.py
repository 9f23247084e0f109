"""The demonstration: a fresh database, the scenario replayed, a bulletin issued, accounts to sign in as."""

import datetime
import shutil
from pathlib import Path

import typer
from django.conf import settings
from rich.progress import Progress

from fangxian.core import databases
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers import printing
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.scenario.replay import Replay
from fangxian.trees.people.actor import WEB, Actor

ISSUER = "work-committee"
LINE = "organs"
MARK = "示例工发"
"""The demonstration's own document mark: the bulletin is ours and no office's."""


def prepare(folder: Path, until: datetime.date) -> str:
    """Replay a scenario into fresh databases and issue the bulletin of its last day; return its text."""
    databases.clear()
    shutil.rmtree(settings.FANGXIAN_KEYS_DIR, ignore_errors=True)
    databases.migrate()
    replay = Replay(folder, until)
    with Progress(transient=True) as progress:
        bar = progress.add_task(folder.name, total=len(replay.files))
        for _file in replay.run():
            progress.advance(bar)
    for name, problems in replay.refused:
        typer.secho(f"{name}: {problems}", err=True, fg="yellow")
    with replay.clock_at_end():
        return printing.text(_issue(replay))


def _issue(replay: Replay) -> Bulletin:
    clerk = Actor(replay.cast.senders[ISSUER], WEB)
    committee = replay.response.committee
    if committee is None:
        raise TypeError("the scenario names no committee")
    drafted = papers.draft(
        clerk, replay.response, committee, LINE, printing.default_source(), document_mark=MARK
    )
    return papers.issue(clerk, drafted)
