"""``fangxian roster``: a roster that waits is solved (the worker calls this)."""

import uuid
from typing import Annotated

import typer

from fangxian.cli.setup import Database, start


def roster(
    key: Annotated[str, typer.Argument(help="Id of a roster that waits.")],
    database: Database = "",
) -> None:
    """Solve a roster that waits; ends with 1 when another process has taken it."""
    start(database)
    from fangxian.lines.rosters.worker import solve_one

    if solve_one(uuid.UUID(key)) is None:
        raise typer.Exit(1)
