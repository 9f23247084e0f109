"""Pages of the structure: the chart, who is on call, what lacks, decisions, the chain of charges and its gaps."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.lines.structure import actions, gaps, printing, queries
from fangxian.lines.structure.forms import ApproveForm, CloseForm, RefuseForm
from fangxian.lines.structure.ledgers import CHARGES, ENTER, GROUPS, VIEW
from fangxian.lines.structure.models import CHAIN, Decision, Function
from fangxian.lines.structure.settling import APPROVE
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import place_for, question_for
from fangxian.mechanisms.figures.evidence import opened
from fangxian.mechanisms.ledgers.actions import own
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

PAGE = 100
MOST_PROPOSED = 200


@requires(VIEW)
def chart(request: Request) -> HttpResponse:
    """Show the command structure as trees of groups, with their members and who is on call now."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request, required=False)
    context = {
        "branches": queries.chart(request.actor, response, place, as_of),
        "above": queries.above_us(response, as_of),
        "functions": [(one.value, one.label) for one in CHAIN],
        "place": place,
        "may_enter": request.actor.may(ENTER) and not as_of,
        "as_of": as_of,
    }
    return render(request, "structure/chart.html", context)


@requires(VIEW)
def chart_pdf(request: Request) -> HttpResponse:
    """Send the command structure as a paper."""
    response, as_of = response_of(request), as_of_of(request)
    branches = queries.chart(request.actor, response, _place(request, required=False), as_of)
    content = printing.pdf(response, queries.above_us(response, as_of), branches, as_of or clock.now())
    return _pdf(content, f"{response.mark}{_('Command structure')}", as_of)


@requires(VIEW)
def on_call(request: Request) -> HttpResponse:
    """Show who is on call now, by group, with the hours and the phone on duty."""
    response, as_of = response_of(request), as_of_of(request)
    turns = queries.on_call(request.actor, response, as_of)
    context = {
        "turns": turns,
        "at": as_of or clock.now(),
        "may_enter": request.actor.may(ENTER),
        "as_of": as_of,
    }
    return render(request, "structure/on_call.html", context)


@requires(VIEW)
def lacks(request: Request) -> HttpResponse:
    """Show groups without a head, and groups of the command structure without members or duty."""
    response, as_of = response_of(request), as_of_of(request)
    found = queries.lacks(request.actor, response, as_of)
    lists = [
        (_("Without a head"), _("Nobody is stated or listed as head or secretary."), found.head),
        (_("Without members"), _("Nobody is listed by name, and no number is stated."), found.members),
        (_("Without a duty"), _("It is not said what the group is for."), found.duty),
    ]
    context = {"lists": lists, "any": any(rows for _title, _text, rows in lists), "as_of": as_of}
    return render(request, "structure/lacks.html", context)


@requires(APPROVE)
def proposed(request: Request) -> HttpResponse:
    """List the groups that await one's approval."""
    response = response_of(request)
    rows = queries.proposed(request.actor, response)
    found = lines(GROUPS, response, rows.order_by("happened_at", "entry")[:MOST_PROPOSED])
    return render(request, "structure/proposed.html", {"rows": found, "total": rows.count()})


