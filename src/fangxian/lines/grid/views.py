"""Pages of the grid: what communities have filled, and which households nobody looks after."""

from django.http import HttpResponse
from django.shortcuts import render

from fangxian.lines.grid import queries
from fangxian.lines.grid.ledgers import ENTER, VIEW
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import place_for
from fangxian.trees.people.access import Request, requires
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 200


@requires(VIEW)
def zones(request: Request) -> HttpResponse:
    """Show by community which of the zone and the five teams are filled, the emptiest first on request."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request)
    found = queries.template(request.actor, response, place, as_of)
    gaps = [one for one in found if one.missing]
    view = request.GET.get("view", "")
    chosen = found if not view else [one for one in gaps if view == "gaps" or view in one.missing]
    first = _offset(request)
    lacking = queries.lacking(found)
    context = {
        "place": place,
        "parts": [(code, registry.measure(code).title, lacking[code]) for code in queries.TEMPLATE],
        "rows": chosen[first : first + PAGE],
        "total": len(found),
        "complete": len(found) - len(gaps),
        "gaps": len(gaps),
        "next": first + PAGE if len(chosen) > first + PAGE else "",
        "view": view,
        "may_enter": request.actor.may(ENTER) and not as_of,
        "as_of": as_of,
    }
    return render(request, "grid/zones.html", context)


@requires(VIEW)
def links(request: Request) -> HttpResponse:
    """Show by community how many households are looked after; of one community which ones are not."""
    response, as_of = response_of(request), as_of_of(request)
    place = _place(request)
    found = queries.coverage(request.actor, response, place, as_of)
    first = _offset(request)
    single = found[0].place if len(found) == 1 else None
    known = [one for one in found if one.households is not None]
    context = {
        "place": place,
        "rows": found[first : first + PAGE],
        "next": first + PAGE if len(found) > first + PAGE else "",
        "households": sum(one.households or 0 for one in known),
        "uncovered": sum(one.uncovered or 0 for one in known),
        "covered": sum(one.covered for one in found),
        "unknown": len(found) - len(known),
        "single": single,
        "listed": queries.uncovered(request.actor, response, single, as_of) if single else [],
        "may_enter": request.actor.may(ENTER) and not as_of,
        "as_of": as_of,
    }
    return render(request, "grid/links.html", context)


def _place(request: Request) -> Place:
    """Return the place that the address names, else one's own, else the whole jurisdiction."""
    if code := request.GET.get("place", ""):
        return place_for(request.actor, code[:26], VIEW)
    own = [path for path in request.actor.scope(VIEW).places if path]
    found = Place.objects.filter(path=min(own, key=len)).first() if own else None
    return found or response_of(request).jurisdiction


def _offset(request: Request) -> int:
    text = request.GET.get("first", "0")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
