"""Where the files of a lake lie: ``<ledger>/response=<id>/day=<date>/county=<code>/<digest>.parquet``.

Each file holds every column itself, so the folders are for people, and for programs that prune by them.
"""

NOWHERE = "none"
"""The county of rows whose path is shorter than a county's: those of a province or a city itself keep their path."""


def folder(ledger: str, response: object, day: str) -> str:
    """Return the folder of a ledger's day."""
    return f"{ledger}/response={response}/day={day}"
