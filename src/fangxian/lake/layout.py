"""Where the files of a lake lie: ``<ledger>/response=<id>/day=<date>/county=<code>/<digest>.parquet``.

Each file holds every column itself, so the folders are for people, and for programs that prune by them.
"""

import hashlib
import json
import os
from pathlib import Path

MANIFEST = "manifest.json"
CACHE = "FANGXIAN_LAKE_CACHE"
NOWHERE = "none"
"""The county of rows whose path is shorter than a county's: those of a province or a city itself keep their path."""


def folder(ledger: str, response: object, day: str) -> str:
    """Return the folder of a ledger's day."""
    return f"{ledger}/response={response}/day={day}"


def database_of(root: Path) -> Path:
    """Return the file that holds a lake's registers as they are now, whether it is there or not.

    It lies in the cache of this machine's user; Django is not needed, since its settings name the file.
    """
    told = json.loads((root / MANIFEST).read_text(encoding="utf-8")) if (root / MANIFEST).exists() else {}
    digest = hashlib.sha256(json.dumps(told.get("registers", {}), sort_keys=True).encode()).hexdigest()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get(CACHE) or home / "fangxian" / "lake")
    return folder / f"{digest[:20]}.sqlite3"
