"""The log of deliveries: what went where and when, what failed and why, and sending it again."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.mechanisms.entries.cursors import cursor, read_cursor, read_id
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.actions.inbox import OVER
from fangxian.mechanisms.messages.models import Channel, Delivery
from fangxian.mechanisms.messages.reading import read_by
from fangxian.mechanisms.messages.views.reminders import worker_state
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

State = Delivery.State
TONES = {
    State.WAITING: "due", State.SENDING: "due", State.SENT: "ok", State.FAILED: "late", State.UNSURE: "late",
    State.SETTLED: "zero", State.LAPSED: "neutral",
}  # fmt: skip
INSIDE = "inside"
ERRORS: dict[str, Text] = {
    "unreachable": gettext_lazy("the server could not be reached"),
    "no_answer": gettext_lazy("no answer in time: it may have arrived"),
    "refused": gettext_lazy("the other side refused it"),
    "bad_address": gettext_lazy("the address is wrong"),
    "broken": gettext_lazy("it could not be sent"),
    "interrupted": gettext_lazy("the worker stopped while sending"),
    "key_destroyed": gettext_lazy("the key of the address is destroyed"),
    "removed": gettext_lazy("the channel was removed"),
}


@requires("messages.manage")
def log(request: Request) -> HttpResponse:
    """List deliveries by state and kind of channel, the latest first."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = queries.log(request.actor, response_of(request))
    if state in State.values:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(channel=None) if kind == INSIDE else rows.filter(channel__kind=kind)
    after = request.GET.get("after", "")
    found = queries.page(rows, read_cursor(after))
    shown, last = found[: queries.PAGE], found[queries.PAGE - 1] if len(found) > queries.PAGE else None
    kept = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    context = {
        "rows": [
            (said, TONES[State(said.delivery.state)], ERRORS.get(said.delivery.error, ""))
            for said in read_by(shown)
        ],
        "again": [row.id for row in shown if row.state in OVER and row.channel_id],
        "over": OVER,
        "states": _choices("state", [(code, text, TONES[State(code)]) for code, text in State.choices], kept),
        "kinds": _choices(
            "kind", [(INSIDE, _("inside"), ""), *((c, t, "") for c, t in Channel.Kind.choices)], kept
        ),
        "resting": queries.resting(request.actor, clock.now()),
        "first_url": f"?{urlencode(kept)}" if after else "",
        "next_url": f"?{urlencode({**kept, 'after': cursor(last.created_at, last.id)})}" if last else "",
        **worker_state(),
    }
    return render(request, "messages/log.html", context)


@requires("messages.manage")
@require_POST
def again(request: Request) -> HttpResponse:
    """Send failed or unanswered deliveries again."""
    keys = [key for text in request.POST.getlist("delivery") if (key := read_id(text))]
    count = actions.send_again(request.actor, response_of(request), keys)
    said = ngettext("%(count)s message goes once more.", "%(count)s messages go once more.", count)
    messages.success(request, said % {"count": count})
    return redirect(reverse("messages:log"))


def _choices(name: str, values: list[tuple[str, Any, str]], kept: dict[str, str]) -> list[dict[str, object]]:
    chosen, rest = kept.get(name, ""), {key: value for key, value in kept.items() if key != name}
    return [
        {"label": _("all"), "url": f"?{urlencode(rest)}", "active": not chosen},
        *(
            {
                "label": text,
                "status": tone,
                "url": f"?{urlencode({**rest, name: code})}",
                "active": code == chosen,
            }
            for code, text, tone in values
        ),
    ]
