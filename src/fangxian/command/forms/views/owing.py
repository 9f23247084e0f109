"""Who owes a form: rules over lines, kinds of units and places, dated; their obligations follow (M8)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.command.forms import queries
from fangxian.command.forms.inputs import EndInput, OwingInput
from fangxian.core.dated import today
from fangxian.core.errors import Invalid, Missing
from fangxian.core.folding import equals
from fangxian.lines.reports import actions
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of

MANAGE = "reports.manage"
OFFERED = 300


@requires(MANAGE)
def rules(request: Request, code: str) -> HttpResponse:
    """List the rules by which a form is owed, and add one."""
    actor, response = request.actor, response_of(request)
    sheet = queries.sheet(actor, code)
    if not sheet.is_approved:
        raise Missing(_("Nobody can owe a form before it is approved."))
    lines = [(line.code, str(line)) for line in Line.objects.order_by("code")]
    form = OwingInput(lines, request.POST or None, initial={"valid_from": max(today(), sheet.begins)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with into(form):
            actions.set_rule(
                actor, response, code, data["line"], data["valid_from"], kinds=data["kinds"],
                body=_body(actor, data["body"]), place=_place(actor, data["place"]),
            )  # fmt: skip
            messages.success(request, _("These units owe it now."))
            return redirect("forms:owing", code)
    context = {
        "sheet": sheet,
        "form": form,
        "rules": queries.rules(actor, response, code),
        "owed_by": queries.owed_by(actor, response).get(code, 0),
        "bodies": in_scope(actor.scope(MANAGE)).filter(closed_on=None)[:OFFERED],
        "today": today(),
    }
    return render(request, "forms/owing.html", context, status=422 if form.errors else 200)


@requires(MANAGE)
@require_POST
def end(request: Request, code: str, entry: uuid.UUID) -> HttpResponse:
    """End a rule from a day on; what was owed before stays owed."""
    queries.sheet(request.actor, code)
    held = queries.rules(request.actor, response_of(request), code)
    if not any(rule.entry_id == entry for rule, _kinds in held):
        raise Missing(_("There is no such rule."))
    form = EndInput(request.POST)
    if not form.is_valid():
        raise Invalid({name: str(found[0]) for name, found in form.errors.items()})
    actions.end_rule(request.actor, entry, form.cleaned_data["valid_to"], form.cleaned_data["reason"])
    messages.success(request, _("The rule holds no longer from that day on."))
    return redirect("forms:owing", code)


def _body(actor: Actor, text: str) -> Body | None:
    """Return the unit of the actor's part that a code or name means; None for none. Raises ``Invalid``."""
    if not (text := text.strip()):
        return None
    own = in_scope(actor.scope(MANAGE))
    for name in ("code", "name", "short_name"):
        if found := own.filter(equals(name, text)).first():
            return found
    raise Invalid({"body": _("No unit of your area has this code or name.")})


def _place(actor: Actor, text: str) -> Place | None:
    """Return the place of the actor's part that a code or name means; None for none. Raises ``Invalid``."""
    if not (text := text.strip()):
        return None
    own = Place.objects.filter(actor.scope(MANAGE).place_q())
    found = own.filter(codes__code=text).first() or own.filter(equals("name", text)).order_by("path").first()
    if found is None:
        raise Invalid({"place": _("No place of your area has this code or name.")})
    return found
