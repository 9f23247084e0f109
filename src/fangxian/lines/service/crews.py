"""Who is expected at a post, shift by shift, what was said of each, and who leads there (M10)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.core.fields import under
from fangxian.lines.service import shifts
from fangxian.lines.service.figures import DAY
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.settling import RECEIVE
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.names import Names
from fangxian.mechanisms.ledgers.queries import lines, rows_of
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Person, Post, Posting
from fangxian.mechanisms.personnel.own import person_of
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

MOST = 100
LEADERS = (Posting.Role.HEAD, Posting.Role.DEPUTY)
HEADS = ("head", "secretary", "deputy")
"""Who leads a team, as the ledger ``members`` calls them."""


@dataclass(frozen=True)
class Watch:
    """A shift of a post: its day, and the hours that name it, "" where all who are posted there are meant."""

    day: datetime.date
    shift: str = ""
    begins: datetime.datetime | None = None
    ends: datetime.datetime | None = None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{timezone.localtime(self.begins):%Y%m%d-%H%M}" if self.begins else ""


@dataclass(frozen=True)
class Crew:
    """Somebody who is expected at a post, and what was said of him."""

    person: uuid.UUID
    name: str
    detail: str
    said: Attendance | None = None


def watches(post: Post, at: datetime.datetime) -> list[Watch]:
    """Return the published shifts of a post that run at some time of a day, by their beginning."""
    begun = midnight(timezone.localdate(at))
    found = shifts.turns(post.response, begun, begun + DAY, post=post.entry_id)
    told = dict.fromkeys((one.begins, one.ends, one.name) for one in found)
    return [Watch(timezone.localdate(begins), name, begins, ends) for begins, ends, name in told]


def watch_of(found: Sequence[Watch], key: str, at: datetime.datetime) -> Watch:
    """Return the shift that an address names, else the one that runs or begins next, else the whole day."""
    whole = Watch(timezone.localdate(at))
    named = next((one for one in found if one.key == key), None)
    running = [one for one in found if one.begins and one.ends and one.begins - shifts.EARLY <= at < one.ends]
    ahead = [one for one in found if one.begins and one.begins > at]
    return named or next(iter([*reversed(running), *ahead, *reversed(found)]), whole)


def crew(post: Post, watch: Watch) -> list[Crew]:
    """Return who is expected at a post: by the shift where there is one, else by the postings; a dozen queries."""
    said = {row.person: row for row in attended_in(post, watch)}
    if watch.begins and watch.ends:
        turns = shifts.turns(post.response, watch.begins, watch.ends, post=post.entry_id,
                             happened_at=watch.begins, person__isnull=False)  # fmt: skip
        people = [turn.person for turn in turns if turn.person]
        names = names_of(post.response, people)
        return [Crew(one, names[one], watch.shift, said.get(one)) for one in people]
    return [
        Crew(line.row.person, line.shown("person"), line.shown("role"), said.get(line.row.person))
        for line in lines(POSTINGS, post.response, posted_at(post).order_by("role", "happened_at", "entry")[:MOST])
    ]  # fmt: skip


def attended_in(post: Post, watch: Watch) -> QuerySet[Attendance]:
    """Return what was said of a shift of a post."""
    begun = midnight(watch.day)
    first = min(watch.begins - shifts.EARLY, begun) if watch.begins else begun
    last = watch.ends or begun + DAY
    rows = Attendance.objects.at().filter(response=post.response, post=post.entry_id, shift=watch.shift)
    return rows.filter(happened_at__gte=first, happened_at__lt=last)


def posted_at(post: Post) -> QuerySet[Posting]:
    """Return the postings in force at a post; where nobody is posted to it, those at its place without a post."""
    rows = _now(Posting.objects.at().filter(response=post.response))
    own = rows.filter(post=post.entry_id)
    return own if own.exists() else rows.filter(post=None, path=post.path)


def stand_ins(post: Post, but: Iterable[uuid.UUID] = ()) -> dict[uuid.UUID, str]:
    """Return who may have stood there for somebody: whoever is posted at the place, by name."""
    rows = _now(Posting.objects.at().filter(under("path", post.path), response=post.response))
    people = list(dict.fromkeys(rows.order_by("entry").values_list("person", flat=True)))[: MOST * 2]
    return names_of(post.response, [one for one in people if one not in set(but)])


def names_of(response: Response, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return how people are called: two queries."""
    names, listed = Names(response), list(people)
    for one in listed:
        names.want_entry(PERSONS.code, one)
    names.read()
    return {one: names.label(PERSONS.code, one) for one in listed}


def led(person: Person, response: Response) -> QuerySet[Post]:
    """Return the posts that somebody leads: as head there, or as head of a team whose people stand there."""
    own = _now(Posting.objects.at().filter(response=response, person=person.entry_id, role__in=LEADERS))
    condition = Q(pk__in=[])
    for post, path in own.values_list("post", "path"):
        condition |= Q(entry=post) if post else under("path", path)
    if team := _team(person, response):
        posted = _now(Posting.objects.at().filter(response=response, person__in=team, post__isnull=False))
        now = clock.now()
        turns = shifts.turns(response, now, now + shifts.EARLY, person__in=team)
        condition |= Q(entry__in=posted.values("post")) | Q(entry__in=[one.post for one in turns])
    return _now(Post.objects.at().filter(condition, response=response)).select_related("response")


def _team(person: Person, response: Response) -> list[uuid.UUID]:
    """Return who belongs to the teams that somebody leads."""
    members = _now(rows_of(ledger_of("members")).at().filter(response=response))
    groups = members.filter(person=person.entry_id, role__in=HEADS).values("group")
    return list(members.filter(group__in=groups).values_list("person", flat=True))


def at_hand(actor: Actor, entry: uuid.UUID) -> Post:
    """Return a post of the actor's places (checkin.receive); raises ``Forbidden`` or ``Missing``."""
    actor.must(RECEIVE)
    found = Post.objects.at().filter(actor.scope(RECEIVE).place_q(), entry=entry)
    row = found.select_related("response").first()
    if row is None:
        raise Missing(_("There is no such post, or it lies outside your area."))
    return row


def led_at_hand(actor: Actor, entry: uuid.UUID) -> Post:
    """Return a post that the actor leads, whatever his roles; raises ``Missing``."""
    post = Post.objects.at().filter(entry=entry).select_related("response").first()
    person = person_of(actor, post.response) if post else None
    found = led(person, post.response).filter(entry=entry).first() if post and person else None
    if found is None:
        raise Missing(_("There is no such post, or you do not lead it."))
    return found


def _now(rows: QuerySet[Any]) -> QuerySet[Any]:
    now = clock.now()
    return rows.filter(happened_at__lte=now).exclude(ended_at__lte=now)
