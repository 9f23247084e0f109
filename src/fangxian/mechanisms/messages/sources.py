"""What may be reminded of: each room registers what is owed and not yet done, with the pages that settle it.

Bodies owe (a unit its report), and places owe (a community the registration of whom a unit declared). A report is owed
for its day; what ``stays`` is owed until it is done, and a rule of an hour repeats it every day.
"""

import datetime
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from fangxian.core.errors import Text
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Owing:
    """Something that a body in a line, or without a body the place ``path``, owes and has not done.

    ``key`` names it for good; ``count`` is how many persons or papers it comprises, 1 for a report.
    """

    key: str
    day: datetime.date
    due_at: datetime.datetime
    line: str
    body: uuid.UUID | None
    body_path: str
    path: str
    count: int = 1

    @property
    def ower(self) -> str:
        """What names the body in its line, or the place."""
        return f"{self.line}:{self.body.hex}" if self.body else self.path


class Window(NamedTuple):
    """When that is due of which is asked, and where: ``paths`` are prefixes of places, none of them means anywhere.

    A source may leave them aside, and tell of more places.
    """

    start: datetime.datetime
    end: datetime.datetime
    paths: tuple[str, ...] = ()


class Standing(NamedTuple):
    """A rule that holds in every response until the command ends it: so many minutes after it is due, to whom."""

    minutes: int
    to: str
    level: int = 1


@dataclass(frozen=True)
class Source:
    """A form or duty: who does it, who oversees it, what is owed and not done, and where one does it.

    ``owing`` returns what is due within a window and still open now; of what ``stays`` also what was due before it.
    ``pieces`` says how many there are, with ``%(count)s``; without it each is the report of a day. ``advice`` is added
    to a reminder. ``file_url`` and ``missing_url`` take the day. Of what is ``urgent`` a rule of minutes speaks instant
    by instant, not day by day, and it rings in quiet hours; ``standing`` are the rules that nobody has to set up.
    """

    code: str
    title: Text
    files: str
    oversees: str
    owing: Callable[[Response, Window], list[Owing]]
    file_url: Callable[[datetime.date], str]
    missing_url: Callable[[datetime.date], str]
    by_place: bool = False
    pieces: Text = ""
    advice: Text = ""
    urgent: bool = False
    standing: tuple[Standing, ...] = ()

    @property
    def stays(self) -> bool:
        """Whether what is owed is no day's report, but stays owed until it is done."""
        return bool(self.pieces)


Provider = Callable[[Response], list[Source]]
_providers: list[Provider] = []
_standing: dict[str, Provider] = {}


def register(provider: Provider, *standing: str) -> None:
    """Add what a line knows to be owed in a response; ``standing`` are the codes of sources with standing rules."""
    _providers.append(provider)
    _standing.update(dict.fromkeys(standing, provider))


def standing(response: Response, but: Collection[str]) -> list[Source]:
    """Return the sources with standing rules, but those of some codes."""
    providers = dict.fromkeys(provider for code, provider in _standing.items() if code not in but)
    found = [source for provider in providers for source in provider(response)]
    return [source for source in found if source.standing and source.code not in but]


def sources(response: Response) -> dict[str, Source]:
    """Return what may be reminded of in a response, by code."""
    return {source.code: source for provider in _providers for source in provider(response)}
