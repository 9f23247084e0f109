"""Waiting drills are played by a process each, since a drill sets the clock of the process that plays it."""

import subprocess
import sys

from fangxian.drill.models import Drill


def play_waiting() -> int:
    """Begin to play every drill that waits, and tell how many; one that two workers begin is played once."""
    waiting = Drill.objects.filter(state=Drill.State.WAITING).values_list("pk", flat=True)
    started = [[sys.executable, "-m", "fangxian.cli", "drill", "--play", str(key)] for key in waiting]
    for command in started:
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program, by an id of ours
    return len(started)
