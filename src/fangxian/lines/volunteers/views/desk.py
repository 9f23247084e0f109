"""The desk: links and posters, answering a sign-up, assigning, thanking."""

import io
import uuid
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.core.fields import under
from fangxian.lines.volunteers import actions, links
from fangxian.lines.volunteers.certificate import certificate as printed
from fangxian.lines.volunteers.certificate import pdf_file, service, shown
from fangxian.lines.volunteers.forms import AcceptForm, AssignForm, LinkForm, RefuseForm, ThankForm
from fangxian.lines.volunteers.ledgers import DISCLOSE, VET, VIEW, VOLUNTEERS
from fangxian.lines.volunteers.models import State, VolunteerLink
from fangxian.mechanisms.ledgers.actions import own
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import disclose, lines
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.current import response_of

MOST = 100
MOST_PLACES = 400
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@requires(VIEW)
def listing(request: Request) -> HttpResponse:
    """List the links of one's places with what they brought; whoever vets makes another."""
    response = response_of(request)
    if request.method == "POST":
        request.actor.must(VET)
    within = under("path", response.jurisdiction.path) & request.actor.scope(VET).place_q()
    inside = Place.objects.filter(within)
    places = inside.filter(kind__in=[Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY]).order_by("path")
    by_code = {place.code: place for place in places[:MOST_PLACES]}
    form = LinkForm([(code, place.name) for code, place in by_code.items()], request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with into(form):
            made = links.make(request.actor, response, by_code[told["place"]], told["label"], told["days"])
            return redirect("volunteers:poster", made.pk)
    found = list(links.links(request.actor, response, VIEW)[:MOST])
    counts = links.counts(found)
    rows = [(link, links.holds(link), counts[link.id]) for link in found]
    status = 422 if form.errors else 200
    context = {"rows": rows, "form": form, "may_vet": request.actor.may(VET)}
    return render(request, "volunteers/links.html", context, status=status)


@requires(VET)
def poster(request: Request, link_id: uuid.UUID) -> HttpResponse:
    """Show a link as a page to print, with its QR code and the link to copy."""
    link = links.own_link(request.actor, link_id)
    address = _address(request, link)
    drawing = segno.make(address, error="m").svg_inline(scale=8, title=_("QR code"))
    context = {"link": link, "holds": links.holds(link), "address": address, "qr": mark_safe(drawing)}  # noqa: S308
    return render(request, "volunteers/poster.html", context)


@requires(VET)
def drawing(request: Request, link_id: uuid.UUID, ending: str) -> HttpResponse:
    """Return a link's QR code alone as SVG or PNG, for a poster of one's own."""
    link = links.own_link(request.actor, link_id)
    if ending not in TYPES:
        raise Missing(_("There is no such format."))
    file = io.BytesIO()
    segno.make(_address(request, link), error="m").save(file, kind=ending, scale=12, border=4)
    name = f'attachment; filename="volunteers-{link.id.hex[-6:]}.{ending}"'
    return HttpResponse(file.getvalue(), content_type=TYPES[ending], headers={"Content-Disposition": name})


@requires(VET)
@require_POST
def revoke(request: Request, link_id: uuid.UUID) -> HttpResponse:
    """End a link at once."""
    links.revoke(request.actor, link_id)
    messages.success(request, _("The link has ended. What was sent by it stays."))
    return redirect("volunteers:links")


@requires(VET)
def vet(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Accept a volunteer, or refuse with a reason."""
    refusing = request.POST.get("answer") == "refuse"
    posted = request.method == "POST"
    acceptance = AcceptForm(request.POST if posted and not refusing else None)
    refusal = RefuseForm(request.POST if refusing else None)
    form: Any = refusal if refusing else acceptance
    context = _context(request, entry_id, acceptance=acceptance, refusal=refusal)
    if posted and form.is_valid():
        with into(form):
            if refusing:
                actions.refuse(request.actor, entry_id, form.cleaned_data["reason"])
                messages.success(request, _("Kept: the volunteer reads your answer on the receipt."))
                return redirect("ledgers:volunteers_entry", entry_id)
            actions.accept(request.actor, entry_id, form.cleaned_data["fitness"])
            messages.success(request, _("Accepted. Say now where to help, or do it later."))
            return redirect("volunteers:assign", entry_id)
    return render(request, "volunteers/vet.html", context, status=422 if form.errors else 200)


@requires(VET)
def assign(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Post an accepted volunteer to a place or post."""
    context = _context(request, entry_id)
    row = context["line"].row
    form = AssignForm(Meaning(request.actor, row.response), request.POST or None,
                      initial={"place": context["line"].names.place_name(row.path)})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with into(form):
            told = form.values
            actions.assign(request.actor, entry_id, told["place"], told["post"], told["since"], told["until"])
            messages.success(request, _("Assigned: the receipt says where and since when."))
            return redirect("ledgers:volunteers_entry", entry_id)
    context |= {"form": form, "postings": shown(service(row))}
    return render(request, "volunteers/assign.html", context, status=422 if form.errors else 200)


@requires(VET)
def thank(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Thank a volunteer."""
    form = ThankForm(request.POST or None)
    context = _context(request, entry_id) | {"form": form}
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.thank(request.actor, entry_id, form.cleaned_data["words"])
            messages.success(request, _("Your thanks stand on the receipt and the certificate."))
            return redirect("ledgers:volunteers_entry", entry_id)
    context["length"] = service(context["line"].row).length
    return render(request, "volunteers/thank.html", context, status=422 if form.errors else 200)


@requires(DISCLOSE)
def certificate(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Send a volunteer's certificate to hand over; that his name was read is kept."""
    row = own(request.actor, VOLUNTEERS, entry_id)
    content = printed(row)
    disclose(request.actor, VOLUNTEERS, entry_id, _("certificate of service"))
    return pdf_file(f"{_('Certificate of volunteer service')}-{row.receipt}", content)


def _context(request: Request, entry_id: uuid.UUID, **more: Any) -> dict[str, Any]:
    row = own(request.actor, VOLUNTEERS, entry_id)
    line = lines(VOLUNTEERS, row.response, [row])[0]
    facts = [(field.title, line.shown(field.code)) for field in VOLUNTEERS.entered]
    answered = {"pending": row.answer == State.PENDING, "accepted": row.answer == State.ACCEPTED}
    return {"line": line, "facts": facts} | answered | more


def _address(request: Request, link: VolunteerLink) -> str:
    return request.build_absolute_uri(reverse("volunteers:join", args=[links.token(link)]))
