"""A process of its own that files a file in small batches, and says each time that one is committed.

Its arguments are the file, the folder of keys and an instant; databases and settings come by the environment.
"""

import datetime
import sys
from pathlib import Path

import django

BATCH = 10


def main() -> None:
    """File every line."""
    django.setup()
    from django.conf import settings

    from fangxian.core import clock
    from fangxian.core.clock import SimulatedClock
    from fangxian.lines.reports.bulk import file_lines
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.trees.responses.models import Response

    file, keys, instant = sys.argv[1:]
    settings.FANGXIAN_KEYS_DIR = Path(keys)
    clock.install(SimulatedClock(datetime.datetime.fromisoformat(instant)))
    lines = Path(file).read_bytes().split(b"\n")
    for results in file_lines(SYSTEM, Response.objects.get(), lines, most=BATCH):
        sys.stdout.write(",".join(result.status.value for result in results) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
