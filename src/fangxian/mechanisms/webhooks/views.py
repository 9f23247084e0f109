"""Pages about webhooks: who is told of what, and how it went."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.mechanisms.webhooks import actions, kinds, queries
from fangxian.mechanisms.webhooks.forms import WebhookForm, into
from fangxian.mechanisms.webhooks.models import Call
from fangxian.mechanisms.webhooks.sending import MOST_FAILURES
from fangxian.trees.people.access import Request, requires

ANSWERS: dict[str, Text] = {
    "ConnectionError": gettext_lazy("could not be reached"),
    "ConnectTimeout": gettext_lazy("could not be reached"),
    "SSLError": gettext_lazy("its certificate is not trusted"),
    "ReadTimeout": gettext_lazy("no answer in time"),
    "ended": gettext_lazy("told nothing more"),
}
CHIPS = {Call.State.WAITING: "due", Call.State.TAKEN: "ok", Call.State.GIVEN_UP: "late"}


@requires("people.manage")
@never_cache
def listing(request: Request) -> HttpResponse:
    """List the webhooks of the service accounts that one manages, and add one: its secret is shown once."""
    form = WebhookForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            webhook, secret = actions.add(
                request.actor, form.cleaned_data["account"], form.cleaned_data["title"],
                form.cleaned_data["address"], form.cleaned_data["actions"],
            )  # fmt: skip
            return render(request, "webhooks/secret.html", {"webhook": webhook, "secret": secret})
    context = {
        "webhooks": queries.visible(request.actor).filter(ended_at=None),
        "form": form,
        "accounts": queries.accounts(request.actor).exists(),
    }
    return render(request, "webhooks/list.html", context, status=422 if form.errors else 200)


def answered(call: Call) -> Text:
    """Return what the receiver answered in words: its status, or why there was none."""
    if not call.outcome or call.outcome.isdigit():
        return call.outcome or "—"
    return ANSWERS.get(call.outcome, _("could not be sent (%(why)s)") % {"why": call.outcome})


@requires("people.manage")
def detail(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """Show what one address is told of, and the log of its calls."""
    webhook = queries.one(request.actor, webhook_id)
    page = int(asked) if (asked := request.GET.get("page", "")).isdigit() else 0
    found = queries.calls(webhook, page)
    titles = {kind.action: kind.title for kind in kinds.all_kinds()}
    context = {
        "webhook": webhook,
        "calls": [
            (call, titles.get(call.action, call.action), CHIPS[Call.State(call.state)], answered(call))
            for call in found[: queries.PAGE]
        ],
        "titles": [titles.get(action, action) for action in webhook.actions],
        "next_url": f"?page={page + 1}" if len(found) > queries.PAGE else "",
        "first_url": "?" if page else "",
        "most_failures": MOST_FAILURES,
        "both_hold_until": webhook.renewed_at + actions.BOTH_HOLD if webhook.renewed_at else None,
        "now": clock.now(),
    }
    return render(request, "webhooks/detail.html", context)


@requires("people.manage")
@require_POST
def end(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """Tell an address nothing more."""
    actions.end(request.actor, webhook_id)
    messages.success(request, _("This address is told nothing more."))
    return redirect("webhooks:list")


@requires("people.manage")
@require_POST
def resume(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """Send again to an address that failed too often."""
    actions.resume(request.actor, webhook_id)
    messages.success(request, _("What waits is sent again."))
    return redirect("webhooks:detail", webhook_id)


@requires("people.manage")
@require_POST
@never_cache
def renew_secret(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """Give a webhook a new secret, which is shown once."""
    webhook, secret = actions.renew_secret(request.actor, webhook_id)
    return render(request, "webhooks/secret.html", {"webhook": webhook, "secret": secret, "renewed": True})


@requires("people.manage")
@require_POST
def again(request: Request, call_id: int) -> HttpResponse:
    """Send one call again that was given up or taken."""
    webhook = actions.again(request.actor, call_id)
    messages.success(request, _("What waits is sent again."))
    return redirect("webhooks:detail", webhook.pk)
