"""Sent by the worker: packages are made round after round, and each is sent until it has its receipt.

One that the node above refuses for what it says is set aside until somebody sends it again: it holds back no other.
"""

import datetime
import json
from typing import Any

from django.db import transaction
from django.db.models import F

from fangxian.core import clock, crypto
from fangxian.uplink import packing, queries
from fangxian.uplink.calling import NotSent, call
from fangxian.uplink.models import Package, Refusal, Upstream
from fangxian.uplink.receiving import RECEIPT

Code = Refusal.Code
MINUTE = datetime.timedelta(minutes=1)
PAUSES = [MINUTE * minutes for minutes in (1, 2, 5, 15, 30)]
"""After the first failure, the second, …: whoever cannot be reached is asked less and less often."""
OF_THE_PACKAGE = {
    Code.MALFORMED,
    Code.RESPONSE,
    Code.TERRITORY,
    Code.OTHER_CONTENT,
    Code.TAMPERED,
    "413",
    "422",
}
"""Refusals of what a package says; any other concerns the link, and the next package would fare no better."""
LEASE = 10 * MINUTE
"""So long one process has an upstream to itself; whoever was killed is followed after it."""


def pass_up() -> int:
    """Make the packages that are due and send what waits; return how many receipts came. Never raises for a node."""
    now = clock.now()
    live = Upstream.objects.filter(ended_at=None).select_related("place", "response")
    for upstream in live.filter(next_round__lte=now):
        if _claimed(upstream, "next_round", now + MINUTE * upstream.minutes):
            packing.make(upstream)
    return sum(deliver(upstream) for upstream in live.filter(next_at__lte=now))


def send_now(upstream: Upstream, *, every_day: bool = False) -> int:
    """Make a round of packages and send everything that waits, whatever the hour; return how many receipts came."""
    packing.make(upstream, every_day=every_day)
    return deliver(upstream)


def deliver(upstream: Upstream) -> int:
    """Send what has no receipt, the oldest first, until the node above is not reached; return how many were taken."""
    waiting = queries.waiting(upstream)
    if not waiting.exists() or not _claimed(upstream, "next_at", clock.now() + LEASE):
        return 0
    taken = 0
    for key in waiting.values_list("pk", flat=True):
        outcome = _send(upstream, Package.objects.get(pk=key))
        if outcome in OF_THE_PACKAGE:
            Package.objects.filter(pk=key).update(set_aside_at=clock.now())
        elif outcome:
            _failed(upstream, outcome)
            return taken
        else:
            taken += 1
        Upstream.objects.filter(pk=upstream.pk).update(next_at=clock.now() + LEASE)
    Upstream.objects.filter(pk=upstream.pk).update(failures=0, outcome="", next_at=clock.now())
    return taken


def _send(upstream: Upstream, package: Package) -> str:
    """Send one package and keep its receipt; return why it was not taken, or nothing."""
    Package.objects.filter(pk=package.pk).update(attempts=F("attempts") + 1)
    try:
        receipt, signature = call(upstream, "packages", bytes(package.body))
        told = _understood(upstream, package, receipt)
    except NotSent as failure:
        Package.objects.filter(pk=package.pk).update(outcome=failure.outcome)
        return failure.outcome
    with transaction.atomic():
        Package.objects.filter(pk=package.pk).update(
            receipt=receipt, receipt_signature=signature, receipt_key=upstream.upper_key,
            taken_at=clock.now(), outcome="",
        )  # fmt: skip
        _learn(upstream, told)
    return ""


def _understood(upstream: Upstream, package: Package, receipt: bytes) -> dict[str, Any]:
    """Return what a receipt says; raises ``NotSent`` unless it is for this very package."""
    told: dict[str, Any] = json.loads(receipt)
    asked = (upstream.node.hex, package.sequence, package.digest)
    if (told.get("node"), told.get("sequence"), told.get("digest")) != asked:
        raise NotSent("receipt")
    return told


def _learn(upstream: Upstream, told: dict[str, Any]) -> None:
    """Take over what was agreed anew, and the key that signs from now on, which must have signed itself."""
    if agreement := told.get("agreement"):
        upstream.depth, upstream.minutes = agreement["depth"], agreement["minutes"]
        upstream.measures = agreement["measures"]
    if key := told.get("key"):
        public = str(key["public"])
        if crypto.is_signed(bytes.fromhex(public), bytes.fromhex(key["proof"]), RECEIPT + public.encode()):
            upstream.upper_key = public
    if agreement or key:
        upstream.save(update_fields=["depth", "minutes", "measures", "upper_key"])


def _failed(upstream: Upstream, outcome: str) -> None:
    pause = PAUSES[min(upstream.failures, len(PAUSES) - 1)]
    upstream.failures += 1
    Upstream.objects.filter(pk=upstream.pk).update(
        failures=upstream.failures, outcome=outcome, next_at=clock.now() + pause
    )


def _claimed(upstream: Upstream, name: str, until: datetime.datetime) -> bool:
    """Take an upstream for this process alone; another that read it before comes too late."""
    mine = Upstream.objects.filter(pk=upstream.pk, **{name: getattr(upstream, name)})
    return bool(mine.update(**{name: until}))
