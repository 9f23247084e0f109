"""The contact log over the API: whether somebody was asked already, and that he was asked (M5)."""

import uuid
from typing import Any

from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.schemas.common import Code, Receipt
from fangxian.command.api.schemas.self_registrations import AskedOut, ContactIn
from fangxian.mechanisms.contacts import actions
from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.contacts.queries import asked_about
from fangxian.mechanisms.contacts.subjects import LOG, topic_of
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["contacts"])
LOGS = Requires(LOG)


@router.get("/contacts/{topic}/{uuid:entry_id}", auth=LOGS, response={200: AskedOut, **REFUSALS})
def already_asked(request: Request, topic: Code, entry_id: uuid.UUID) -> dict[str, Any]:
    """Tell whether the person of an entry was asked already, in whichever line: look before you call."""
    about = topic_of(topic).find(request.actor, entry_id)
    known = asked_about(about.response, entry_id, about.subject)
    shown = [
        {
            "at": one.happened_at,
            "by": one.asked_by,
            "topic": one.topic,
            "means": one.means,
            "outcome": one.outcome,
        }
        for one in known.contacts
    ]
    return {"times": known.times, "days": known.days, "contacts": shown}


@router.post("/contacts", auth=LOGS, response={200: Receipt, 201: Receipt, **REFUSALS})
def log(request: Request, sent: ContactIn) -> Status[Any]:
    """Log a call, visit or message: 201 when it is new, 200 when the same was sent before."""
    known = Contact.objects.filter(entry=sent.id).exists()
    actions.log(request.actor, sent.topic, sent.about, sent.means, sent.outcome, sent.remark, sent.id)
    return Status(200 if known else 201, {"id": sent.id, "new": not known})
