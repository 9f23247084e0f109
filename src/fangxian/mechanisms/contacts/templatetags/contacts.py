"""What pages of every line say of contacts: asked how often, and a call logged by one tap."""

import uuid
from typing import Any

from django import template

from fangxian.core.ids import new_id
from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.contacts.queries import Asked
from fangxian.mechanisms.contacts.subjects import LOG, title_of

register = template.Library()
SAID = [
    (means, [(f"{means.value}:{outcome.value}", outcome.label) for outcome in outcomes])
    for means, outcomes in (
        (Contact.Means.PHONE, (Contact.Outcome.REFUSED,)),
        (Contact.Means.VISIT, Contact.Outcome),
        (Contact.Means.MESSAGE, (Contact.Outcome.REACHED,)),
    )
]


@register.inclusion_tag("contacts/note.html", takes_context=True)
def contact_note(
    context: template.Context, topic: str, entry: uuid.UUID, asked: Asked | None
) -> dict[str, Any]:
    """Say whether somebody was asked already, and offer to log a contact to those who may ask."""
    request = context["request"]
    live = not context.get("as_of")
    return {
        "topic": topic,
        "entry": entry,
        "asked": asked,
        "id": new_id(),
        "said": SAID,
        "may_log": live and request.actor.may(LOG),
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.filter
def topic(kind: str) -> Any:
    """Say what a kind of entry is called."""
    return title_of(kind)


@register.filter
def of(known: dict[uuid.UUID, Asked], entry: uuid.UUID) -> Asked | None:
    """Return what is known of contacts about an entry."""
    return known.get(entry)
