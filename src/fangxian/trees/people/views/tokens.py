"""Tokens of service accounts."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.trees.people import actions
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.authority import MANAGE
from fangxian.trees.people.forms import TokenForm, into
from fangxian.trees.people.models import ApiToken
from fangxian.trees.people.queries import account_for, accounts_in, permissions_of
from fangxian.trees.people.views.accounts import account_page


@requires("people.manage")
@never_cache
@require_POST
def issue(request: Request, account_id: uuid.UUID) -> HttpResponse:
    """Make a token and show it this once."""
    account = account_for(request.actor, account_id, MANAGE)
    form = TokenForm(request.POST, allowed=permissions_of(account))
    if form.is_valid():
        with into(form):
            secret = actions.issue_token(request.actor, account, **form.cleaned_data)
            return render(
                request, "people/secret.html", {"account": account, "secret": secret, "token": True}
            )
    return account_page(request, account, token_form=form)


@requires("people.manage")
@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """End a token at once."""
    reachable = ApiToken.objects.filter(pk=token_id, account__in=accounts_in(request.actor, MANAGE))
    token = reachable.select_related("account").first()
    if token is None:
        raise Missing(_("There is no such token, or it lies outside your area."))
    actions.revoke_token(request.actor, token)
    return redirect("people:account", token.account_id)
