"""A person's own page of the rules of conduct: read on the phone, acknowledged by a tap for each part (M10)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from fangxian.core.errors import Conflict
from fangxian.lines.dispatch import pledging
from fangxian.lines.dispatch.conduct import SETS, WORDING
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.visitors.bounds import for_everybody
from fangxian.trees.people.access import Request


@for_everybody
def conduct(request: Request, token: str) -> HttpResponse:
    """Show the rules with what was acknowledged when (GET); acknowledge a part (POST)."""
    person = pledging.person_of(token)
    refusal: Conflict | None = None
    if request.method == "POST":
        try:
            pledging.acknowledge(person, request.POST.get("part", "")[:6])
            return redirect("dispatch:own", token)
        except Conflict as caught:
            refusal = caught
    days = pledging.given(person)
    name = lines(PERSONS, person.response, [person])[0].shown("name")
    context = {
        "name": f"{name[:1]}＊",
        "parts": [(part, part.label, rules, days.get(part)) for part, rules in SETS],
        "done": len(days) == len(SETS),
        "wording": WORDING,
        "refusal": refusal,
        "response": person.response,
    }
    return render(request, "dispatch/own.html", context, status=refusal.status if refusal else 200)
