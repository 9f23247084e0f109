"""Whose swap comes to nothing is told so, and why: by a message, not only on a page (M10)."""

import datetime
import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock, words
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Shift, Swap
from fangxian.mechanisms.messages.directory import Directory
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.outbox import Draft, put
from fangxian.mechanisms.personnel.accounts import accounts_of

SOURCE = "rosters.swaps"
KEPT = datetime.timedelta(days=2)
REASON, SHIFT = "reason", "shift"
OWN, OTHERS = "own", "others"


def tell(swap: Swap, people: Collection[uuid.UUID]) -> int:
    """Tell people of their swap that comes to nothing; for who has no account those who plan where he stands.

    Called inside the action that refuses or declines. Returns how many messages were made.
    """
    accounts = accounts_of(swap.response, people)
    drafts = [Draft(_message(swap, OWN), list(accounts.values()))] if accounts else []
    if len(accounts) < len(people):
        drafts.append(Draft(_message(swap, OTHERS), Directory().near(_path(swap), PLAN)))
    return len(put(drafts, clock.now()))


def worded(message: Message) -> tuple[str, str, str]:
    """Return what a message about a swap says, and the page it leads to."""
    (state, whose, _count), *rest = message.about
    refused = _("not granted") if state == Swap.State.REFUSED else _("declined by the colleague")
    title = _("Your swap: %(state)s") % {"state": refused}
    if whose == OTHERS:
        title = _("A swap of people without an account: %(state)s. Tell them.") % {"state": refused}
    shifts = " ⇄ ".join(_hours(text) for kind, text, _count in rest if kind == SHIFT)
    reasons = [_("Why: %(reason)s") % {"reason": text} for kind, text, _count in rest if kind == REASON]
    address = reverse("rosters:mine") if whose == OWN else reverse("rosters:list")
    return title, "\n".join([shifts, *reasons] if shifts else reasons), address


def _message(swap: Swap, whose: str) -> Message:
    now, about = clock.now(), [[swap.state, whose, 1]]
    held = {row.entry_id: row for row in _shifts(swap)}
    for row in (held[key] for key in (swap.mine, swap.theirs) if key in held):
        about.append(
            [SHIFT, f"{row.happened_at.isoformat()}/{(row.ended_at or row.happened_at).isoformat()}", 1]
        )
    if swap.reason:
        about.append([REASON, swap.reason, 1])
    return Message(
        key=f"{SOURCE}:{swap.id.hex}:{whose}", kind=Message.Kind.NOTICE, response=swap.response,
        source=SOURCE, path=_path(swap), about=about, created_at=now, expires_at=now + KEPT,
    )  # fmt: skip


def _shifts(swap: Swap) -> list[Shift]:
    return list(Shift.objects.at().filter(response=swap.response, entry__in=[swap.mine, swap.theirs]))


def _path(swap: Swap) -> str:
    """Return where the first of both stands, else where the roster belongs."""
    return str(next((row.path for row in _shifts(swap)), swap.path))


def _hours(text: str) -> str:
    begin, end = (timezone.localtime(datetime.datetime.fromisoformat(one)) for one in text.split("/"))
    return f"{words.moment(begin)}–{end:%H:%M}"
