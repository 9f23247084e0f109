"""A scenario's manifest: its response, registers, excuses, and the files with the time at which each came in."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

RELAY, SUPERIOR = "relay", "superior"
LINE, MARK = "organs", "示例工发"
"""The line and the document mark of a bulletin that names none: it is ours and no office's."""

KINDS = {"reports": "reports.daily", "passengers": "arrivals.passengers"}
"""Short words for kinds of import; other kinds are an import's own code, a chat relay or a superior's form."""


@dataclass(frozen=True)
class SentFile:
    """A file as a unit, a community, a station, a chat group or a superior sent it."""

    path: Path
    kind: str
    received_at: datetime
    body: str = ""
    line: str = ""
    place: str = ""


@dataclass(frozen=True)
class Told:
    """A bulletin: as of the end of a day (None: the last day replayed), of a source (None: the built-in one)."""

    on: date | None
    source: Path | None
    line: str
    mark: str


@dataclass(frozen=True)
class Manifest:
    """What a scenario's folder holds."""

    folder: Path
    data: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read ``manifest.toml`` of a folder."""
        return cls(folder, tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8")))

    @property
    def response(self) -> dict[str, Any]:
        """The response's name, level, start and jurisdiction."""
        return dict(self.data["response"])

    @property
    def rules(self) -> dict[str, Any]:
        """The response's rules."""
        return dict(self.data["response"]["rules"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Lines of command: code, name, nature, and whether their units report returnees."""
        return list(self.data.get("lines", []))

    def register(self, name: str) -> Path | None:
        """Return the file of a register (places, bodies, positions, obligations, origins), if there is one."""
        name = self.data["registers"].get(name, "")
        return self.folder / name if name else None

    @property
    def excuses(self) -> list[dict[str, Any]]:
        """Bodies excused, with when that was recorded."""
        return list(self.data.get("excuses", []))

    @property
    def bulletins(self) -> list[Told]:
        """The bulletins in the order of their days: ``[bulletin]``, several ``[[bulletin]]``, or the built-in one."""
        told = self.data.get("bulletin", {})
        found = [self._told(entry) for entry in (told if isinstance(told, list) else [told])]
        return sorted(found, key=lambda told: told.on or date.max)

    def _told(self, entry: dict[str, str]) -> Told:
        on = date.fromisoformat(entry["on"]) if "on" in entry else None
        source = self.folder / entry["source"] if "source" in entry else None
        return Told(on, source, entry.get("line", LINE), entry.get("mark", MARK))

    def files(self, until: date | None) -> list[SentFile]:
        """Return the files received by the end of a day, in the order in which they came."""
        end = end_of_day(until) if until else None
        found = [self._file(entry) for entry in self.data["files"]]
        chosen = [file for file in found if end is None or file.received_at <= end]
        return sorted(chosen, key=lambda file: (file.received_at, file.path.name))

    def _file(self, entry: dict[str, Any]) -> SentFile:
        kinds = KINDS | {"arrivals": f"arrivals.{entry.get('side', '')}"}
        kind = kinds.get(entry["kind"], entry["kind"])
        return SentFile(
            self.folder / entry["path"],
            kind,
            datetime.fromisoformat(entry["received_at"]),
            entry.get("body", "") if kind != "arrivals.community" else "",
            entry.get("line", ""),
            entry.get("place", ""),
        )


def end_of_day(day: date) -> datetime:
    """Return the last instant of a day."""
    last = time(23, 59, 59, 999999)
    return datetime.combine(day, last, timezone.get_default_timezone())


def start_of_day(day: date) -> datetime:
    """Return the first instant of a day."""
    return end_of_day(day - timedelta(days=1)) + timedelta(microseconds=1)
