"""Report, correct and void an arrival: the writes of one side (M5)."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.lines.arrivals.actions.access import PERMISSION, own_report
from fangxian.lines.arrivals.actions.deciding import withdraw_disclaimers
from fangxian.lines.arrivals.actions.versions import body_paths, refer, seal_version, version_of, write_keys
from fangxian.lines.arrivals.inputs import Arrival, check
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Side
from fangxian.lines.arrivals.reaching import Keys, chunks, connected
from fangxian.lines.arrivals.reconciling import lock, reconcile
from fangxian.lines.arrivals.sweeping import Progress
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

KIND = "arrival"
PART = 5_000
"""How many arrivals are held in memory at once with all that is made of them."""


def report(
    actor: Actor, response: Response, arrivals: Sequence[Arrival], progress: Progress | None = None
) -> list[ArrivalReport]:
    """Declare or register arrivals, one or many; those already entered with the same content are skipped.

    Raises ``Invalid`` by field, ``Forbidden``/``Missing`` outside the actor's scope, ``Conflict`` when an id
    holds other content; then nothing of the list is written. ``progress`` is told of the reconciliation, which
    comes once for all of them: how many of how many reports are done.
    """
    paths = body_paths(arrivals)
    for arrival in arrivals:
        check(arrival, response)
        _must(actor, arrival, paths)
    new: list[ArrivalReport] = []
    keys: dict[uuid.UUID, Keys] = {}
    with entries.writing():
        for part in chunks(arrivals, PART):
            entered, keys = _enter(actor, response, part, paths)
            new += entered
        if new:
            known = keys if len(arrivals) <= PART else None
            reconcile(response, [version.entry_id for version in new], known, progress)
            refer(new, actor)
            subject = new[0].entry_id if len(new) == 1 else ""
            trail.record(
                actor, trail.Kind.WRITE, f"arrivals.{new[0].side}", response=response.id, subject=subject,
                count=len(new),
            )  # fmt: skip
    return new


def correct(actor: Actor, entry_id: uuid.UUID, arrival: Arrival, reason: str) -> ArrivalReport:
    """Replace what one side reported; only that side may, and only with a reason."""
    current = own_report(actor, entry_id)
    response = current.response
    paths = body_paths([arrival])
    check(arrival, response)
    if arrival.side != current.side:
        raise Invalid({"side": _("A declaration stays a declaration.")})
    _must(actor, arrival, paths)
    successor = version_of(arrival, response, paths)
    successor.entry_id, successor.reported_at = entry_id, current.reported_at
    sealed = seal_version(successor, response, arrival)
    with entries.writing():
        former = list(MatchKey.objects.filter(entry=entry_id).values_list("value", flat=True))
        lock(response, [*(bytes(value) for value in former), *(value for _kind, value in sealed.keys)])
        touched = connected([entry_id])
        entries.replace(current, successor, actor, reason)
        MatchKey.objects.filter(entry=entry_id).delete()
        write_keys({entry_id: sealed.keys})
        if successor.path != current.path:
            withdraw_disclaimers(actor, entry_id, _("the declaration names another community now"))
        reconcile(response, touched)
        refer([successor], actor)
        trail.record(actor, trail.Kind.WRITE, "arrivals.correct", response=response.id, subject=entry_id)
    return successor


def void(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Take a report back with a reason; it stays readable as known then."""
    current = own_report(actor, entry_id)
    with entries.writing():
        values = MatchKey.objects.filter(entry=entry_id).values_list("value", flat=True)
        lock(current.response, [bytes(value) for value in values])
        touched = connected([entry_id])
        entries.void(current, actor, reason)
        MatchKey.objects.filter(entry=entry_id).delete()
        withdraw_disclaimers(actor, entry_id, _("the report was taken back"))
        reconcile(current.response, touched)
        trail.record(actor, trail.Kind.WRITE, "arrivals.void", response=current.response_id, subject=entry_id)


def _enter(
    actor: Actor, response: Response, arrivals: Sequence[Arrival], paths: dict[tuple[uuid.UUID, str], str]
) -> tuple[list[ArrivalReport], dict[uuid.UUID, Keys]]:
    """Write arrivals that were checked; returns those that are new, and their keys."""
    versions = [version_of(arrival, response, paths) for arrival in arrivals]
    seals = [
        seal_version(version, response, arrival) for version, arrival in zip(versions, arrivals, strict=True)
    ]
    lock(response, [value for sealed in seals for _kind, value in sealed.keys])
    for version in versions:
        version.reported_at = clock.now()
    contents = entries.contents_of((arrival.id, arrival.content) for arrival in arrivals)
    new = entries.open_entries(KIND, versions, contents, actor)
    ids = {version.entry_id for version in new}
    keys: dict[uuid.UUID, Keys] = {
        v.entry_id: s.keys for v, s in zip(versions, seals, strict=True) if v.entry_id in ids
    }
    write_keys(keys)
    return new, keys


def _must(actor: Actor, arrival: Arrival, paths: dict[tuple[uuid.UUID, str], str]) -> None:
    if arrival.side == Side.COMMUNITY:
        actor.must(PERMISSION[Side.COMMUNITY], place=arrival.place.path)
    elif arrival.body:
        path = paths.get((arrival.body.id, arrival.line), "")
        if not path:
            raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": arrival.body}})
        actor.must(PERMISSION[Side.UNIT], line=arrival.line, body=path)
