"""Replays a scenario: registers and response first, then every file when it came in, the clock set accordingly."""

import csv
import datetime
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from fangxian.core import clock
from fangxian.core.clock import Clock, SimulatedClock
from fangxian.core.dated import today
from fangxian.core.errors import Refusal
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.relay import actions as relays
from fangxian.lines.reports.relay import drafting
from fangxian.mechanisms.filling import actions as filling
from fangxian.mechanisms.filling.owners import of_body
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.codes import SheetError
from fangxian.scenario import registers
from fangxian.scenario.accounts import Cast
from fangxian.scenario.manifest import RELAY, SUPERIOR, Manifest, SentFile, end_of_day
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM, WEB, Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Replay:
    """One replay into an empty database; ``refused`` lists files that did not go in whole, and why."""

    def __init__(self, folder: Path, until: datetime.date | None = None) -> None:
        self.manifest = Manifest.read(folder)
        self.until = until or datetime.date.fromisoformat(str(self.manifest.data["scenario"]["ends"]))
        self.files = self.manifest.files(self.until)
        self.end = end_of_day(self.until)
        self.refused: list[tuple[str, str]] = []
        self.accepted = 0
        self.response: Response
        self.cast: Cast

    def run(self) -> Iterator[SentFile]:
        """Set up and replay; yields each file after it went in."""
        began = datetime.datetime.fromisoformat(str(self.manifest.response["started_at"]))
        time = SimulatedClock(began)
        with clock.use(time):
            self.response = registers.start(self.manifest)
            self.cast = Cast(self.response, {file.place for file in self.manifest.files(None)})
            self.cast.create()
            self._oblige()
            excuses = sorted(self.manifest.excuses, key=lambda excuse: str(excuse["recorded_at"]))
            for file in self.files:
                while excuses and instant(excuses[0]) <= file.received_at:
                    time.set(instant(excuses[0]))
                    self._excuse(excuses.pop(0))
                time.set(file.received_at)
                self._receive(file)
                yield file

    def clock_at_end(self) -> AbstractContextManager[Clock]:
        """Return a context in which the clock stands at the last second of the last day replayed."""
        return clock.use(SimulatedClock(self.end - datetime.timedelta(seconds=1)))

    def _receive(self, file: SentFile) -> None:
        take = {RELAY: self._relay, SUPERIOR: self._fill}.get(file.kind, self._import)
        try:
            take(self.cast.sender(file.place or file.body, file.kind), file)
        except (Refusal, SheetError) as error:
            self.refused.append((file.path.name, str(error)))

    def _relay(self, actor: Actor, file: SentFile) -> None:
        """A regulator pastes what the group said and confirms the lines that were understood whole."""
        text = file.path.read_text(encoding="utf-8")
        found = drafting.draft(actor, self.response, text, RETURNEES.code, None, today(), file.line)
        taken = [each for each in relays.taken_whole(found) if each.draft.understood and not each.draft.lock]
        outcome = relays.enter(actor, self.response, found, taken)
        self.accepted += outcome.filed + outcome.drafts + outcome.unchanged
        left = [f"{each.line.line}: {each.line.text}" for each in found.drafts if not each.understood]
        problems = left + [f"{line}: {text}" for line, text in outcome.refused.items()]
        if problems:
            self.refused.append((file.path.name, "; ".join(problems)))

    def _fill(self, _actor: Actor, file: SentFile) -> None:
        """The clerk fills the form that came down as it was confirmed before, the first time as proposed."""
        clerk, owner = Actor(self.cast.clerk, WEB), of_body(file.body, file.line)
        sent = filling.upload(clerk, self.response, owner, file.path.name, file.path.read_bytes())
        filling.fill(clerk, sent, today())

    def _import(self, actor: Actor, file: SentFile) -> None:
        run = imports.upload(
            actor,
            self.response,
            file.kind,
            file.path.name,
            file.path.read_bytes(),
            body=Body.objects.get(code=file.body) if file.body else None,
            line=file.line,
            place=Place.objects.get(code=file.place) if file.place else None,
        )
        found = imports.commit(actor, run, partial=True)
        self.accepted += run.accepted + run.unchanged
        if found.errors:
            sentences = "; ".join(f"{problem.row}: {problem.sentence}" for _sheet, problem in found.errors)
            self.refused.append((file.path.name, sentences))

    def _oblige(self) -> None:
        obligations = self.manifest.register("obligations")
        if obligations is None:
            return
        bodies = {body.code: body for body in Body.objects.select_related("place")}
        with obligations.open(encoding="utf-8") as file:
            rows = [
                (bodies[row["body"]], row["line"], day(row["valid_from"]), day(row["valid_to"]))
                for row in csv.DictReader(file)
            ]
        reports.oblige(
            SYSTEM, self.response, [(b, line, start, end) for b, line, start, end in rows if start]
        )

    def _excuse(self, excuse: dict[str, str]) -> None:
        body = Body.objects.select_related("place").get(code=excuse["body"])
        reports.excuse(
            SYSTEM,
            self.response,
            body,
            day(excuse["from"]) or self.until,
            day(excuse["to"]),
            excuse["reason"],
        )


def day(text: str) -> datetime.date | None:
    """Read an ISO day; an empty one is none."""
    return datetime.date.fromisoformat(text) if text else None


def instant(excuse: dict[str, str]) -> datetime.datetime:
    """Return when an excuse was recorded."""
    return datetime.datetime.fromisoformat(excuse["recorded_at"])
