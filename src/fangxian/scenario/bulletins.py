"""The bulletins of a scenario: each is issued in the morning after its day, while the replay goes on."""

import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager

from fangxian.core import clock
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers import printing
from fangxian.scenario.manifest import SentFile, Told, end_of_day
from fangxian.scenario.replay import Replay
from fangxian.trees.people.actor import WEB, Actor

NEXT_MORNING = datetime.timedelta(hours=8)


class Issuing:
    """Replays a scenario and issues its bulletins on the way; their texts stand in ``texts``."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.texts: list[str] = []
        ahead = [(told.on or replay.until, told) for told in replay.manifest.bulletins]
        self._ahead = [(day, told) for day, told in ahead if day <= replay.until]

    def run(self) -> Iterator[SentFile]:
        """Replay; yields each file after it went in."""
        following = [file.received_at for file in self.replay.files[1:]]
        for number, file in enumerate(self.replay.run()):
            yield file
            self._issue(before=following[number] if number < len(following) else None)

    def _issue(self, before: datetime.datetime | None) -> None:
        """Issue the bulletins whose morning comes before the next file, or which are left at the end."""
        while self._ahead and (before is None or end_of_day(self._ahead[0][0]) + NEXT_MORNING <= before):
            day, told = self._ahead.pop(0)
            with clock.use(clock.SimulatedClock(end_of_day(day) + NEXT_MORNING)):
                self.texts.append(_issued(self.replay, told, day))


def next_morning(replay: Replay) -> AbstractContextManager[clock.Clock]:
    """Return a context in which it is the morning after the last day replayed."""
    return clock.use(clock.SimulatedClock(replay.end + NEXT_MORNING))


def _issued(replay: Replay, told: Told, day: datetime.date) -> str:
    """The committee's clerk accepts what equals the ledgers, then drafts and issues a bulletin; returns its text."""
    clerk = Actor(replay.cast.clerk, WEB)
    committee = replay.response.committee
    if committee is None:
        raise TypeError("the scenario names no committee")
    agreeing = DailyReport.objects.at().filter(differs=False, day__lt=day)
    reports.review(clerk, list(agreeing.values_list("entry", flat=True)), accept=True)
    source = told.source.read_text(encoding="utf-8") if told.source else printing.default_source()
    drafted = papers.draft(
        clerk, replay.response, committee, told.line, source, document_mark=told.mark, until=end_of_day(day)
    )
    return printing.text(papers.issue(clerk, drafted))
