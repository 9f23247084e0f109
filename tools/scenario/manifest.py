"""``manifest.toml``: the scenario, the rules of its response, its assumptions, its files in time order."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tools.scenario.bodies import Body
from tools.scenario.manifest_text import ASSUMPTIONS, HEAD


@dataclass(frozen=True)
class File:
    """One received file; ``body`` is the sender's code, ``place`` a community's 12-digit code."""

    path: str
    received_at: datetime
    kind: str
    sender: str
    note: str
    side: str = ""
    line: str = ""
    body: str = ""
    place: str = ""


def manifest(files: Iterable[File], excused: Body) -> str:
    """Return the manifest's text; files stand in the order in which they were received."""
    parts = [HEAD.strip()]
    parts += [_table("assumptions", {"text": text}) for text in ASSUMPTIONS]
    parts.append(_excuse(excused))
    parts += [_table("files", _entry(file)) for file in sorted(files, key=lambda file: file.received_at)]
    return "\n\n".join(parts) + "\n"


def _entry(file: File) -> dict[str, str]:
    names = ("path", "kind", "side", "line", "body", "place")
    known = {name: getattr(file, name) for name in names if getattr(file, name)}
    return {**known, "received_at": file.received_at.isoformat(), "sender": file.sender, "note": file.note}


def _excuse(body: Body) -> str:
    values = {"body": body.code, "line": body.line, "from": "2020-02-05", "to": "2020-02-08"}
    reason = "经营场所封闭消杀三天，经批准暂停日报告"
    return _table("excuses", {**values, "reason": reason, "recorded_at": "2020-02-04T16:20:00+08:00"})


def _table(name: str, values: dict[str, str]) -> str:
    """Return one array-of-tables entry; a JSON string is a TOML basic string."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[[{name}]]", *lines])
