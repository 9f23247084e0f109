"""What has to be done when nobody is looking: rules applied, messages said and sent, other systems told, facts
added up.

Round after round by ``fangxian work``; every job may run twice, or in two workers at once, without harm.
"""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from fangxian.drill.worker import play_waiting
from fangxian.lake.actions import run_waiting
from fangxian.lines.reports.actions import apply_rules_everywhere
from fangxian.lines.reports.owed.folding import fold_everywhere as fold_owed
from fangxian.lines.rosters.worker import solve_waiting
from fangxian.mechanisms.figures.tallies.folding import fold
from fangxian.mechanisms.messages.worker import tick
from fangxian.mechanisms.webhooks.sending import tell
from fangxian.uplink.sending import pass_up

logger = logging.getLogger(__name__)

JOBS: tuple[Callable[[], object], ...] = (
    apply_rules_everywhere,
    tick,
    tell,
    fold,
    fold_owed,
    pass_up,
    play_waiting,
    solve_waiting,
    run_waiting,
)


def work() -> int:
    """Do every job once, whatever becomes of the others; return how many failed, which is logged."""
    failed = 0
    for job in JOBS:
        try:
            job()
        except Exception:
            failed += 1
            logger.exception("a job of the worker failed: %s", job.__name__)
    return failed


def run(every: float, stop: threading.Event) -> None:
    """Work round after round, so many seconds between two of them, until told to stop."""
    while not stop.is_set():
        close_old_connections()
        work()
        stop.wait(every)
