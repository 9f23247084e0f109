"""Waiting rosters are solved by a process each, so that no request and no other job waits for it (M10)."""

import subprocess
import sys
import time
import uuid

from fangxian.core import clock
from fangxian.lines.rosters import actions
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.solving.telling import Step

EVERY = 1.0


def solve_waiting() -> int:
    """Begin to solve every roster that waits, and tell how many; one that two workers begin is solved once."""
    waiting = Roster.objects.filter(state=Roster.State.WAITING).values_list("pk", flat=True)
    started = [[sys.executable, "-m", "fangxian.cli", "roster", str(key)] for key in waiting]
    for command in started:
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program, by an id of ours
    return len(started)


class Watcher:
    """Writes how far a roster is, at most once a second, and hears there whether somebody cancelled it."""

    def __init__(self, key: uuid.UUID) -> None:
        self.key, self.cancelled, self._next = key, False, 0.0

    def tell(self, step: Step) -> None:
        """Write what is being done, what share of it is done, and how far from the best it is at most."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            Roster.objects.filter(pk=self.key).update(
                stage=step.phase, share=round(100 * step.share), result={"gap": step.gap}
            )
            self.cancelled = Roster.objects.filter(pk=self.key, cancelled=True).exists()

    def stop(self) -> bool:
        """Tell whether it was cancelled."""
        return self.cancelled


def solve_one(key: uuid.UUID) -> Roster | None:
    """Solve a waiting roster; None when another process has it. What goes wrong is kept as broken off."""
    roster = actions.claim(key)
    if roster is None:
        return None
    watcher = Watcher(key)
    try:
        return actions.run(roster, watcher.tell, watcher.stop)
    except Exception:
        Roster.objects.filter(pk=key).update(state=Roster.State.BROKEN, ended_at=clock.now())
        raise
