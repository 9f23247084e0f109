"""Pages of posts: who is there today, a whole shift said at once, handing over, the code to hang up (M10)."""

import uuid
from collections.abc import Sequence
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.service import attending, crews, links, queries
from fangxian.lines.service.attending import Said
from fangxian.lines.service.crews import Crew, Watch
from fangxian.lines.service.forms import HandoverForm
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.settling import RECEIVE, VIEW
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Post
from fangxian.mechanisms.personnel.own import person_of
from fangxian.trees.people.access import Request, requires, signed_in
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response


@requires(VIEW)
def posts(request: Request) -> HttpResponse:
    """Show the posts of a place with who is there on the day looked at."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request, response)
    found = queries.posts(request.actor, response, place.path, as_of)
    context = {
        "place": place,
        "rows": found,
        "empty": sum(one.empty for one in found),
        "may_receive": request.actor.may(RECEIVE) and not as_of,
        "as_of": as_of,
    }
    return render(request, "service/posts.html", context)


@requires(RECEIVE)
def post(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Say of a whole shift who is at a post of one's places, and hand over what is open."""
    return _watch(request, crews.at_hand(request.actor, entry_id), leading=False)


@signed_in
def team(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Say of a whole shift who is at a post that one leads, whatever one's roles, and hand over what is open."""
    return _watch(request, crews.led_at_hand(request.actor, entry_id), leading=True)


def _watch(request: Request, row: Post, *, leading: bool) -> HttpResponse:
    found = crews.watches(row, clock.now())
    watch = crews.watch_of(found, request.GET.get("shift", "")[:13], clock.now())
    crew = crews.crew(row, watch)
    do, address = (
        request.POST.get("do", ""),
        reverse(f"service:{'team' if leading else 'post'}", args=[row.entry_id]),
    )
    if do in ("take", "done"):
        attending.settle(request.actor, row, do, read_id(request.POST.get("entry", "")), checked=leading)
        messages.success(request, _("Kept."))
        return redirect(address)
    form = HandoverForm(request.POST if do == "hand_over" else None, bool(queries.taken_over(row)))
    refusals: Any = {}
    if do == "attend":
        try:
            return _attended(request, row, watch, crew, leading=leading)
        except Invalid as refusal:
            refusals = refusal.errors
    if form.is_valid():
        with into(form):
            attending.hand_over(request.actor, row, watch.shift, form.cleaned_data["items"], checked=leading)
            messages.success(request, _("Kept: the next shift reads it here."))
            return redirect(address)
    context = {
        "line": lines(POSTS, row.response, [row])[0],
        "watches": found,
        "watch": watch,
        "crew": [_shown(one, request, refusals) for one in crew],
        "others": queries.also_here(row, watch, {one.person for one in crew}),
        "serving": queries.serving(row, watch),
        "stand_ins": crews.stand_ins(row),
        "states": Attendance.State.choices,
        "handovers": queries.handovers(row),
        "form": form,
        "leading": leading,
        "refusals": refusals,
    }
    return render(request, "service/post.html", context, status=422 if form.errors or refusals else 200)


def _shown(one: Crew, request: Request, refusals: Any) -> dict[str, Any]:
    """Return somebody of the crew with what is ticked of him: what was sent, else was said, else that he is there."""
    said = one.said
    ticked = request.POST.get(f"attended-{one.person}") or (
        said.attended if said else Attendance.State.PRESENT
    )
    by = request.POST.get(f"by-{one.person}") or (said.replaced_by if said else "")
    return {
        "who": one, "ticked": ticked, "by": str(by or ""), "said": bool(said), "refusal": refusals.get(str(one.person))
    }  # fmt: skip


def _attended(
    request: Request, row: Post, watch: Watch, crew: Sequence[Crew], *, leading: bool
) -> HttpResponse:
    told = [
        Said(one.person, attended, _replaced_by(request, one) if attended == Attendance.State.REPLACED else None)
        for one in crew
        if (attended := request.POST.get(f"attended-{one.person}", ""))
    ]  # fmt: skip
    made = attending.attend(request.actor, row, watch, told, checked=leading)
    said = ngettext("Kept for %(n)s person.", "Kept for %(n)s people.", len(told)) % {"n": len(told)}
    messages.success(request, said if made else _("Nothing was changed."))
    name = "service:mine" if leading else "service:posts"
    return redirect(name)


def _replaced_by(request: Request, one: Crew) -> uuid.UUID | None:
    return read_id(request.POST.get(f"by-{one.person}", ""))


@requires(RECEIVE)
def poster(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Show a post's code to print and hang up."""
    row = crews.at_hand(request.actor, entry_id)
    address = request.build_absolute_uri(reverse("service:here", args=[links.token(row)]))
    drawing = segno.make(address, error="m").svg_inline(scale=8, title=_("QR code"))
    context = {
        "post": row,
        "place": Place.objects.filter(path=row.path).first(),
        "qr": mark_safe(drawing),  # noqa: S308
        "address": address,
        "number": links.number(row),
    }
    return render(request, "service/poster.html", context)


@signed_in
def here(request: Request, token: str) -> HttpResponse:
    """Check in at the post whose code one has scanned."""
    row = links.post_of(token)
    person = person_of(request.actor, row.response)
    if request.method == "POST":
        if person is None:
            raise Missing(
                _("Your account's phone number stands with nobody in the register of persons who serve.")
            )
        attending.arrive(request.actor, person, row)
        messages.success(request, _("You are checked in."))
        return redirect("service:mine")
    context = {
        "post": row,
        "person": lines(PERSONS, row.response, [person])[0].label if person else "",
        "open": queries.handovers(row) if person else [],
    }
    return render(request, "service/here.html", context)


def _place(request: Request, response: Response) -> Place:
    """Return the place that the address names, else the topmost of one's own, else the jurisdiction."""
    if code := request.GET.get("place", ""):
        return place_for(request.actor, code[:26], VIEW)
    own = [path for path in request.actor.scope(VIEW).places if path]
    found = Place.objects.filter(path=min(own, key=len)).first() if own else None
    return found or response.jurisdiction
