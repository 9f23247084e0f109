"""The files of a lake: named by the digest of their content, never changed, and listed."""

import datetime
import hashlib
import io
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class File:
    """A Parquet file of a day and county, or of a register's city: where, how many rows, the SHA-256 of its bytes."""

    path: str
    rows: int
    sha256: str


@dataclass
class Written:
    """What an export wrote: rows and files by ledger; all empty where the lake held everything already."""

    until: datetime.datetime
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    """The list of each day's or register's folder that was looked at."""

    def add(self, ledger: str, rows: int) -> None:
        """Count a file."""
        self.rows[ledger] = self.rows.get(ledger, 0) + rows
        self.files[ledger] = self.files.get(ledger, 0) + 1


def read_list(root: Path, path: str) -> dict[str, File]:
    """Read the list of a day or a register: the file of each county or city; nothing for no path."""
    told = json.loads((root / path).read_text(encoding="utf-8")) if path else {}
    return {county: File(**file) for county, file in told.items()}


def write_list(root: Path, folder: str, files: dict[str, File]) -> str:
    """Write a list, named by its content, and return its path."""
    text = json.dumps({county: asdict(files[county]) for county in sorted(files)}, indent=0)
    path = f"{folder}/{hashlib.sha256(text.encode()).hexdigest()[:20]}.json"
    if not (root / path).exists():
        write(root / path, text.encode())
    return path


def write_table(root: Path, folder: str, rows: "pa.Table") -> File:
    """Write rows as Parquet, unless the very same file is there."""
    import pyarrow.parquet as pq  # pages that only show what there is do without

    buffer = io.BytesIO()
    pq.write_table(rows, buffer, compression="zstd")
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    path = f"{folder}/{digest[:20]}.parquet"
    if not (root / path).exists():
        write(root / path, content)
    return File(path, rows.num_rows, digest)


def write(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".part")
    made.write_bytes(content)
    made.replace(path)
