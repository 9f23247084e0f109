"""``manifest.toml``: the scenario, the rules of its response, its assumptions, its files in time order."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class File:
    """One received file; ``body`` is the sender's code, ``place`` the code of the place that sends it.

    ``kind`` is an import's code (``persons``, ``dispatch.placements``) or one of the replay's short words.
    """

    path: str
    received_at: datetime
    kind: str
    sender: str
    note: str
    side: str = ""
    line: str = ""
    body: str = ""
    place: str = ""


def manifest(
    head: str, assumptions: str, files: Iterable[File], excuses: Iterable[dict[str, str]] = ()
) -> str:
    """Return the manifest's text: TOML of the head, assumptions one to a paragraph, files as they came in."""
    parts = [head.strip()]
    parts += [_table("assumptions", {"text": " ".join(text.split())}) for text in assumptions.split("\n\n")]
    parts += [_table("excuses", excuse) for excuse in excuses]
    parts += [_table("files", _entry(file)) for file in sorted(files, key=lambda file: file.received_at)]
    return "\n\n".join(parts) + "\n"


def _entry(file: File) -> dict[str, str]:
    names = ("path", "kind", "side", "line", "body", "place")
    known = {name: getattr(file, name) for name in names if getattr(file, name)}
    return {**known, "received_at": file.received_at.isoformat(), "sender": file.sender, "note": file.note}


def _table(name: str, values: dict[str, str]) -> str:
    """Return one array-of-tables entry; a JSON string is a TOML basic string."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines])
