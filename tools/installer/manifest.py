"""The manifest of a bundle: what it is, and the SHA-256 of every file in it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = "MANIFEST.json"
CHUNK = 1 << 20


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def files_in(folder: Path) -> Iterator[str]:
    """Yield the path of every file below a folder, relative to it, in order; the manifest is left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME and "__pycache__" not in path.parts:
            yield name


def write(folder: Path, **about: str) -> None:
    """Write the manifest of a folder; `about` says what the bundle is (version, architecture, python)."""
    files = {name: digest(folder / name) for name in files_in(folder)}
    text = json.dumps({**about, "files": files}, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a bundle; raises ``FileNotFoundError``."""
    held: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return held


def faults(folder: Path, also: frozenset[str] = frozenset()) -> list[str]:
    """Return what differs from the manifest: files that are missing, changed or not named in it.

    The top folders named in `also` are passed over: what an installation adds to its copy of the bundle.
    """
    named: dict[str, str] = read(folder)["files"]
    present = {name for name in files_in(folder) if name.split("/")[0] not in also}
    missing = [f"missing: {name}" for name in sorted(named.keys() - present)]
    strange = [f"not in the manifest: {name}" for name in sorted(present - named.keys())]
    changed = [
        f"changed: {name}" for name in sorted(named.keys() & present) if digest(folder / name) != named[name]
    ]
    return missing + strange + changed
