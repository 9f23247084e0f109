"""Pages without an account: sign up by a link; by the receipt look, correct, withdraw, take the certificate."""

from typing import Any

import segno
from axes.helpers import get_client_ip_address
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Conflict, TooMany
from fangxian.lines.volunteers import links, signing_up
from fangxian.lines.volunteers.certificate import certificate as printed
from fangxian.lines.volunteers.certificate import pdf_file, service, shown
from fangxian.lines.volunteers.forms import SignUpForm
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.visitors.bounds import for_everybody
from fangxian.trees.people.access import Request
from fangxian.trees.people.forms import into


@for_everybody
def join(request: Request, token: str) -> HttpResponse:
    """Let somebody sign up by a link."""
    link = links.link_of(token)
    if not links.holds(link):
        over = link.response.ended(clock.now())
        return render(request, "volunteers/closed.html", {"link": link, "over": over}, status=410)
    form = SignUpForm(link.response, request.POST or None, link=link)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                with into(form):
                    statement = Statement(VOLUNTEERS, form.values, form.cleaned_data["id"])
                    made = signing_up.submit(link, statement, str(get_client_ip_address(request) or ""))
                    return redirect(f"{_receipt_url(made)}&new=1")
            except (Conflict, TooMany) as refusal:
                form.add_error(None, str(refusal.message))
                status = refusal.status
        status = status if status != 200 else 422
    answer = render(request, "volunteers/join.html", {"form": form, "link": link, "response": link.response},
                    status=status)  # fmt: skip
    if status == TooMany.status:
        answer["Retry-After"] = "600"
    return answer


@for_everybody
def receipt(request: Request) -> HttpResponse:
    """Show the holder of a receipt how his sign-up stands, where he is posted, and the thanks."""
    own = _own(request)
    address = request.build_absolute_uri(_receipt_url(own))
    drawing = segno.make(address, error="m")
    line, served = lines(VOLUNTEERS, own.response, [own])[0], service(own)
    context = {
        "own": own,
        "name": line.shown("name"),
        "place": line.shown("place"),
        "postings": shown(served),
        "length": served.length,
        "pending": own.answer == State.PENDING,
        "may_withdraw": own.answer in (State.PENDING, State.ACCEPTED),
        "key": request.GET["key"],
        "address": address,
        "is_new": request.GET.get("new") == "1",
        "qr": mark_safe(drawing.svg_inline(scale=4, title=_("QR code"))),  # noqa: S308
    }
    return render(request, "volunteers/receipt.html", context)


@for_everybody
def correct(request: Request) -> HttpResponse:
    """Let the holder of a receipt correct what he stated, until he is answered."""
    own = _own(request)
    if own.answer != State.PENDING:
        return redirect(_receipt_url(own))
    line = lines(VOLUNTEERS, own.response, [own])[0]
    form = SignUpForm(own.response, request.POST or None, former=line)
    if request.method == "POST" and form.is_valid():
        with into(form):
            signing_up.correct(own, form.values)
            return redirect(_receipt_url(own))
    context: dict[str, Any] = {
        "form": form,
        "own": own,
        "response": own.response,
        "receipt_url": _receipt_url(own),
    }
    return render(request, "volunteers/join.html", context, status=422 if form.errors else 200)


@for_everybody
@require_POST
def withdraw(request: Request) -> HttpResponse:
    """Let the holder of a receipt take his sign-up back."""
    own = _own(request)
    signing_up.withdraw(own)
    return redirect(_receipt_url(own))


@for_everybody
def certificate(request: Request) -> HttpResponse:
    """Send the holder of a receipt his certificate of service."""
    own = _own(request)
    content = printed(own)
    signing_up.opened_by_receipt(own)
    return pdf_file(f"{_('Certificate of volunteer service')}-{own.receipt}", content)


def _own(request: Request) -> Volunteer:
    return signing_up.receipt_of(request.GET.get("key", "")[:80])


def _receipt_url(row: Volunteer) -> str:
    """Return a receipt's address; the secret stands in the query, which no log holds."""
    return f"{reverse('volunteers:receipt')}?{urlencode({'key': signing_up.receipt_key(row)})}"
