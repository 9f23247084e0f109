"""``fangxian work``: says what the rules of reminders say now and sends what waits."""

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
    """Make the reminders that are due and send them; several workers may run, each message goes once."""
    start(database)
    from fangxian.mechanisms.messages import worker

    if at:
        shift_clock(at)

    if once:
        made, arrived = worker.tick()
        typer.echo(f"{made} made, {arrived} arrived")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_told: stop.set())
    worker.run(every, stop)
