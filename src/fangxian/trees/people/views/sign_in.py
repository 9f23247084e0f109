"""Signing in by name or phone and then by code, signing out, accepting an invitation, the language."""

from datetime import datetime, timedelta
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.core import clock
from fangxian.core.audit.trail import Kind, record
from fangxian.trees.people import actions
from fangxian.trees.people.access import Request, open_to_all
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.backends import NameOrPhoneBackend
from fangxian.trees.people.forms import CodeForm, NewPasswordForm, SignInForm, into
from fangxian.trees.people.models import Account

BACKEND = "fangxian.trees.people.backends.NameOrPhoneBackend"
PENDING = "people.pending"
CHOSEN = "people.language"
PENDING_TIME = timedelta(minutes=5)
CODES_ALLOWED = 5


@open_to_all
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """Ask for name or phone and password; ``throttle.locked_out`` answers too many failures."""
    onward = safe_next(request)
    if request.actor.account is not None:
        return redirect(onward)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            return _after_password(request, account, onward)
        form.add_error(None, _("The name or the password is not right."))
    context = {"form": form, "next": onward, "demo": settings.FANGXIAN_DEMO}
    return render(request, "people/sign_in.html", context)


@open_to_all
@never_cache
def enter_code(request: Request) -> HttpResponse:
    """Ask for the code after a right password; until it is right nobody is signed in."""
    pending: dict[str, Any] = request.session.get(PENDING, {})
    account = _pending_account(pending)
    if account is None:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = _verified_device(account, form.cleaned_data["code"])
        if device:
            return finish(request, account, pending["next"], device)
        pending["wrong"] += 1
        if pending["wrong"] >= CODES_ALLOWED:
            del request.session[PENDING]
            messages.error(request, _("Too many wrong codes. Please sign in again."))
            return redirect("people:sign_in")
        request.session[PENDING] = pending
        form.add_error("code", _("This code is not right; wait for the next one and try again."))
    return render(request, "people/enter_code.html", {"form": form})


@open_to_all
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    if request.actor.account is not None:
        record(Actor(request.actor.account), Kind.SIGN_IN, "people.sign_out")
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@open_to_all
@never_cache
@sensitive_post_parameters("password", "again")
def accept_invitation(request: Request) -> HttpResponse:
    """Let an invited person set a password; the secret stands in the query, which no log holds."""
    secret = request.GET.get("key", "")
    account = actions.invitation_of(secret).account
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.accept_invitation(secret, form.cleaned_data["password"])
        if form.is_valid():
            messages.success(request, _("Your password is set. Please sign in."))
            return redirect("people:sign_in")
    return render(request, "people/accept_invitation.html", {"form": form, "account": account})


@open_to_all
@require_POST
def set_language(request: Request) -> HttpResponse:
    """Show pages in another language from now on."""
    language = request.POST.get("language", "")
    answer = redirect(safe_next(request))
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")
        if request.actor.account is not None:
            actions.set_language(request.actor, language)
        else:
            request.session[CHOSEN] = language
    return answer


@open_to_all
def sign_in_as(request: Request) -> HttpResponse:
    """Choose whom to be, without a password: in the demonstration only, elsewhere there is no such page."""
    if not settings.FANGXIAN_DEMO:
        raise Http404
    people = Account.objects.filter(is_active=True, is_service=False)
    if request.method == "POST":
        account = people.filter(name=request.POST.get("account", "")).first()
        if account is None:
            raise Http404
        return finish(request, account, safe_next(request))
    accounts = people.prefetch_related("grants__place", "grants__body")[:200]
    return render(request, "people/sign_in_as.html", {"accounts": accounts, "next": safe_next(request)})


def finish(
    request: HttpRequest, account: Account, onward: str, device: TOTPDevice | None = None
) -> HttpResponse:
    """Open the session of an account and go to where it was bound."""
    request.session.pop(PENDING, None)
    chosen = request.session.pop(CHOSEN, account.language)
    if chosen != account.language:
        actions.set_language(Actor(account), chosen)
    login(request, account, backend=BACKEND)
    if device is not None:
        django_otp.login(request, device)
    record(Actor(account), Kind.SIGN_IN, "people.sign_in", code=device is not None)
    answer = redirect(onward)
    if translation.check_for_language(chosen):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax")
    return answer


def safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards: ``next`` if it lies on this site, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=secure):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _after_password(request: HttpRequest, account: Account, onward: str) -> HttpResponse:
    if not TOTPDevice.objects.filter(user=account, confirmed=True).exists():
        return finish(request, account, onward)
    request.session.cycle_key()
    begun = clock.now().isoformat()
    request.session[PENDING] = {"account": str(account.id), "begun": begun, "next": onward, "wrong": 0}
    return redirect("people:enter_code")


def _pending_account(pending: dict[str, Any]) -> Account | None:
    if not pending or clock.now() - datetime.fromisoformat(pending["begun"]) > PENDING_TIME:
        return None
    return NameOrPhoneBackend().get_user(pending["account"])


def _verified_device(account: Account, code: str) -> TOTPDevice | None:
    """Return the account's device if it accepts the code; the device itself slows guesses down."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True).first()
        return device if device is not None and device.verify_token(code) else None
