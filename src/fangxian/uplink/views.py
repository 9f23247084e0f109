"""Pages about nodes: who is current, behind or silent, what they sent, and the figures beside one's own (M24, M25)."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.command.views.figures import grouped
from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.webhooks.forms import into
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.uplink import comparing, exporting, opening, queries, showing
from fangxian.uplink.actions import nodes, upstreams
from fangxian.uplink.forms import NodeForm, PairForm
from fangxian.uplink.rules.states import State, standing

FIRST = "arrivals.dual_report_rate"


@requires("uplink.view")
def listing(request: Request) -> HttpResponse:
    """Show the node above and the nodes below, each with how it stands and its last receipt."""
    response = response_of(request)
    below = showing.node_rows(request.actor, response)
    above = list(queries.upstreams(request.actor, response))
    context = {
        "above": [showing.upstream_view(row) for row in above],
        "joined": any(row.ended_at is None for row in above),
        "below": [{**row, "chip": showing.STATES[State(row["state"])]} for row in below],
        "counts": showing.counted(below),
        "may_manage": request.actor.may(nodes.MANAGE),
    }
    return render(request, "uplink/nodes.html", context)


@requires("uplink.manage")
@never_cache
def register(request: Request) -> HttpResponse:
    """Add a node below; its pairing code is shown once."""
    response = response_of(request)
    form = NodeForm(request.actor, response, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            told = form.cleaned_data
            try:
                node, code = nodes.register(
                    request.actor, response, told["place"], told["title"], depth=told["depth"],
                    minutes=told["minutes"],
                )  # fmt: skip
                return render(request, "uplink/code.html", {"node": node, "code": code})
            except Conflict as refusal:
                form.add_error("place", str(refusal.message))
    return render(request, "uplink/register.html", {"form": form}, status=422 if form.errors else 200)


@requires("uplink.manage")
def pair(request: Request) -> HttpResponse:
    """Join the node above by the code that it shows."""
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            made = upstreams.pair(
                request.actor, response_of(request), form.cleaned_data["url"], form.cleaned_data["code"]
            )
            messages.success(request, _("Paired: what is entered here goes up from now on."))
            return redirect("uplink:upstream", made.pk)
    return render(request, "uplink/pair.html", {"form": form}, status=422 if form.errors else 200)


@requires("uplink.view")
def node(request: Request, node_id: uuid.UUID) -> HttpResponse:
    """Show a node below: how it stands, what came from it and how late, and what was refused."""
    row, page = queries.node(request.actor, node_id), _page(request)
    found = queries.received(row, page)
    held = standing(queries.seen(row), clock.now())
    context = {
        "node": row,
        "standing": held,
        "chip": showing.STATES[held.state],
        "packages": [(each, opening.delay(each)) for each in found[: queries.PAGE]],
        "outstanding": row.last_sequence - row.received.count(),
        "refusals": list(row.refusals.all()[: queries.PAGE]),
        "may_manage": request.actor.scope(nodes.MANAGE).holds_place(row.place.path),
        **_pages(found, page),
    }
    return render(request, "uplink/node.html", context)


@requires("uplink.manage")
@require_POST
@never_cache
def change_node(request: Request, node_id: uuid.UUID, change: str) -> HttpResponse:
    """Show a new code, sign by a new key, or revoke."""
    if change == "code":
        row, code = nodes.new_code(request.actor, node_id)
        return render(request, "uplink/code.html", {"node": row, "code": code})
    if change == "key":
        nodes.renew_key(request.actor, node_id)
        messages.success(request, _("Its receipts are signed by a new key; it learns it with the next one."))
    elif change == "revoke":
        nodes.revoke(request.actor, node_id)
        messages.success(request, _("Nothing is taken from this node any more; what it sent stays."))
    else:
        raise Missing(_("There is no such change."))
    return redirect("uplink:node", node_id)


@requires("uplink.view")
def upstream(request: Request, upstream_id: uuid.UUID) -> HttpResponse:
    """Show the node above: what was sent, what waits, and the receipts."""
    row, page = queries.upstream(request.actor, upstream_id), _page(request)
    found = queries.sent(row, page)
    context = {
        "upstream": row,
        **showing.upstream_view(row),
        "waiting": queries.waiting(row).count(),
        "packages": [
            (*showing.package_view(each), showing.outcome(each.outcome)) for each in found[: queries.PAGE]
        ],
        "may_manage": request.actor.scope(nodes.MANAGE).holds_place(row.place.path),
        **_pages(found, page),
    }
    return render(request, "uplink/upstream.html", context)


@requires("uplink.manage")
@require_POST
def change_upstream(request: Request, upstream_id: uuid.UUID, change: str) -> HttpResponse:
    """Send soon, sign by a new key, or send no more."""
    if change == "send":
        upstreams.hurry(request.actor, upstream_id)
        messages.success(request, _("What is due is made and sent in the worker's next round."))
    elif change == "key":
        upstreams.renew_key(request.actor, upstream_id)
        messages.success(request, _("What is sent is signed by a new key."))
    elif change == "end":
        upstreams.end(request.actor, upstream_id)
        messages.success(request, _("Nothing is sent there any more."))
    else:
        raise Missing(_("There is no such change."))
    return redirect("uplink:upstream", upstream_id)


@requires("uplink.manage")
@require_POST
def send_again(request: Request, upstream_id: uuid.UUID, sequence: int) -> HttpResponse:
    """Send a package again that the node above refused."""
    upstreams.send_again(request.actor, upstream_id, sequence)
    messages.success(request, _("It is sent again in the worker's next round."))
    return redirect("uplink:upstream", upstream_id)


@requires("uplink.view")
def package(request: Request, package_id: int) -> HttpResponse:
    """Show a package from below: its figures, its signature checked again, and the receipt that it got."""
    row = queries.package(request.actor, package_id)
    context = {
        "package": row,
        "verified": opening.verified(row),
        "delay": opening.delay(row),
        "table": opening.table(row, _page(request)),
        "forms": opening.forms(row),
    }
    return render(request, "uplink/package.html", context)


@requires("uplink.view")
def figures(request: Request) -> HttpResponse:
    """Show a measure of a day by place: what came from below beside what was entered here."""
    found = _compared(request)
    context = {
        "found": found,
        "lines": [showing.line(found, row) for row in found.rows],
        "total": showing.total_line(found),
        "missing": showing.missing(found),
        "groups": grouped(registry.all_measures()),
        "exports": [("csv", "CSV"), ("xlsx", "Excel")],
        "query_string": request.GET.urlencode(),
        "have_nodes": bool(found.nodes),
    }
    return render(request, "uplink/figures.html", context)


@requires("uplink.view")
def export_status(request: Request, ending: str) -> HttpResponse:
    """Return how every node stands as CSV or as an Excel workbook."""
    rows = exporting.status(showing.node_rows(request.actor, response_of(request)))
    return exporting.answer(rows, ending, "nodes")


@requires("uplink.view")
def export_figures(request: Request, ending: str) -> HttpResponse:
    """Return the compared figures as CSV or as an Excel workbook."""
    return exporting.answer(exporting.figures(_compared(request)), ending, "uplink")


def _compared(request: Request) -> comparing.Compared:
    asked = request.GET
    as_of = as_of_of(request)
    try:
        day = datetime.date.fromisoformat(asked["day"]) if asked.get("day") else None
    except ValueError as error:
        raise Invalid({"day": _("Write the date as 2020-02-01.")}) from error
    day = day or timezone.localdate(as_of or clock.now())
    return comparing.compare(
        request.actor, response_of(request), asked.get("measure") or FIRST, day, asked.get("place", ""), as_of
    )


def _page(request: Request) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdigit() and len(asked) < 7 else 0


def _pages(found: list[Any], page: int) -> dict[str, str]:
    return {
        "next_url": f"?page={page + 1}" if len(found) > queries.PAGE else "",
        "first_url": "?" if page else "",
    }
