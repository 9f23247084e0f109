"""Scoped reads: the nodes below, the node above, packages, and the figures that came."""

import uuid

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response
from fangxian.uplink.models import Node, Package, Received, Upstream
from fangxian.uplink.rules.states import Seen

VIEW = "uplink.view"
PAGE = 50


def nodes(actor: Actor, response: Response) -> QuerySet[Node]:
    """Return the nodes below in the actor's part, live ones first, each with its last receipt and refusals."""
    rows = Node.objects.filter(actor.scope(VIEW).place_q("place__path"), response=response)
    return (
        rows.select_related("place")
        .annotate(last_day=Max("received__day"))
        .order_by("revoked_at", "place__path")
    )


def live(actor: Actor, response: Response) -> QuerySet[Node]:
    """Return the nodes below in the actor's part that are paired and not revoked."""
    rows = Node.objects.filter(actor.scope(VIEW).place_q("place__path"), response=response)
    return rows.filter(revoked_at=None, paired_at__isnull=False).select_related("place")


def refusals(rows: list[Node]) -> dict[uuid.UUID, int]:
    """Return how many calls of each node were refused."""
    found = Node.objects.filter(pk__in=[row.pk for row in rows]).annotate(n=Sum("refusals__count"))
    return {row.pk: row.n or 0 for row in found}


def node(actor: Actor, node_id: uuid.UUID, permission: str = VIEW, *, lock: bool = False) -> Node:
    """Return a node below; raises ``Missing``, and ``Forbidden`` without the permission."""
    actor.must(permission)
    rows = Node.objects.filter(actor.scope(permission).place_q("place__path"), pk=node_id)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.select_related("place", "response").first()
    if found is None:
        raise Missing(_("There is no such node, or it lies outside your area."))
    return found


def seen(row: Node) -> Seen:
    """Return what is known of a node, from which its state follows."""
    return Seen(row.paired_at, row.revoked_at, row.last_received_at, row.last_as_of, row.minutes)


def received(row: Node, page: int) -> list[Received]:
    """Return one page of a node's packages and one more, the latest first."""
    start = page * PAGE
    return list(row.received.defer("body", "receipt", "signature")[start : start + PAGE + 1])


def package(actor: Actor, package_id: int) -> Received:
    """Return a package that came from below; raises ``Missing``."""
    rows = Received.objects.filter(actor.scope(VIEW).place_q("node__place__path"), pk=package_id)
    found = rows.select_related("node__place", "node__response").first()
    if found is None:
        raise Missing(_("There is no such package, or it lies outside your area."))
    return found


def upstreams(actor: Actor, response: Response) -> QuerySet[Upstream]:
    """Return the nodes above to which this one sends or sent, with what waits and the last receipt."""
    rows = Upstream.objects.filter(actor.scope(VIEW).place_q("place__path"), response=response)
    return rows.select_related("place").annotate(
        waiting=Count("packages", filter=Q(packages__taken_at=None, packages__set_aside_at=None)),
        waiting_since=Min("packages__as_of", filter=Q(packages__taken_at=None)),
        last_taken=Max("packages__taken_at"),
    )


def upstream(actor: Actor, upstream_id: uuid.UUID, permission: str = VIEW) -> Upstream:
    """Return a node above; raises ``Missing``, and ``Forbidden`` without the permission."""
    actor.must(permission)
    rows = Upstream.objects.filter(actor.scope(permission).place_q("place__path"), pk=upstream_id)
    found = rows.select_related("place", "response").first()
    if found is None:
        raise Missing(_("There is no such node, or it lies outside your area."))
    return found


def waiting(row: Upstream) -> QuerySet[Package]:
    """Return the packages that are still to be sent, in their order."""
    return row.packages.filter(taken_at=None, set_aside_at=None).order_by("sequence")


def set_aside(row: Upstream) -> QuerySet[Package]:
    """Return the packages that were refused, the latest first; one is settled once a later version of its day came."""
    later = Package.objects.filter(
        upstream=row, day=OuterRef("day"), sequence__gt=OuterRef("sequence"), taken_at__isnull=False
    )
    return row.packages.filter(~Exists(later), set_aside_at__isnull=False)


def sent(row: Upstream, page: int) -> list[Package]:
    """Return one page of the packages made for a node above and one more, the latest first."""
    start = page * PAGE
    return list(row.packages.defer("body", "receipt_signature")[start : start + PAGE + 1])
