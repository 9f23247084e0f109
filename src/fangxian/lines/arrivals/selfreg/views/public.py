"""Pages without an account: register oneself by a link; by the receipt look, correct, withdraw."""

from dataclasses import replace
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
from fangxian.core.errors import Conflict, Invalid, TooMany
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.sealing import masked, open_person
from fangxian.lines.arrivals.selfreg import actions, limits, secrets
from fangxian.lines.arrivals.selfreg.forms import FindForm
from fangxian.lines.arrivals.selfreg.links import holds
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.lines.arrivals.selfreg.reading import arrivals_of, places_of
from fangxian.lines.arrivals.selfreg.self_form import SelfForm
from fangxian.lines.arrivals.selfreg.views.bounds import for_everybody
from fangxian.trees.people.access import Request
from fangxian.trees.people.forms import into

State = SelfRegistration.State


@for_everybody
def register(request: Request, token: str) -> HttpResponse:
    """Let somebody register himself by a link."""
    link = secrets.link_of(token)
    if not holds(link):
        over = link.response.ended(clock.now())
        return render(request, "selfreg/closed.html", {"link": link, "over": over}, status=410)
    form = SelfForm(link, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            try:
                made = actions.submit(link, form.arrivals(), _address(request))
                return redirect(f"{_receipt_url(made)}&new=1")
            except Conflict:
                form = _anew(link, request)
            except TooMany as refusal:
                form.add_error(None, str(refusal.message))
                answer = _page(request, form, link, status=refusal.status)
                answer["Retry-After"] = str(refusal.retry_after)
                return answer
    return _page(request, form, link)


@for_everybody
def find(request: Request) -> HttpResponse:
    """Find one's receipt again by its number and one's name; after too many wrong ones the answer is to wait."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            limits.check_numbers(_address(request))
            found = secrets.receipt_by(form.cleaned_data["number"], form.cleaned_data["name"])
            if found:
                return redirect(_receipt_url(found))
            limits.count_wrong(_address(request))
            raise Invalid({"number": _("No receipt has this number and name. Look at both once more.")})
    return render(request, "selfreg/find.html", {"form": form}, status=422 if form.errors else 200)


@for_everybody
def receipt(request: Request) -> HttpResponse:
    """Show where a self-registration stands to the holder of its receipt, masked."""
    own = _own(request)
    rows = actions.household(own)
    address = request.build_absolute_uri(_receipt_url(own))
    drawing = segno.make(address, error="m")
    context = {
        "own": own,
        "place": places_of([own]).get(own.path),
        "people": [(row, masked(open_person(row, row.response))) for row in rows],
        "pending": own.state == State.PENDING,
        "over": own.state == State.PENDING and own.response.ended(clock.now()),
        "key": request.GET["key"],
        "address": address,
        "is_new": request.GET.get("new") == "1",
        "qr": mark_safe(drawing.svg_inline(scale=4, title=_("QR code"))),  # noqa: S308
    }
    return render(request, "selfreg/receipt.html", context)


@for_everybody
def correct(request: Request) -> HttpResponse:
    """Let the holder of a receipt correct what he entered; personal fields left empty stay as they are."""
    own = _own(request)
    together = actions.household(own)
    rows = [row for row in together if row.state == State.PENDING]
    if own.state != State.PENDING:
        return redirect(_receipt_url(own))
    former = [replace(arrival, id=row.entry_id) for arrival, row in zip(arrivals_of(rows), rows, strict=True)]
    answered = {row.entry_id for row in together if row.state != State.PENDING}
    form = SelfForm(own.link, request.POST or None, former=former, answered=answered)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.correct(own, form.arrivals(), form.taken_out())
            return redirect(_receipt_url(own))
    return _page(request, form, own.link, own)


@for_everybody
@require_POST
def withdraw(request: Request) -> HttpResponse:
    """Let the holder of a receipt take back what he entered."""
    own = _own(request)
    actions.withdraw(own)
    return redirect(_receipt_url(own))


def _address(request: Request) -> str:
    return str(get_client_ip_address(request) or "")


def _own(request: Request) -> SelfRegistration:
    return secrets.receipt_of(request.GET.get("key", "")[:80])


def _receipt_url(row: SelfRegistration) -> str:
    """Return a receipt's address; the secret stands in the query, which no log holds."""
    return f"{reverse('selfreg:receipt')}?{urlencode({'key': secrets.receipt_key(row)})}"


def _anew(link: RegistrationLink, request: Request) -> SelfForm:
    """Offer what was entered as another person's under a fresh id: the first one was sent before."""
    data = request.POST.copy()
    data["id"] = str(new_id())
    again = SelfForm(link, data)
    again.is_valid()
    again.add_error(None, _("This form was sent before. If this is another person, send it once more."))
    return again


def _page(
    request: Request,
    form: SelfForm,
    link: RegistrationLink,
    own: SelfRegistration | None = None,
    status: int = 0,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "link": link, "own": own}
    if own:
        context["shown"] = masked(open_person(own, own.response))
        context["receipt_url"] = _receipt_url(own)
    status = status or (422 if form.errors else 200)
    return render(request, "selfreg/register.html", context, status=status)
