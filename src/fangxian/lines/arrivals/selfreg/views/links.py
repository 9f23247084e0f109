"""Making a link, its poster and QR code, and ending it."""

import io
import uuid
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.lines.arrivals.selfreg import links
from fangxian.lines.arrivals.selfreg.forms import LinkForm
from fangxian.lines.arrivals.selfreg.models import RegistrationLink
from fangxian.lines.arrivals.selfreg.secrets import link_token
from fangxian.lines.arrivals.views.saying import say
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import response_of

MOST = 100
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@requires(links.INVITE)
def listing(request: Request) -> HttpResponse:
    """List one's links with what they brought; make another."""
    response = response_of(request)
    owners = links.owners(request.actor, response)
    form = LinkForm([(one.key, one.label) for one in owners], request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with into(form):
            made = links.make(request.actor, response, told["owner"], told["label"], told["days"])
            return redirect("selfreg:poster", made.pk)
    found = list(links.links(request.actor, response)[:MOST])
    counts = links.counts(found)
    rows = [(link, links.holds(link), counts[link.id]) for link in found]
    context = {"rows": rows, "form": form}
    return render(request, "selfreg/links.html", context, status=422 if form.errors else 200)


@requires(links.INVITE)
def poster(request: Request, link_id: uuid.UUID) -> HttpResponse:
    """Show a link as a page to print, with its QR code and the link to copy."""
    link = links.own_link(request.actor, link_id)
    address = _address(request, link)
    context: dict[str, Any] = {
        "link": link,
        "holds": links.holds(link),
        "address": address,
        "qr": mark_safe(segno.make(address, error="m").svg_inline(scale=8, title=_("QR code"))),  # noqa: S308
    }
    return render(request, "selfreg/poster.html", context)


@requires(links.INVITE)
def drawing(request: Request, link_id: uuid.UUID, ending: str) -> HttpResponse:
    """Return a link's QR code alone as SVG or PNG, for a poster of one's own."""
    link = links.own_link(request.actor, link_id)
    if ending not in TYPES:
        raise Missing(_("There is no such format."))
    file = io.BytesIO()
    segno.make(_address(request, link), error="m").save(file, kind=ending, scale=12, border=4)
    return HttpResponse(
        file.getvalue(),
        content_type=TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="register-{link.id.hex[-6:]}.{ending}"'},
    )


@requires(links.INVITE)
@require_POST
def revoke(request: Request, link_id: uuid.UUID) -> HttpResponse:
    """End a link at once."""
    links.revoke(request.actor, link_id)
    say(request, _("The link has ended. What was sent by it stays."))
    return redirect("selfreg:links")


def _address(request: Request, link: RegistrationLink) -> str:
    return request.build_absolute_uri(reverse("selfreg:register", args=[link_token(link)]))
