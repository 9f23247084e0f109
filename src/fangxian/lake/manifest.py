"""What a lake holds: one file, replaced as a whole, that names every other by its digest.

Files are named by their content and never changed, so whoever reads by a manifest reads one state, and a crash
leaves the former one. A day's files stand in a list of their own: a lake of years has a short manifest.
"""

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Conflict, Missing
from fangxian.lake.layout import MANIFEST

FORMAT = 2


@dataclass
class Export:
    """An export that wrote something: when, by whom, for which purpose, how many rows and files of each ledger."""

    at: str
    by: str
    channel: str
    purpose: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)


@dataclass
class Known:
    """Of a response everything is held that was known from one instant to another; ``since`` "" means ever."""

    name: str
    since: str
    until: str


@dataclass
class Manifest:
    """``days`` holds a ledger's lists by ``<response>/<day>``; ``registers`` theirs; all relative paths.

    ``registers_seen`` says by what a later export sees whether registers changed. ``retired`` are files of the state
    before, kept until the next export for whoever still reads them.
    """

    format: int = FORMAT
    responses: dict[str, Known] = field(default_factory=dict)
    days: dict[str, dict[str, str]] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    registers_seen: str = ""
    retired: list[str] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)

    @classmethod
    def load(cls, root: Path) -> "Manifest":
        """Read a lake's manifest; an empty one where there is none yet. Raises ``Conflict`` for another format."""
        if not (root / MANIFEST).exists():
            return cls()
        told: dict[str, Any] = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        if told.get("format") != FORMAT:
            raise Conflict(_("Another version of Fangxian wrote this lake: export into a new folder."))
        told["responses"] = {key: Known(**known) for key, known in told["responses"].items()}
        told["exports"] = [Export(**export) for export in told["exports"]]
        return cls(**told)

    def save(self, root: Path) -> None:
        """Put this manifest in the place of the former one, in one step, after all else is on the disk."""
        os.sync()
        path = root / f"{MANIFEST}.new"
        with path.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        path.replace(root / MANIFEST)

    def until(self, response: object) -> datetime.datetime | None:
        """Return up to which instant everything about a response is held, or None."""
        known = self.responses.get(str(response))
        return datetime.datetime.fromisoformat(known.until) if known else None


def existing(root: Path) -> Manifest:
    """Read the manifest of a lake that must be there; raises ``Missing``."""
    if not (root / MANIFEST).exists():
        raise Missing(_("There is no lake in %(folder)s: export one first.") % {"folder": root})
    return Manifest.load(root)


def is_free(root: Path) -> bool:
    """Tell whether nobody writes a lake now."""
    try:
        with alone(root):
            return True
    except Conflict:
        return False


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the lake for writing; raises ``Conflict`` while another export does."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(_("Another export is writing this lake: try again when it has ended.")) from error
        yield
