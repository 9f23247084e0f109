"""A person's own shifts by his secret link: on the phone, as a calendar, and swapped with a colleague (M10)."""

import datetime
import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing, Refusal
from fangxian.lines.rosters import feed as feeds
from fangxian.lines.rosters import links, queries, swapping
from fangxian.lines.rosters.models import Link, Shift, Swap
from fangxian.lines.rosters.wording import rule_names
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.personnel.own import asked_of, person_of, remember, response_of
from fangxian.mechanisms.visitors.bounds import for_everybody
from fangxian.trees.people.access import Request, signed_in

AHEAD = datetime.timedelta(days=14)
SWAPS: dict[str, str] = {
    Swap.State.OFFERED: "due", Swap.State.REQUESTED: "due", Swap.State.REFUSED: "late",
    Swap.State.DECLINED: "late", Swap.State.DONE: "ok",
}  # fmt: skip


@signed_in
def mine(request: Request) -> HttpResponse:
    """Lead whoever is signed in to his own shifts: those of the person who has his phone number."""
    response = response_of(request.actor)
    person = person_of(request.actor, response) if response else None
    if response is None or person is None:
        raise Missing(_("Nobody who serves has the phone number of your account."))
    return redirect("rosters:own", links.token(links.own(request.actor, response, person.entry_id)))


@for_everybody
def shifts(request: Request, token: str) -> HttpResponse:
    """Show somebody when and where he stands, and what colleagues offer him."""
    answer = _page(request, links.link_of(token), token)
    if request.actor.account is None:
        remember(request, answer, token)
    return answer


@for_everybody
def feed(request: Request, token: str) -> HttpResponse:
    """Give somebody's shifts to his calendar."""
    link = links.link_of(token)
    found = queries.own_shifts(link.response, link.person)
    answer = HttpResponse(
        feeds.calendar(found, _posts(link, found)), content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'inline; filename="shifts.ics"'
    return answer


@for_everybody
def swap(request: Request, token: str) -> HttpResponse:
    """Offer a colleague of the same post a swap: choose his shift (GET), offer (POST)."""
    link = links.link_of(token)
    mine = read_id(request.POST.get("mine") or request.GET.get("mine", ""))
    own = next((one for one in queries.own_shifts(link.response, link.person) if one.entry_id == mine), None)
    if own is None:
        raise Missing(_("There is no such shift."))
    refusal: Refusal | None = None
    rules = ""
    if request.method == "POST":
        theirs = read_id(request.POST.get("theirs", ""))
        try:
            swapping.offer(link, own.entry_id, theirs or own.entry_id, sure=request.POST.get("sure") == "1")
            return redirect("rosters:own", token)
        except Invalid as caught:
            refusal, rules = caught, rule_names(str(caught.errors.get("rules", "")))
        except (Conflict, Missing) as caught:
            refusal = caught
    others = _colleagues(link, own)
    context = {
        "token": token, "own": own, "refusal": refusal, "rules": rules,
        "others": [one for one in others if not one["rules"]], "breaking": [one for one in others if one["rules"]],
        "theirs": request.POST.get("theirs", ""),
        "post": _posts(link, [own])[str(own.post)],
    }  # fmt: skip
    return render(request, "rosters/swap.html", context, status=refusal.status if refusal else 200)


@for_everybody
def answer(request: Request, token: str, swap_id: uuid.UUID) -> HttpResponse:
    """Accept or decline a swap that was offered."""
    link = links.link_of(token)
    if request.method != "POST":
        return redirect("rosters:own", token)
    try:
        swapping.answer(link, swap_id, request.POST.get("accept") == "yes")
    except Conflict as refusal:
        return _page(request, link, token, refusal)
    return redirect("rosters:own", token)


def _page(request: Request, link: Link, token: str, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.own_shifts(link.response, link.person)
    offers = queries.offered_to(link.response, link.person)
    decided = queries.decided_of(link.response, link.person)
    keys = [key for one in [*offers, *decided] for key in (one.mine, one.theirs)]
    others = {row.entry_id: row for row in Shift.objects.at().filter(response=link.response, entry__in=keys)}
    posts = _posts(link, [*found, *others.values()])
    now = clock.now()
    context = {
        "token": token,
        "asked": asked_of(link.response, link.person),
        "rows": [
            {"shift": one, "post": posts[str(one.post)], "now": one.happened_at <= now < (one.ended_at or now),
             "ahead": one.happened_at > now, "over": (one.ended_at or one.happened_at) <= now}
            for one in found
        ],
        "offers": [
            {"swap": one, "theirs": others.get(one.mine), "mine": others.get(one.theirs),
             "rules": rule_names(one.broken)}
            for one in offers
            if one.mine in others and one.theirs in others
        ],
        "decided": [
            {"swap": one, "mine": others.get(one.mine), "theirs": others.get(one.theirs),
             "rules": rule_names(one.broken), "status": SWAPS[one.state]}
            for one in decided
            if one.mine in others and one.theirs in others
        ],
        "refusal": refusal,
        "feed": request.build_absolute_uri(reverse("rosters:feed", args=[token])),
    }  # fmt: skip
    return render(request, "rosters/own.html", context, status=refusal.status if refusal else 200)


def _colleagues(link: Link, own: Shift) -> list[dict[str, object]]:
    """Return colleagues' coming shifts of the same post, by family name only, and what a swap would break."""
    now = clock.now()
    rows = Shift.objects.at().filter(
        response=link.response, post=own.post, roster=own.roster, person__isnull=False,
        happened_at__range=(now, now + AHEAD),
    )  # fmt: skip
    found = [row for row in rows.order_by("happened_at") if row.person != link.person]
    names = queries.named(link.response, "persons", [str(row.person) for row in found])
    return [
        {"shift": row, "name": f"{names[str(row.person)][:1]}＊", "rules": rule_names(broken)}
        for row, broken in swapping.weighed(own, found)
    ]


def _posts(link: Link, found: list[Shift]) -> dict[str, str]:
    return queries.named(link.response, "posts", [str(one.post) for one in found])
