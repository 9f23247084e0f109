"""`python -m tests.replica.story`: a county files while its figures are read from a standby; prints what was seen.

The environment names the main database, the standby and the audit trail. Each line is JSON: a step, what the figures
say, what the main database's facts say, and how many statements the standby answered.
"""

import datetime
import json
from time import sleep

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from fangxian.conftest import BEGAN, World, make_world  # noqa: E402
from fangxian.core import clock, databases, replica  # noqa: E402
from fangxian.core.clock import SimulatedClock  # noqa: E402
from fangxian.lines.reports.models import DailyReport  # noqa: E402
from fangxian.mechanisms.figures import registry  # noqa: E402
from fangxian.mechanisms.figures.answers import answers  # noqa: E402
from fangxian.mechanisms.figures.questions import ask  # noqa: E402

NOON = datetime.timedelta(hours=4)
"""From eight to twelve: the cut-off has passed."""


def main() -> None:
    """Tell the story: following, stopped in its tracks, going on, gone."""
    databases.migrate()
    time = SimulatedClock(BEGAN.astimezone(datetime.UTC))
    with clock.use(time):
        world = make_world(time)
        time.advance(NOON)
        world.file("audit-office")
        wait_for_the_standby()
        tell("follows", world)
        world.file("archives")
        wait_for_the_standby()
        tell("follows", world)
        on_the_standby("SELECT pg_wal_replay_pause()")
        world.file("statistics")
        tell("stands still", world)
        on_the_standby("SELECT pg_wal_replay_resume()")
        wait_for_the_standby()
        tell("goes on", world)
        connections[replica.REPLICA].close()
        settings.DATABASES[replica.REPLICA]["HOST"] = connections[replica.REPLICA].settings_dict["HOST"] = (
            "/nowhere"
        )
        world.file("meteorology")
        tell("is gone", world)


def tell(step: str, world: World) -> None:
    """Print what the figures say, and which server said it."""
    standby = connections[replica.REPLICA]
    standby.force_debug_cursor = True
    before = len(standby.queries)
    (filed,) = answers(ask(world.response), [registry.measure("reports.filed")])
    asked = [query["sql"] for query in standby.queries[before:] if "replay" not in query["sql"]]
    stored = DailyReport.objects.using("default").count()
    print(json.dumps({"step": step, "figure": filed.total.value, "stored": stored, "standby": len(asked)}))


def wait_for_the_standby() -> None:
    """Wait, on a machine of any speed, until the standby knows everything."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        ((written,),) = cursor.fetchall()
    with connections[replica.REPLICA].cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
            if cursor.fetchall() == [(True,)]:
                return
            sleep(replica.PAUSE)


def on_the_standby(statement: str) -> None:
    """Say something to the standby itself."""
    with connections[replica.REPLICA].cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
