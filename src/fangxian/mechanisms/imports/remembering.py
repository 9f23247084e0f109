"""Mappings that people confirmed: a sender's own, else that of whoever stands above him, else everybody's (M5, M8)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Missing
from fangxian.mechanisms.imports.carrying import HALF, Changes, alike, carried, keys_of
from fangxian.mechanisms.imports.header import Table
from fangxian.mechanisms.imports.kinds import ImportKind
from fangxian.mechanisms.imports.mapping import Mapping, guess
from fangxian.mechanisms.imports.models import ImportRun, RememberedMapping
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.paths import ancestors

RUN = "imports.run"
STEP = 4
"""Characters of a body's path a level."""
LATEST = 50
MOST = 200


def understood(kind: ImportKind, run: ImportRun, table: Table) -> dict[str, Any]:
    """Return the mapping of a table as a run keeps it: confirmed before, carried over from a like one, or guessed."""
    guessed = guess(table.headers, table.samples, kind.fields())
    known = list(_known(kind.code, run)[:LATEST])
    own = next((one for one in known if one.fingerprint == guessed.fingerprint), None)
    if own:
        confirmed = Mapping(own.mapping.columns, own.fingerprint)
        return confirmed.to_json() | {"changes": Changes(known=True).to_json()}
    keys = keys_of(table.headers)
    scored = [(alike(keys, one.keys, one.mapping.columns), one) for one in known if one.keys]
    best = max((score for score, _one in scored), default=0.0)
    if best < HALF:
        return guessed.to_json()
    like = next(one for score, one in scored if score == best)
    mapping, changes = carried(table.headers, like.keys, like.mapping.columns, guessed)
    return mapping.to_json() | {"changes": changes.to_json()}


def remember(
    actor: Actor, run: ImportRun, mapping: Mapping, headers: Sequence[str], *, used: bool = False
) -> None:
    """Keep a mapping that somebody confirmed for the sender of a run; ``used`` counts an import by it."""
    sender = {"body": run.body, "line_id": run.line_id, "place": None if run.body else run.place}
    found, new = RememberedMapping.objects.get_or_create(
        kind=run.kind, fingerprint=mapping.fingerprint, **sender,
        defaults={"columns": {}, "body_path": run.body_path, "path": run.path},
    )  # fmt: skip
    columns = mapping.to_json()["columns"]
    if new or found.columns != columns:
        found.columns, found.keys = columns, keys_of(headers)
        found.confirmed_at, found.confirmed_by_id = clock.now(), actor.id
        found.save()
    if used:
        times = RememberedMapping.objects.filter(pk=found.pk)
        times.update(used=F("used") + 1, used_at=clock.now())


def remembered(actor: Actor, kinds: Sequence[ImportKind]) -> QuerySet[RememberedMapping]:
    """Return the mappings of the senders for whom an actor may send, the latest confirmed first."""
    condition = Q(pk__in=[])
    for kind in kinds:
        scope = actor.scope(kind.permission)
        condition |= Q(kind=kind.code) & (
            scope.body_q() | Q(body=None, place__isnull=False) & scope.place_q()
        )
    rows = RememberedMapping.objects.filter(condition)
    return rows.select_related("body", "line", "place", "confirmed_by").order_by("-confirmed_at", "-pk")


def forget(actor: Actor, kinds: Sequence[ImportKind], mapping_id: int) -> None:
    """Forget a mapping: the next sheet with this header is guessed anew. Raises ``Missing``."""
    found = remembered(actor, kinds).filter(pk=mapping_id).first()
    if found is None:
        raise Missing(_("There is no such mapping, or it lies outside your area."))
    with transaction.atomic():
        RememberedMapping.objects.filter(pk=mapping_id).delete()
        trail.record(actor, trail.Kind.WRITE, "imports.forget", subject=mapping_id, import_kind=found.kind)


def _known(kind: str, run: ImportRun) -> QuerySet[RememberedMapping]:
    """Return the mappings that hold for a sender: the nearest first, the latest first among equals."""
    everybody = Q(body=None, place=None)
    if run.body_id:
        above = [run.body_path[:end] for end in range(STEP, len(run.body_path) + 1, STEP)]
        concerned = Q(line=run.line_id, body_path__in=above)
    else:
        concerned = Q(body=None, path__in=[*ancestors(run.path), run.path], place__isnull=False)
    rows = RememberedMapping.objects.filter(concerned | everybody, kind=kind)
    return rows.order_by("-body_path", "-path", "-confirmed_at")