@requires(APPROVE)
def decide(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Approve a proposed group, or refuse it with a reason."""
    row = own(request.actor, GROUPS, entry_id)
    refusing = request.POST.get("answer") == "refuse"
    approval = ApproveForm(request.POST if request.method == "POST" and not refusing else None)
    refusal = RefuseForm(request.POST if refusing else None)
    form: Any = refusal if refusing else approval
    if request.method == "POST" and form.is_valid():
        with into(form):
            told = form.cleaned_data
            if refusing:
                actions.refuse(request.actor, entry_id, told["reason"])
            else:
                actions.approve(request.actor, entry_id, told["number"], told["by"], told["day"])
            messages.success(request, _("Kept: they see your decision."))
            return redirect("structure:proposed")
    context = {"line": lines(GROUPS, row.response, [row])[0], "approval": approval, "refusal": refusal,
               "open": row.decision == Decision.PROPOSED}  # fmt: skip
    return render(request, "structure/decide.html", context, status=422 if form.errors else 200)


@requires(ENTER)
def close(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Close a group after its last day."""
    row = own(request.actor, GROUPS, entry_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.close(request.actor, entry_id, form.cleaned_data["day"], form.cleaned_data["reason"])
            messages.success(request, _("Closed. It stays readable, and counts until that day."))
            return redirect("ledgers:groups_entry", entry_id)
    context = {"line": lines(GROUPS, row.response, [row])[0], "form": form}
    return render(request, "structure/close.html", context, status=422 if form.errors else 200)


@requires(VIEW)
def chain(request: Request) -> HttpResponse:
    """Show who answers for a place up to the top, and how many places at each level below lack somebody."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request) or response.jurisdiction
    chosen = request.GET.get("levels", "")
    levels = gaps.CHAINS.get(chosen, gaps.LEVELS)
    counts = queries.gap_counts(request.actor, response, place, as_of, levels)
    level = request.GET.get("level", "")
    wanted = [level] if level in counts else list(counts)
    rows = queries.places_of(request.actor, response, place, wanted, as_of).filter(gaps.WITHOUT)
    after = request.GET.get("after", "")[:26]
    found = list((rows.filter(path__gt=after) if after else rows).order_by("path")[: PAGE + 1])
    context = {
        "place": place,
        "links": [
            (link, not as_of and _may_enter(request, response, link.place))
            for link in queries.chain(request.actor, response, place, as_of, levels)
        ],
        "levels": chosen,
        "choices": [("", _("5 levels")), ("3", _("3 levels")), ("grids", _("with grids"))],
        "functions": [(one.value, one.label) for one in CHAIN],
        "counts": [(Kind(one), *counts[one], counts[one][0] - counts[one][1]) for one in counts],
        "level": level,
        "rows": found[:PAGE],
        "top": response.jurisdiction,
        "next": found[PAGE - 1].path if len(found) > PAGE else "",
        "first_secretary": Function.FIRST_SECRETARY,
        "may_enter": request.actor.may(ENTER) and not as_of,
        "as_of": as_of,
    }
    return render(request, "structure/chain.html", context)


@requires(VIEW)
def chain_pdf(request: Request) -> HttpResponse:
    """Send who answers for every place at and below one as a paper, with its gaps."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request) or response.jurisdiction
    levels = gaps.CHAINS.get(request.GET.get("levels", ""), gaps.LEVELS)
    links = queries.answering(request.actor, response, place, levels, as_of)
    content = printing.chain_pdf(response, place, links, as_of or clock.now())
    return _pdf(content, f"{response.mark}{_('Chain of responsibility')}-{place.name}", as_of)


@requires(VIEW)
def missing(request: Request) -> HttpResponse:
    """List the places behind a figure of the chain's gaps."""
    response = response_of(request)
    measure = registry.measure(request.GET.get("measure", "charges.gaps"))
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    found = opened(request.actor, question, measure).latest(
        read_cursor(request.GET.get("after", "")), PAGE + 1
    )
    rest = found[PAGE:] and cursor(found[PAGE - 1].since, found[PAGE - 1].place.id)
    context = {
        "measure": measure,
        "lacking": measure.code.startswith("charges."),
        "rows": [gap.place for gap in found[:PAGE]],
        "next": rest,
        "as_of": question.as_of,
    }
    return render(request, "structure/gaps.html", context)


def _pdf(content: bytes, title: str, as_of: Any) -> HttpResponse:
    name = f"{title}-{timezone.localtime(as_of or clock.now()):%Y%m%d}.pdf"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _may_enter(request: Request, response: Response, place: Place) -> bool:
    """Tell whether the reader may say who answers for a place."""
    return request.actor.scope(ENTER).holds(place=CHARGES.governed(response, place.path))


def _place(request: Request, *, required: bool = True) -> Place | None:
    """Return the place that the address names, else one's own (where one is required)."""
    if code := request.GET.get("place", ""):
        return place_for(request.actor, code[:26], VIEW)
    if not required:
        return None
    own_paths = [path for path in request.actor.scope(VIEW).places if path]
    return Place.objects.filter(path=min(own_paths, key=len)).first() if own_paths else None
