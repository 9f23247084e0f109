"""The demonstration: a fresh database, the scenario replayed, a bulletin issued, accounts to sign in as."""

import datetime
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import typer
from django.conf import settings
from rich.progress import Progress

from fangxian.core import clock, databases
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers import printing
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.scenario import morning as morning_after
from fangxian.scenario.replay import Replay
from fangxian.trees.people.actor import WEB, Actor

LINE = "organs"
NEXT_MORNING = datetime.timedelta(hours=8)
MARK = "示例工发"
"""The demonstration's own document mark: the bulletin is ours and no office's."""


def prepare(folder: Path, until: datetime.date) -> str:
    """Replay a scenario into fresh databases and issue the bulletin of its last day; return its text.

    The next morning some things wait on the pages.
    """
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
    bulletin = issued(replay)
    if replay.manifest.data["scenario"].get("morning"):
        with next_morning(replay):
            morning_after.prepare(replay)
    return bulletin


def issued(replay: Replay) -> str:
    """Issue the scenario's bulletin in the morning after its last day; return its text."""
    with next_morning(replay):
        return printing.text(_issue(replay))


def next_morning(replay: Replay) -> AbstractContextManager[clock.Clock]:
    """Return a context in which it is the morning after the last day replayed."""
    return clock.use(clock.SimulatedClock(replay.end + NEXT_MORNING))


def _issue(replay: Replay) -> Bulletin:
    """The committee's clerk accepts what equals the ledgers, then drafts and issues the scenario's bulletin."""
    clerk = Actor(replay.cast.clerk, WEB)
    committee = replay.response.committee
    if committee is None:
        raise TypeError("the scenario names no committee")
    agreeing = DailyReport.objects.at().filter(differs=False, day__lt=replay.until)
    reports.review(clerk, list(agreeing.values_list("entry", flat=True)), accept=True)
    told = replay.manifest.bulletin
    source = replay.manifest.folder / told["source"] if "source" in told else None
    drafted = papers.draft(
        clerk,
        replay.response,
        committee,
        told.get("line", LINE),
        source.read_text(encoding="utf-8") if source else printing.default_source(),
        document_mark=told.get("mark", MARK),
        until=replay.end,
    )
    return papers.issue(clerk, drafted)
