"""The worker that says what rules say and sends what waits: once, or over and over (``fangxian work``)."""

import logging
import threading

from django.db import close_old_connections

from fangxian.core import clock
from fangxian.mechanisms.messages.delivering import deliver
from fangxian.mechanisms.messages.models import Worker
from fangxian.mechanisms.messages.planning import plan

logger = logging.getLogger(__name__)


def tick() -> tuple[int, int]:
    """Make the messages that are due now and send what waits; tell how many were made and how many arrived."""
    Worker.objects.update_or_create(pk=1, defaults={"seen_at": clock.now()})
    return plan(), deliver()


def run(every: float, stop: threading.Event) -> None:
    """Tick until told to stop; a tick that fails is logged, and the next one goes on."""
    while not stop.is_set():
        close_old_connections()
        try:
            tick()
        except Exception:
            logger.exception("a tick of the worker failed")
        stop.wait(every)
