"""Choosing the response that one works in, where several concern one."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.trees.people.access import Request, signed_in
from fangxian.trees.responses.current import choose as choose_response
from fangxian.trees.responses.current import responses_for


@signed_in
def choose(request: Request) -> HttpResponse:
    """List the responses that concern the reader, and keep the chosen one for the session."""
    found = responses_for(request.actor)
    if request.method == "POST":
        try:
            chosen = found.filter(pk=uuid.UUID(request.POST.get("response", ""))).first()
        except ValueError:
            chosen = None
        if chosen is None:
            raise Missing(_("There is no such response, or it lies outside your area."))
        choose_response(request, chosen)
        messages.success(request, _("You now work in: %(name)s") % {"name": chosen.name})
        return redirect("command:home")
    return render(request, "command/responses.html", {"responses": list(found[:50])})
