"""Scoped reads: the webhooks of the service accounts that one manages."""

import uuid

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.mechanisms.webhooks.models import Call, Webhook
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.authority import MANAGE
from fangxian.trees.people.models import Account
from fangxian.trees.people.queries import accounts_in

PAGE = 50


def accounts(actor: Actor) -> QuerySet[Account]:
    """Return the open service accounts that the actor manages."""
    return accounts_in(actor, MANAGE).filter(is_service=True, is_active=True).order_by("name")


def visible(actor: Actor) -> QuerySet[Webhook]:
    """Return the webhooks of the accounts that the actor manages, ended ones too, each with its calls by state."""
    own = Webhook.objects.filter(account__in=accounts_in(actor, MANAGE))
    states = {state.value: Count("calls", filter=Q(calls__state=state)) for state in Call.State}
    return own.select_related("account").annotate(**states)


def one(actor: Actor, webhook_id: uuid.UUID) -> Webhook:
    """Return a webhook; raises ``Missing``."""
    found = visible(actor).filter(pk=webhook_id).first()
    if found is None:
        raise Missing(_("There is no such webhook, or it lies outside your area."))
    return found


def one_call(actor: Actor, call_id: int) -> Call:
    """Return a call with its webhook; raises ``Missing``."""
    reachable = Call.objects.filter(pk=call_id, webhook__account__in=accounts_in(actor, MANAGE))
    found = reachable.select_related("webhook__account").first()
    if found is None:
        raise Missing(_("There is no such webhook, or it lies outside your area."))
    return found


def calls(webhook: Webhook, page: int) -> list[Call]:
    """Return one page of a webhook's calls and one more, the latest first."""
    start = page * PAGE
    return list(webhook.calls.all()[start : start + PAGE + 1])
