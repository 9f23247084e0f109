"""One round of the worker: what rules say now becomes messages, and what waits is sent."""

from fangxian.core import clock
from fangxian.mechanisms.messages.delivering import deliver
from fangxian.mechanisms.messages.models import Worker
from fangxian.mechanisms.messages.planning import plan


def tick() -> tuple[int, int]:
    """Make the messages that are due now and send what waits; tell how many were made and how many arrived."""
    Worker.objects.update_or_create(pk=1, defaults={"seen_at": clock.now()})
    return plan(), deliver()
