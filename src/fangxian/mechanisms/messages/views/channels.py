"""Channels: one's own with quiet hours, and those of chat groups and units for who looks after them."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.messages import actions, queries
from fangxian.mechanisms.messages.forms import ChannelForm, PreferenceForm, SharedChannelForm, into
from fangxian.mechanisms.messages.manners import of_preference
from fangxian.mechanisms.messages.models import Channel
from fangxian.mechanisms.messages.queries import MANAGE
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.access import Request, requires, signed_in
from fangxian.trees.people.queries import places_and_bodies
from fangxian.trees.places.models import Place
from fangxian.trees.responses.current import response_of
from fangxian.trees.responses.models import Response


@signed_in
@sensitive_post_parameters("address", "secret")
def own(request: Request) -> HttpResponse:
    """List one's own channels, and add one."""
    form = ChannelForm(request.POST or None, web_hooks=request.actor.may(MANAGE))
    if request.method == "POST" and form.is_valid():
        with into(form):
            actions.add_channel(request.actor, **form.described())
            messages.success(request, _("A code is on its way there; enter it here."))
            return redirect("messages:channels")
    return _own(request, form)


@signed_in
@require_POST
def quiet(request: Request) -> HttpResponse:
    """Keep one's own quiet hours."""
    form = PreferenceForm(None, {}, request.POST)
    if form.is_valid():
        with into(form):
            actions.set_preference(request.actor, **form.cleaned_data)
            messages.success(request, _("Your quiet hours are kept."))
            return redirect("messages:channels")
    return _own(request, preference_form=form)


@requires("messages.manage")
@sensitive_post_parameters("address", "secret")
def shared(request: Request) -> HttpResponse:
    """List the channels of chat groups and units, and add one."""
    form = SharedChannelForm(request.POST or None, web_hooks=True)
    if request.method == "POST" and form.is_valid():
        with into(form):
            title, (place, body) = form.cleaned_data["title"], _owner(form.cleaned_data["on"])
            actions.add_channel(request.actor, title=title, place=place, body=body, **form.described())
            messages.success(request, _("A code is on its way there; enter it here."))
            return redirect("messages:shared")
    return _shared(request, form)


@signed_in
@require_POST
def send_code(request: Request, channel_id: uuid.UUID) -> HttpResponse:
    """Send a channel a new code."""
    channel = actions.check_channel(request.actor, channel_id)
    messages.success(request, _("A code is on its way there; enter it here."))
    return redirect(_page_of(channel))


@signed_in
@require_POST
def verify(request: Request, channel_id: uuid.UUID) -> HttpResponse:
    """Take a channel into use by its code."""
    channel = queries.channel_for(request.actor, channel_id)
    try:
        actions.verify_channel(request.actor, channel_id, request.POST.get("code", ""))
    except Invalid as refusal:
        errors = {channel.id: refusal.errors["code"]}
        return _own(request, errors=errors) if channel.account_id else _shared(request, errors=errors)
    messages.success(request, _("The channel is in use."))
    return redirect(_page_of(channel))


@signed_in
@require_POST
def remove(request: Request, channel_id: uuid.UUID) -> HttpResponse:
    """Remove a channel."""
    channel = queries.channel_for(request.actor, channel_id)
    actions.remove_channel(request.actor, channel_id)
    messages.success(request, _("The channel is removed and its address destroyed."))
    return redirect(_page_of(channel))


def _own(
    request: Request,
    form: ChannelForm | None = None,
    preference_form: PreferenceForm | None = None,
    errors: Mapping[uuid.UUID, object] | None = None,
) -> HttpResponse:
    own_one, default = queries.preference_of(request.actor, _response(request))
    usual = of_preference(default)
    initial = {
        "quiet_from": usual.quiet_from,
        "quiet_to": usual.quiet_to,
        "digest_minutes": int(usual.digest.total_seconds() // 60),
    }
    bad = bool(errors or (form and form.errors) or (preference_form and preference_form.errors))
    context = _listed(list(queries.own_channels(request.actor)), errors) | {
        "form": form or ChannelForm(web_hooks=request.actor.may(MANAGE)),
        "preference_form": preference_form or PreferenceForm(own_one, initial),
        "may_manage": request.actor.may(MANAGE),
    }
    return render(request, "messages/channels.html", context, status=422 if bad else 200)


def _shared(
    request: Request, form: SharedChannelForm | None = None, errors: Mapping[uuid.UUID, object] | None = None
) -> HttpResponse:
    request.actor.must(MANAGE)
    context = _listed(list(queries.shared_channels(request.actor)), errors) | {
        "form": form or SharedChannelForm(web_hooks=True),
        "known": places_and_bodies(request.actor, MANAGE),
        "shared": True,
    }
    bad = bool(errors or (form and form.errors))
    return render(request, "messages/shared.html", context, status=422 if bad else 200)


def _listed(channels: list[Channel], errors: Mapping[uuid.UUID, object] | None) -> dict[str, object]:
    codes = queries.last_codes(channels)
    rows = [(channel, codes.get(channel.id), (errors or {}).get(channel.id, "")) for channel in channels]
    return {"rows": rows, "now": clock.now()}


def _owner(text: str) -> tuple[Place | None, Body | None]:
    """Return the place or the body of a code; raises ``Invalid`` (on)."""
    code = (text.split() or [""])[0]
    place = Place.objects.filter(code=code).first()
    body = None if place else Body.objects.select_related("place").filter(code=code).first()
    if place is None and body is None:
        raise Invalid({"on": _("No place or body has this code.")})
    return place, body


def _page_of(channel: Channel) -> str:
    return "messages:channels" if channel.account_id else "messages:shared"


def _response(request: Request) -> Response | None:
    try:
        return response_of(request)
    except Missing:
        return None
