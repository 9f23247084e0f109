"""The three writes that exist: open an entry, correct it, void it.

All run inside ``writing()``, which reads the clock after every lock is held, so that instants of versions follow
the order of commits where they concern the same entry, and no commit slips under a watermark.
"""

import copy
import datetime
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import bulk, clock, crypto
from fangxian.core.errors import Conflict, Invalid
from fangxian.core.fields import FOREVER
from fangxian.core.turns import turn
from fangxian.mechanisms.entries.models import Entry, Version
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

V = TypeVar("V", bound=Version)
WATERMARK = 0x46584E47
COLUMNS = ("id", "kind", "response_id", "digest", "created_at")
CHUNK = 500
PAUSE = 0.005
"""Seconds between two looks at who still writes."""
OTHER_CONTENT = gettext_lazy("Another entry was already made under this id: send it under a new one.")


@contextmanager
def writing() -> Iterator[None]:
    """Open a transaction in which entries are written; holds the shared side of the watermark lock.

    On SQLite a writing transaction excludes every other one from its start, so it needs no lock.
    """
    with turn(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WATERMARK])
        yield


def watermark() -> datetime.datetime:
    """Return an instant under which no later commit can slip; call it inside the transaction that freezes it.

    Waits for the writers under way (PostgreSQL), so that everything recorded up to it is committed.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WATERMARK])
    return clock.now()


def settled() -> datetime.datetime:
    """Return an instant under which no later commit can slip, without making any writer wait.

    Waits until whoever was writing when it was read has ended; who begins later reads a later clock. Call it outside
    a transaction that writes.
    """
    if connection.vendor != "postgresql":
        with transaction.atomic():  # begins only after the one writer there may be has ended
            return clock.now()
    now = clock.now()
    before = _writers()
    while before:
        time.sleep(PAUSE)
        before &= _writers()
    return now


def _writers() -> set[str]:
    """Return the transactions of others that hold the shared side of the watermark lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND granted AND pid <> pg_backend_pid()",
            [WATERMARK],
        )
        return {row[0] for row in cursor.fetchall()}


def digest(response: Response, content: str) -> bytes:
    """Return the keyed digest of an entry's content, by which a re-sent entry is told from another."""
    return crypto.token(response.key_owner, f"entry:{content}")


def fresh(response: Response, kind: str, contents: dict[uuid.UUID, str]) -> set[uuid.UUID]:
    """Return the ids not yet entered; those entered with the same content are passed over.

    Raises ``Conflict`` when an id was entered with other content; nothing about that entry is revealed.
    """
    ids = list(contents)
    known = [
        entry
        for start in range(0, len(ids), CHUNK)
        for entry in Entry.objects.filter(id__in=ids[start : start + CHUNK])
    ]
    for entry in known:
        same = entry.kind == kind and entry.response_id == response.id
        if not same or bytes(entry.digest) != digest(response, contents[entry.id]):
            raise Conflict(OTHER_CONTENT)
    return set(contents) - {entry.id for entry in known}


def open_entries(kind: str, versions: Sequence[V], contents: dict[uuid.UUID, str], actor: Actor) -> list[V]:
    """Insert new entries with their first versions; ids already known with the same content are skipped.

    Raises ``Conflict`` for an id with other content, and when somebody else was entering the same just now.
    """
    if not versions:
        return []
    now = clock.now()
    firsts: dict[uuid.UUID, V] = {}
    for version in versions:
        firsts.setdefault(version.entry_id, version)
    try:
        new = _enter(versions[0].response, kind, contents, now)
        chosen = [version for version in firsts.values() if version.entry_id in new]
        _stamp(chosen, actor, now)
        bulk.insert_objects(chosen)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else entered the same at this moment: look at it and send yours again.")
        ) from error
    return chosen


def contents_of(pairs: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    """Return contents by id; raises ``Conflict`` when one list holds an id with two contents."""
    contents: dict[uuid.UUID, str] = {}
    for entry, content in pairs:
        if contents.setdefault(entry, content) != content:
            raise Conflict(OTHER_CONTENT)
    return contents


def _enter(
    response: Response, kind: str, contents: dict[uuid.UUID, str], now: datetime.datetime
) -> set[uuid.UUID]:
    """Insert the entries not yet known and return their ids; a single one is only looked up if it is known."""
    if len(contents) == 1:
        ((entry, content),) = contents.items()
        row = (entry, kind, response.id, digest(response, content), now)
        return {entry} if bulk.insert_new(Entry, COLUMNS, row) else fresh(response, kind, contents)
    new = fresh(response, kind, contents)
    rows = (
        (entry, kind, response.id, digest(response, contents[entry]), now)
        for entry in contents
        if entry in new
    )
    bulk.insert(Entry, COLUMNS, rows)
    return new


def replace(current: V, successor: V, actor: Actor, reason: str) -> V:
    """Close a version and insert its successor with the next number.

    Raises ``Invalid`` without a reason and ``Conflict`` when the version is no longer the current one.
    """
    return replace_all([(current, successor)], actor, [reason])[0]


def replace_all(changes: Sequence[tuple[V, V]], actor: Actor, reasons: Sequence[str]) -> list[V]:
    """Close versions of one kind and insert the successor of each, with a reason each: two statements.

    Raises ``Invalid`` without a reason and ``Conflict`` when one of the versions is no longer the current one.
    """
    if not changes:
        return []
    if not all(reason.strip() for reason in reasons):
        raise Invalid({"reason": _("Say why: a correction is kept with its reason.")})
    now, model = clock.now(), type(changes[0][0])
    keys = [current.pk for current, _successor in changes]
    held = Q(pk=keys[0]) if len(keys) == 1 else Q(bulk.among(model, "id", keys))
    if model._default_manager.filter(held, recorded_to=FOREVER).update(recorded_to=now) != len(keys):
        raise Conflict(_("Somebody else changed this entry meanwhile: look at it again."))
    for (current, successor), reason in zip(changes, reasons, strict=True):
        successor.pk = None
        successor._state.adding = True
        successor.entry_id, successor.number = current.entry_id, current.number + 1
        successor.reason = reason.strip()[:200]
    successors = [successor for _current, successor in changes]
    _stamp(successors, actor, now)
    bulk.insert_objects(successors)
    return successors


def void(current: V, actor: Actor, reason: str) -> V:
    """Close an entry with a reason: it stays readable as it was known, and counts nowhere from now on."""
    successor = copy.copy(current)
    successor.voided = True
    return replace(current, successor, actor, reason)


def _stamp(versions: Sequence[Version], actor: Actor, now: datetime.datetime) -> None:
    for version in versions:
        version.recorded_from, version.recorded_to = now, FOREVER
        version.recorded_by_id, version.channel = actor.id, actor.channel
