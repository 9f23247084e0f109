"""`report-post`: one report over HTTP, against a plain Django view in the same process of the same server.

Both are asked in turns, so that whatever else the machine does meets both alike.
"""

import datetime
import http.client
import json
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from benchmarks.measuring import Result, seconds
from benchmarks.serving import served
from benchmarks.world import CITY, LINES, World, build
from fangxian.core import clock
from fangxian.core.ids import new_id
from fangxian.lines.reports.ledger import zeros
from fangxian.trees.bodies.models import Body
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role

CLIENTS = (1, 4, 8)
ROUNDS = 4
DAYS = 40
LEAST = 0.6
WAIT = 60


def measure(n: int) -> list[Result]:
    """Send `n` reports to each view for each number of clients."""
    started_at = clock.now() - datetime.timedelta(days=DAYS + 1)
    world = build([f"{CITY}02001001"], units=n // 10 + 1, started_at=started_at)
    token = _token(world)
    reports = _reports(world)
    plain, ours = f"/api/plain/reports?response={world.response.id}", "/api/v1/reports"
    with served("--workers", "1") as port:
        for path in (plain, ours):
            _send(port, path, token, list(islice(reports, 8)), 4)
        return [_compared(port, token, reports, clients, n, plain, ours) for clients in CLIENTS]


def _compared(
    port: int, token: str, reports: Iterator[bytes], clients: int, n: int, plain: str, ours: str
) -> Result:
    took = {plain: 0.0, ours: 0.0}
    share = max(n // ROUNDS, clients)
    for _round in range(ROUNDS):
        for path in took:
            part = list(islice(reports, share))
            took[path] += seconds(partial(_send, port, path, token, part, clients))
    sent = share * ROUNDS
    detail = {"per_second": sent / took[ours], "plain_per_second": sent / took[plain]}
    return Result(
        f"report-post {clients} clients",
        took[plain] / took[ours],
        sent,
        bound=LEAST,
        sense="min",
        detail=detail,
    )


def _token(world: World) -> str:
    account = people.create_account(SYSTEM, name="robot", is_service=True)
    committee = Body.objects.get(code="committee")
    for position in committee.positions.all():
        people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, body=committee, line=position.line)
    return people.issue_token(SYSTEM, account, "measured", ["reports.file"])


def _reports(world: World) -> Iterator[bytes]:
    today = datetime.date.today()  # noqa: DTZ011 - any recent days do
    days = [today - datetime.timedelta(days=1 + number) for number in range(DAYS)]
    for day, line in product(days, LINES):
        for body in world.bodies[line]:
            sent = {"id": str(new_id()), "body": body.code, "line": line, "day": day.isoformat()}
            yield json.dumps(sent | {"numbers": zeros()}).encode()


def _send(port: int, path: str, token: str, reports: Sequence[bytes], clients: int) -> None:
    """Send reports by some clients at once, each over one connection; raises when one is refused."""
    refused: list[str] = []
    threads = [
        threading.Thread(target=_client, args=(port, path, token, reports[number::clients], refused))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise RuntimeError(refused[0])


def _client(port: int, path: str, token: str, reports: Sequence[bytes], refused: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        for report in reports:
            connection.request("POST", path, report, headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 201:
                refused.append(f"{path} {answer.status} {body[:300]!r}")
                return
    except OSError as error:
        refused.append(repr(error))
    finally:
        connection.close()
