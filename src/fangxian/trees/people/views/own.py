"""One's own account: roles, password, sign-in codes."""

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from fangxian.trees.people import actions, phones
from fangxian.trees.people.access import Request, signed_in
from fangxian.trees.people.actions.credentials import own_account
from fangxian.trees.people.forms import ChangePasswordForm, CodeForm, OwnPasswordForm, into
from fangxian.trees.people.models import Role
from fangxian.trees.people.queries import live_grants
from fangxian.trees.people.roles import PERMISSIONS, ROLES


@signed_in
def me(request: Request) -> HttpResponse:
    """Show one's roles, what they allow, and how the account is secured."""
    account = own_account(request.actor)
    grants = list(live_grants(account))
    held = {code for grant in grants for code in ROLES[Role(grant.role)]}
    context = {
        "account": account,
        "phone": phones.masked(account),
        "grants": grants,
        "permissions": [text for code, text in PERMISSIONS.items() if code in held],
        "codes_on": TOTPDevice.objects.filter(user=account, confirmed=True).exists(),
        "off_form": OwnPasswordForm(),
    }
    return render(request, "people/me.html", context)


@signed_in
@never_cache
@sensitive_post_parameters("current", "password", "again")
def change_password(request: Request) -> HttpResponse:
    """Change one's password; this session goes on, all others end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            data = form.cleaned_data
            account = actions.change_password(request.actor, data["current"], data["password"])
            update_session_auth_hash(request, account)
            messages.success(request, _("Your password is changed; other devices are signed out."))
            return redirect("people:me")
    return render(request, "people/change_password.html", {"form": form})


@signed_in
@require_POST
def start_codes(request: Request) -> HttpResponse:
    """Make a new secret for the authenticator app."""
    actions.enroll_totp(request.actor)
    return redirect("people:codes")


@signed_in
@never_cache
def codes(request: Request) -> HttpResponse:
    """Show the secret as a QR code and ask for a first code."""
    device = TOTPDevice.objects.filter(user_id=request.actor.id, confirmed=False).first()
    if device is None:
        return redirect("people:me")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.confirm_totp(request.actor, form.cleaned_data["code"])
            messages.success(request, _("From now on, signing in asks for a code."))
            return redirect("people:me")
    drawing = segno.make(device.config_url, error="m").svg_inline(scale=5, title=_("QR code"))
    return render(request, "people/codes.html", {"form": form, "qr": mark_safe(drawing)})  # noqa: S308


@signed_in
@require_POST
@sensitive_post_parameters("password")
def stop_codes(request: Request) -> HttpResponse:
    """Switch sign-in codes off, with the password."""
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        with into(form):
            actions.disable_totp(request.actor, own_account(request.actor), form.cleaned_data["password"])
            messages.success(request, _("Sign-in codes are switched off."))
            return redirect("people:me")
    messages.error(request, _("This is not your present password."))
    return redirect("people:me")
