"""Reports in the tables as an import leaves them, but for their reconciliation: two million within minutes.

Keys and tokens are those of the product's own functions, made in processes beside this one. What matching never reads
(sealed fields, digests, details of the journey) has the values of one real report in every row: making them is an
import's work. Indexes are made anew when all rows are in, and the tables are left as they are a minute later, when
PostgreSQL has gone through them (VACUUM): for the pass as for the join that it is compared with.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, cast
from uuid import UUID

import django
from django.db import connection, models, transaction

from benchmarks.people import Entry as Stated
from benchmarks.world import World
from fangxian.core import bulk, clock, crypto
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.actions.versions import due_at, seal_version, version_of
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey
from fangxian.lines.arrivals.rules.tokens import seal
from fangxian.lines.arrivals.sealing import identifiers
from fangxian.mechanisms.entries.models import Entry
from fangxian.trees.bodies.models import Body, Position

PROCESSES = 2
AHEAD = 4
BLOCK = 2_000
COLUMNS = (
    "entry_id", "side", "path", "body_id", "line_id", "body_path", "id_valid", "arrived_on", "happened_at", "due_at",
    "name_token", "id_token", "phone_token", "building_token", "address_token",
)  # fmt: skip
TOKENS = ("name", "id_number", "phone", "building", "address")
Row = tuple[Any, ...]
Paths = dict[tuple[UUID, str], str]
Numbered = tuple[Stated, int]


def enter(world: World, stated: Iterable[Numbered]) -> int:
    """Enter what is stated (each with the number of its person), and return how many reports that makes."""
    left, count = iter(stated), 0
    first = next(left)
    arrival = _arrival(world, first)
    entries, reports = _alike(world, arrival)
    make = partial(_rows, pickle.dumps((world, _paths(world))))
    with _quickly(Entry, ArrivalReport, MatchKey), transaction.atomic():
        for rows, keys in _ahead(make, _blocks(chain([first], left))):
            bulk.insert_alike(Entry, ("id",), [row[:1] for row in rows], entries)
            bulk.insert_alike(ArrivalReport, COLUMNS, rows, reports)
            bulk.insert_alike(MatchKey, ("entry_id", "kind", "value"), keys, {})
            count += len(rows)
    return count


def _arrival(world: World, numbered: Numbered) -> Arrival:
    stated, person = numbered
    return world.arrivals([stated], {stated.id: person})[0]


def _paths(world: World) -> Paths:
    """Return where each body stands in its line."""
    rows = Position.objects.filter(valid_to=None).values_list("body", "line", "path")
    return {(body, line): path for body, line, path in rows}


def _alike(world: World, arrival: Arrival) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what all entries, and all reports, have in common: what the first has."""
    version = version_of(arrival, world.response, {})
    seal_version(version, world.response, arrival)
    now = clock.now()
    stamp = {"recorded_from": now, "recorded_to": FOREVER, "reported_at": now, "recorded_by_id": world.account.pk,
             "channel": world.actor.channel}  # fmt: skip
    reports = {
        field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields
        if field.attname not in ("id", *COLUMNS)
    }  # fmt: skip
    digest = crypto.token(world.response.key_owner, "measured")
    entries = {"kind": "arrival", "response_id": world.response.id, "digest": digest, "created_at": now}
    return _plain(entries), _plain(reports | stamp)


def _plain(shared: dict[str, Any]) -> dict[str, Any]:
    """Return shared values with bytes as PostgreSQL reads them from a text."""
    if connection.vendor != "postgresql":
        return shared
    return {name: rf"\x{one.hex()}" if isinstance(one, bytes) else one for name, one in shared.items()}


@cache
def _opened(known: bytes) -> tuple[World, Paths]:
    """Return what all rows need; a process opens it once, and not with every block."""
    return cast("tuple[World, Paths]", pickle.loads(known))  # noqa: S301 - this program's own


def _rows(known: bytes, block: list[Numbered]) -> tuple[list[Row], list[Row]]:
    """Return the rows of some reports, and those of their match keys, as ``insert_alike`` takes them."""
    world, paths = _opened(known)
    key, octets = bulk.keys(), bulk.octets()
    written: Callable[[Any], str] = cache(lambda at: str(connection.ops.adapt_datetimefield_value(at)))
    reports, keys = [], []
    for numbered in block:
        arrival = _arrival(world, numbered)
        day, own = arrival.arrived_at.date(), key(str(arrival.id))
        named = identifiers(arrival.person, arrival.place.path[:12], day)
        sealed = seal(named, partial(crypto.token, world.response.key_owner))
        due = due_at(world.response, arrival.side, arrival.arrived_at, time_stated=True)
        body = cast("Body", arrival.body).id
        tokens = [token and octets(token) for token in map(sealed.fields.get, TOKENS)]
        reports.append(
            (own, arrival.side.value, arrival.place.path, key(str(body)), arrival.line,
             paths[body, arrival.line], named.id_valid, str(day), written(arrival.arrived_at), written(due), *tokens)
        )  # fmt: skip
        keys += [(own, kind, octets(value)) for kind, value in sorted(sealed.keys)]
    return reports, keys


def _ahead(make: Callable[[Any], Any], blocks: Iterable[list[Numbered]]) -> Iterator[Any]:
    """Yield what is made of each block, in order, while others make what comes next."""
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), django.setup) as pool:
        waiting: deque[Future[Any]] = deque()
        for block in blocks:
            waiting.append(pool.submit(make, block))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _blocks(numbered: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    left = iter(numbered)
    while block := list(islice(left, BLOCK)):
        yield block


@contextmanager
def _quickly(*tables: type[models.Model]) -> Iterator[None]:
    """Make indexes when all rows are there; PostgreSQL checks no foreign keys meanwhile."""
    with bulk.indexed_afterwards(*tables), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"{'VACUUM ' if connection.vendor == 'postgresql' else ''}ANALYZE {table._meta.db_table}"
            )
