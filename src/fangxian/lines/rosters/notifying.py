"""Whoever's shifts were published or changed is told which; nobody else is (M10)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import clock, words
from fangxian.core.ids import new_id
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.queries import named
from fangxian.mechanisms.messages.directory import Directory
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.outbox import Draft, put
from fangxian.mechanisms.personnel.accounts import accounts_of

SOURCE = "rosters.shifts"
NEW, GONE, PEOPLE = "new", "gone", "people"
MOST = 30
Hours = tuple[datetime.datetime, datetime.datetime, str]
"""When a shift begins and ends, and at which post, by id."""


@dataclass
class News:
    """Which shifts somebody has got, and which have fallen away."""

    new: list[Hours] = field(default_factory=list)
    gone: list[Hours] = field(default_factory=list)
    path: str = ""


def tell(roster: Roster, news: Mapping[uuid.UUID, News]) -> int:
    """Tell everybody of his shifts to come: himself, or where he has no account those who plan where he stands.

    Called inside the action that publishes. Returns how many messages were made.
    """
    now = clock.now()
    ahead = {person: _ahead(one, now) for person, one in news.items()}
    ahead = {person: one for person, one in ahead.items() if one.new or one.gone}
    accounts = accounts_of(roster.response, ahead)
    posts = named(
        roster.response, "posts", {hours[2] for one in ahead.values() for hours in one.new + one.gone}
    )
    drafts = []
    for person, account in accounts.items():
        one = ahead[person]
        drafts.append(Draft(_message(roster, now, _about(one, posts), one.path), [account]))
    without: dict[str, int] = defaultdict(int)
    for person, one in ahead.items():
        if person not in accounts:
            without[one.path] += 1
    directory = Directory() if without else None
    for path, count in without.items():
        about = [[PEOPLE, str(roster.pk), count]]
        drafts.append(
            Draft(_message(roster, now, about, path), directory.near(path, PLAN) if directory else ())
        )
    return len(put(drafts, now))


def worded(message: Message) -> tuple[str, str, str]:
    """Return what a message about shifts says, and the page it leads to."""
    kind, key, count = message.about[0]
    if kind == PEOPLE:
        said = ngettext(
            "Shifts of %(n)s person without an account have changed",
            "Shifts of %(n)s people without an account have changed", count,
        )  # fmt: skip
        text = _("Each has an address with his own shifts: hand it on.")
        return said % {"n": count}, text, f"{reverse('rosters:links')}?roster={key}"
    parts = [
        (_("Your new shifts:"), _lines(message.about, NEW)),
        (_("These fall away:"), _lines(message.about, GONE)),
    ]
    text = "\n".join(line for title, lines in parts if lines for line in (title, *lines))
    return _("Your shifts"), text, reverse("rosters:mine")


def _lines(about: Iterable[tuple[str, str, int]], wanted: str) -> list[str]:
    found = []
    for key, post, _count in about:
        kind, _slash, hours = key.partition("/")
        if kind == wanted:
            begin, end = (
                timezone.localtime(datetime.datetime.fromisoformat(one)) for one in hours.split("/")
            )
            found.append(f"{words.moment(begin)}–{end:%H:%M} {post}")
    return found


def _about(one: News, posts: Mapping[str, str]) -> list[list[object]]:
    told = [(NEW, hours) for hours in sorted(one.new)] + [(GONE, hours) for hours in sorted(one.gone)]
    return [
        [f"{kind}/{begin.isoformat()}/{end.isoformat()}", posts.get(post, ""), 1]
        for kind, (begin, end, post) in told[:MOST]
    ]


def _ahead(one: News, now: datetime.datetime) -> News:
    new, gone = ([hours for hours in part if hours[1] > now] for part in (one.new, one.gone))
    return News(new, gone, one.path)


def _message(roster: Roster, now: datetime.datetime, about: list[list[object]], path: str) -> Message:
    return Message(
        key=f"{SOURCE}:{roster.id.hex}:{new_id().hex}", kind=Message.Kind.NOTICE, response=roster.response,
        source=SOURCE, path=path, about=about, created_at=now, expires_at=now + datetime.timedelta(days=2),
    )  # fmt: skip
