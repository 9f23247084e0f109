"""``fangxian work``: what has to be done when nobody is looking, once or round after round."""

import signal
import threading
from datetime import datetime
from typing import Annotated

import typer

from fangxian.cli.service import shift_clock
from fangxian.cli.setup import Database, start

Option = typer.Option


def work(
    once: Annotated[bool, Option("--once", help="One round, for a timer; else round after round.")] = False,
    every: Annotated[float, Option(help="Seconds between two rounds.", min=1)] = 20,
    at: Annotated[
        datetime | None, Option(help="Let the clock begin here (drills; local settings only).")
    ] = None,
    database: Database = "",
) -> None:
    """Apply who owes what, say and send reminders, tell other systems; several workers may run, each goes out once."""
    start(database)
    from fangxian.command import work as worker

    if at:
        shift_clock(at)
    if once:
        raise typer.Exit(1 if worker.work() else 0)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_told: stop.set())
    worker.run(every, stop)
