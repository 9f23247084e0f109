"""Packages made here for the node above: one for each day whose figures changed, one that says so when none did."""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone

from fangxian.mechanisms.entries.actions import settled
from fangxian.mechanisms.figures.questions import MOST_DAYS
from fangxian.mechanisms.forms import catalogue
from fangxian.trees.places.models import Kind
from fangxian.uplink.collecting import Collected, Part, agreed, collect
from fangxian.uplink.guarding import lasting, together
from fangxian.uplink.models import Package, Upstream
from fangxian.uplink.rules.packages import FORMAT, Content, Origin, canonical, digest

DAY = datetime.timedelta(days=1)
SWEEP = datetime.timedelta(hours=6)
"""So often past days are looked through for corrections; today and yesterday in every round."""


def make(upstream: Upstream, *, every_day: bool = False) -> list[Package]:
    """Make the packages of a round: each day whose figures are no longer those sent last, oldest first."""
    as_of = settled()
    every_day = every_day or upstream.swept_at is None or as_of - upstream.swept_at >= SWEEP
    made = [
        package
        for day in _days(upstream, as_of, every_day=every_day)
        if (package := _package_of(upstream, day, as_of))
    ]
    if not made:
        made = [_keep(upstream, None, as_of, "", Collected([], [], {}))]
    if every_day:
        Upstream.objects.filter(pk=upstream.pk).update(swept_at=as_of)
    return made


def agreement(upstream: Upstream) -> str:
    """Return the digest of what was agreed, by which the node above sees whether we know its latest wish."""
    return agreement_digest(upstream.depth, upstream.minutes, upstream.measures)


def agreement_digest(depth: str, minutes: int, measures: list[str]) -> str:
    """Return the digest of an agreement."""
    return hashlib.sha256(canonical([str(depth), minutes, sorted(measures)])).hexdigest()


def _package_of(upstream: Upstream, day: datetime.date, as_of: datetime.datetime) -> Package | None:
    measures = agreed(upstream.measures)
    held, before = _last_of(upstream, day), _last_of(upstream, day - DAY)
    closed = together(held.closed if held else {}, lasting(before.closed if before else {}, measures))
    part = Part(upstream.response, upstream.place, Kind(upstream.depth), day, as_of, measures, closed)
    found = collect(part, 0)
    forms = {form.code: form.number for form in catalogue.forms_on(day)}
    content = digest(canonical([forms, [(each.place, each.digest) for each in found.origins], found.series]))
    if held and held.upstream_id == upstream.pk and held.content == content:
        return None
    return _keep(upstream, day, as_of, content, found, forms)


def _last_of(upstream: Upstream, day: datetime.date) -> Package | None:
    """Return the latest package of a day, be it for this node above or for one before it."""
    rows = Package.objects.filter(upstream__response=upstream.response_id, day=day).defer("body")
    return rows.order_by("-as_of", "-pk").first()


@transaction.atomic
def _keep(
    upstream: Upstream,
    day: datetime.date | None,
    as_of: datetime.datetime,
    content: str,
    found: Collected,
    forms: dict[str, int] | None = None,
) -> Package:
    """Number a package and keep it until its receipt has come."""
    held = Upstream.objects.select_for_update().get(pk=upstream.pk)
    sequence = held.last_sequence + 1
    own = Origin(upstream.place.code, sequence, "", as_of)
    told = Content(
        FORMAT, upstream.node.hex, sequence, upstream.response_code, agreement(upstream), day, as_of,
        forms or {}, [own, *found.origins[1:]], found.series,
    )  # fmt: skip
    body = canonical(told)
    Upstream.objects.filter(pk=upstream.pk).update(last_sequence=sequence)
    return Package.objects.create(
        upstream=upstream, sequence=sequence, day=day, as_of=as_of, content=content, digest=digest(body),
        body=body, figures=sum(len(each.cells) for each in found.series), closed=found.closed,
    )  # fmt: skip


def _days(upstream: Upstream, as_of: datetime.datetime, *, every_day: bool) -> list[datetime.date]:
    """Return the days of a round, oldest first: today and yesterday, or all back to the response's start."""
    response = upstream.response
    last = timezone.localdate(min(as_of, response.ended_at) if response.ended_at else as_of)
    first = max(timezone.localdate(response.started_at), last - DAY * (MOST_DAYS - 1))
    if not every_day:
        first = max(first, timezone.localdate(as_of) - DAY)
    return [first + DAY * number for number in range((last - first).days + 1)]
