"""The administration of accounts: list, create, invite, roles, closing; each page within the user's scope."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.core.dated import today, valid_after, valid_on
from fangxian.core.errors import Missing
from fangxian.trees.people import actions, phones
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.authority import MANAGE
from fangxian.trees.people.forms import (
    GrantForm,
    NewAccountForm,
    PhoneForm,
    ResponsibleForm,
    SearchForm,
    TokenForm,
    into,
)
from fangxian.trees.people.models import Account, Grant, Responsibility, Role
from fangxian.trees.people.queries import (
    account_for,
    accounts_in,
    grants_in,
    permissions_of,
    places_and_bodies,
    unended_grants,
)
from fangxian.trees.people.saving import savable

PAGE = 50
RESPONSIBLE = "responsible_%s"


@requires("people.view")
@savable("role")
def listing(request: Request) -> HttpResponse:
    """List the accounts of one's area, found by name or post."""
    search, role = request.GET.get("q", ""), request.GET.get("role", "")
    accounts = accounts_in(request.actor, search=search).prefetch_related("grants__place", "grants__body")
    if role in Role.values:
        held = Grant.objects.filter(valid_on(today()), role=role)
        accounts = accounts.filter(pk__in=held.values("account"))
    page = Paginator(accounts, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": SearchForm({"q": search, "role": role}),
        "may_manage": request.actor.may(MANAGE),
    }
    return render(request, "people/accounts.html", context)


@requires("people.manage")
def create(request: Request) -> HttpResponse:
    """Create an account with its first role."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form), transaction.atomic():
            account = actions.create_account(request.actor, **form.described())
            actions.grant_role(request.actor, account, **form.granted())
            messages.success(request, _("The account is made. Now invite its holder."))
            return redirect("people:account", account.id)
    known = places_and_bodies(request.actor, MANAGE)
    return render(request, "people/account_new.html", {"form": form, "known": known})


@requires("people.view")
def detail(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Show an account, its roles and its tokens."""
    return account_page(request, account_for(request.actor, account_id))


@requires("people.manage")
@require_POST
def grant(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Grant a role."""
    account = account_for(request.actor, account_id, MANAGE)
    form = GrantForm(request.POST)
    if form.is_valid():
        with into(form):
            actions.grant_role(request.actor, account, **form.granted())
            return redirect("people:account", account.id)
    return account_page(request, account, grant_form=form)


@requires("people.manage")
@require_POST
def end_grant(request: Request, grant_id: int) -> HttpResponse:
    """End a role today."""
    found = grants_in(request.actor.scope(MANAGE)).filter(pk=grant_id).distinct().first()
    if found is None:
        raise Missing(_("There is no such role, or it lies outside your area."))
    actions.end_grant(request.actor, found)
    messages.success(request, _("The role ends today."))
    return redirect("people:account", found.account_id)


@requires("people.manage")
@require_POST
def name_responsible(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Name the account as who answers for a place or a body, as gap lists and reminders show it (M1)."""
    account = account_for(request.actor, account_id, MANAGE)
    form = ResponsibleForm(request.POST, auto_id=RESPONSIBLE)
    if form.is_valid():
        with into(form):
            actions.name_responsible(request.actor, account, **form.named())
            return redirect("people:account", account.id)
    return account_page(request, account, responsible_form=form)


@requires("people.manage")
@require_POST
def end_responsibility(request: Request, responsibility_id: int) -> HttpResponse:
    """End a responsibility today."""
    named = Responsibility.objects.select_related("place", "body__place").filter(pk=responsibility_id).first()
    if named is None:
        raise Missing(_("There is no such responsibility, or it lies outside your area."))
    actions.end_responsibility(request.actor, named)
    return redirect("people:account", named.account_id)


@requires("people.manage")
@require_POST
def set_phone(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Change the phone number."""
    account = account_for(request.actor, account_id, MANAGE)
    form = PhoneForm(request.POST)
    if form.is_valid():
        with into(form):
            actions.set_phone(request.actor, account, form.cleaned_data["phone"])
            return redirect("people:account", account.id)
    return account_page(request, account, phone_form=form)


@requires("people.manage")
@never_cache
@require_POST
def invite(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Make an invitation link and show it this once."""
    account = account_for(request.actor, account_id, MANAGE)
    secret = actions.invite(request.actor, account)
    link = request.build_absolute_uri(f"{reverse('people:accept_invitation')}?key={secret}")
    context = {"account": account, "secret": link, "days": actions.INVITATION_DAYS}
    return render(request, "people/secret.html", context)


@requires("people.manage")
@require_POST
def set_open(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Close an account, or open it again (``open=1``)."""
    account = account_for(request.actor, account_id, MANAGE)
    change = actions.reactivate if request.POST.get("open") == "1" else actions.deactivate
    change(request.actor, account)
    return redirect("people:account", account.id)


@requires("people.manage")
@require_POST
def reset_codes(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Switch sign-in codes off for somebody who lost the device."""
    account = account_for(request.actor, account_id, MANAGE)
    actions.disable_totp(request.actor, account)
    messages.success(request, _("Sign-in codes are switched off."))
    return redirect("people:account", account.id)


def account_page(
    request: Request, account: Account, **forms: GrantForm | PhoneForm | ResponsibleForm | TokenForm
) -> HttpResponse:
    """Render the page of an account, with the forms that were refused."""
    manages = request.actor.may(MANAGE)
    may_manage = manages and accounts_in(request.actor, MANAGE).filter(pk=account.pk).exists()
    context = {
        "account": account,
        "phone": phones.masked(account),
        "grants": unended_grants(account),
        "past": Grant.objects.filter(account=account).exclude(pk__in=unended_grants(account)),
        "responsibilities": account.responsibilities.filter(valid_after(today())).select_related(
            "place", "body"
        ),
        "responsible_form": ResponsibleForm(auto_id=RESPONSIBLE),
        "codes_on": TOTPDevice.objects.filter(user=account, confirmed=True).exists(),
        "may_manage": may_manage,
        "known": places_and_bodies(request.actor, MANAGE) if may_manage else [],
        "grant_form": GrantForm(),
        "phone_form": PhoneForm(),
        "token_form": TokenForm(allowed=permissions_of(account)) if account.is_service else None,
    }
    status = 422 if forms else 200
    return render(request, "people/account.html", context | forms, status=status)
