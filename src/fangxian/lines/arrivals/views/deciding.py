"""The reconciliation inbox: one pair at a glance, Y or N, undo; and a community's "not ours"."""

import uuid
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid, Text
from fangxian.lines.arrivals import actions, queries
from fangxian.lines.arrivals.asking import asked_together
from fangxian.lines.arrivals.comparing import pair_of
from fangxian.lines.arrivals.lists import waiting_page
from fangxian.lines.arrivals.models import Decision, Side, Standing
from fangxian.lines.arrivals.views.saying import past, said, say
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

State = Standing.State
DISCLAIMED = "disclaimed"
KINDS = {
    State.POSSIBLE.value: Q(state=State.POSSIBLE, disclaimed=False),
    State.CONFLICTING.value: Q(state=State.CONFLICTING, disclaimed=False),
    DISCLAIMED: Q(disclaimed=True),
}
OVERDUE_SHOWN = 10


@requires("arrivals.decide")
def inbox(request: Request) -> HttpResponse:
    """Show the first undecided case of a kind, and what is overdue below."""
    context = _context(request, request.GET.get("state", ""), read_id(request.GET.get("skip", "")))
    template = "arrivals/inbox_item.html" if request.htmx else "arrivals/inbox.html"
    return render(request, template, context)


@requires("arrivals.decide")
@require_POST
def decide(request: Request) -> HttpResponse:
    """Say whether two reports are about one person; the next case comes up."""
    first, second = read_id(request.POST.get("first", "")), read_id(request.POST.get("second", ""))
    if first is None or second is None or request.POST.get("same") not in ("0", "1"):
        raise Invalid({"same": _("Say which two reports, and whether they are about one person.")})
    same = request.POST["same"] == "1"
    decision = actions.decide(request.actor, first, second, same=same, reason=request.POST.get("reason", ""))
    text = _("Decided: the same person.") if same else _("Decided: two persons.")
    undo_url = reverse("arrivals:undo", args=[decision.entry_id])
    if not request.htmx:
        say(request, text, undo_url=undo_url)
        return redirect(f"{reverse('arrivals:inbox')}?state={request.POST.get('state', '')[:20]}")
    context = _context(request, request.POST.get("state", ""), None)
    toast = {"toast": {"text": text, "tone": "ok", "undo_url": undo_url}}
    return render(request, "arrivals/inbox_item.html", context | toast)


@requires("arrivals.decide", "arrivals.register")
@require_POST
def undo(request: Request, decision_id: uuid.UUID) -> HttpResponse:
    """Take a decision back."""
    actions.undo(request.actor, decision_id, request.POST.get("reason", ""))
    if request.htmx:
        return said(request, _("Undone: the case is open again."))
    say(request, _("Undone: the case is open again."))
    entry = read_id(request.POST.get("entry", ""))
    return redirect("arrivals:person", entry) if entry else redirect(_home(request))


@requires("arrivals.register")
@require_POST
def not_ours(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Answer that somebody declared to one's community does not live there."""
    answer = actions.disclaim(request.actor, entry_id, request.POST.get("reason", ""))
    undo_url = reverse("arrivals:undo", args=[answer.entry_id])
    say(request, _("The committee has it now and finds the right community."), undo_url=undo_url)
    return redirect(f"{reverse('arrivals:gaps')}?view=to_register")


def _home(request: Request) -> str:
    return "arrivals:inbox" if request.actor.may("arrivals.decide") else "arrivals:gaps"


def _context(request: Request, wanted: str, skipped: uuid.UUID | None) -> dict[str, Any]:
    response, as_of = response_of(request), as_of_of(request)
    waiting = queries.inbox(request.actor, response, as_of)
    numbers = waiting.aggregate(**{kind: Count("pk", filter=where) for kind, where in KINDS.items()})
    kind = wanted if wanted in KINDS else next((name for name, count in numbers.items() if count), "possible")
    item = _item(waiting.filter(KINDS[kind]), skipped)
    rows = _rows(item, as_of) if item else []
    seen = queries.visible(request.actor, response, as_of)
    return {
        "kind": kind,
        "total": numbers[kind],
        "position": _position(waiting.filter(KINDS[kind]), item) if item else 0,
        "item": item,
        "row": next((row for row in rows if item and row.standing.entry_id == item.entry_id), None),
        "pair": pair_of(rows, item) if item else None,
        "asked": asked_together(response, [row.standing.entry_id for row in rows], as_of) if item else None,
        "answer": _disclaimer(item, as_of) if item and item.disclaimed else None,
        "filters": _chips(seen, numbers, kind, past(request)),
        "overdue": [] if request.htmx else queries.rows_of(_overdue(seen, as_of), as_of),
        "may_disclose": request.actor.may("arrivals.disclose"),
        "past": past(request),
        "as_of": as_of,
    }


def _item(waiting: QuerySet[Standing], skipped: uuid.UUID | None) -> Standing | None:
    """Return the longest waiting case, or after a skipped one the next; from the end back to the beginning."""
    ordered = waiting.order_by("reported_at", "entry")
    former = ordered.filter(entry=skipped).first() if skipped else None
    if former:
        beyond = Q(reported_at__gt=former.reported_at) | Q(
            reported_at=former.reported_at, entry__gt=former.entry_id
        )
        return ordered.filter(beyond).first() or ordered.first()
    return ordered.first()


def _position(waiting: QuerySet[Standing], item: Standing) -> int:
    earlier = Q(reported_at__lt=item.reported_at) | Q(reported_at=item.reported_at, entry__lt=item.entry_id)
    return waiting.filter(earlier).count() + 1


def _rows(item: Standing, as_of: Any) -> list[queries.Row]:
    other = item.counterpart or item.possible_with
    answer = Standing.objects.known(as_of).filter(entry=other).first() if other else None
    return queries.rows_of([item, answer] if answer else [item], as_of)


def _disclaimer(item: Standing, as_of: Any) -> Any:
    verdict = Decision.Verdict.NOT_OURS
    return Decision.objects.at(as_of).filter(first=item.entry_id, verdict=verdict).first()


def _overdue(seen: QuerySet[Standing], as_of: Any) -> list[Standing]:
    rows = seen.filter(side=Side.UNIT, state=State.UNIT_ONLY, disclaimed=False)
    return waiting_page(rows)[:OVERDUE_SHOWN]


def _chips(seen: QuerySet[Standing], numbers: dict[str, int], kind: str, suffix: str) -> list[dict[str, Any]]:
    """Return a chip for each state with its count of persons; the undecided kinds open here, the others the list."""
    groups = {
        State.UNIT_ONLY: ("late", Q(side=Side.UNIT)),
        State.COMMUNITY_ONLY: ("due", Q(side=Side.COMMUNITY)),
        State.MATCHED: ("ok", Q(side=Side.UNIT)),
    }
    counted = seen.order_by().aggregate(
        **{
            state.value: Count("subject", distinct=True, filter=where & Q(state=state))
            for state, (_tone, where) in groups.items()
        }
    )
    titles: dict[str, Text] = {**dict(State.choices), DISCLAIMED: _("not ours")}
    here = [
        {"status": "due", "label": titles[name], "count": count, "active": name == kind,
         "url": f"{reverse('arrivals:inbox')}?state={name}{suffix}"}
        for name, count in numbers.items()
    ]  # fmt: skip
    there = [
        {"status": tone if counted[state.value] else "neutral", "label": titles[state.value],
         "count": counted[state.value], "active": False,
         "url": f"{reverse('arrivals:list')}?state={state.value}{suffix}"}
        for state, (tone, _where) in groups.items()
    ]  # fmt: skip
    return here + there
