"""Checking in at a post without an account: by its number on one's own page, or on a phone that is known (M10)."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.service import attending, links, shifts
from fangxian.lines.service.models import Attendance
from fangxian.mechanisms.personnel.models import Person, Post, Posting
from fangxian.mechanisms.personnel.own import Asked
from fangxian.mechanisms.visitors import limits, tokens
from fangxian.trees.people.actor import WEB, Actor
from fangxian.trees.responses.models import Response

PURPOSE, MOST = "arrive", 200
WITHIN = timedelta(days=1)
"""How long after it was shown the address of a check-in holds at least."""


def asked(response: Response, person: uuid.UUID) -> list[Asked]:
    """Return what a person's own page asks when a shift of his runs or begins soon: to say that he is there."""
    now = clock.now()
    turns = shifts.turns(response, now, now + shifts.EARLY, person=person)
    if not turns:
        return []
    lately = Attendance.objects.at().filter(
        response=response, person=person, happened_at__gt=now - 2 * WITHIN
    )
    said = {
        (row.post, timezone.localdate(row.happened_at), row.shift) for row in lately.order_by("happened_at")
    }
    keys = {one.post for one in turns}
    posts = Post.objects.at().filter(response=response, entry__in=keys)
    names = dict(posts.values_list("entry", "name"))
    address = reverse("service:arrive", args=[token(response, person)])
    text = _("The number stands on the poster at the post.")
    return [
        Asked(f"{one.name} {names.get(one.post, '')}".strip(), text, address, _("I am at my post"))
        for one in turns
        if (one.post, timezone.localdate(one.begins), one.name) not in said
    ]


def token(response: Response, person: uuid.UUID) -> str:
    """Return what the address of a person's check-in holds today."""
    return tokens.signed(response, f"{PURPOSE} {timezone.localdate(clock.now())}", person)


def person_of(text: str) -> Person:
    """Return whose check-in an address is for; raises ``Missing`` for one that is not of today or yesterday."""
    found = Person.objects.at().select_related("response").filter(entry__in=tokens.ids_in(text)).first()
    today = timezone.localdate(clock.now())
    if found is None or not any(
        tokens.holds(found.response, f"{PURPOSE} {day}", found.entry_id, text)
        for day in (today, today - WITHIN)
    ):
        raise Missing(_("This address is not known any more: open your own page of shifts again."))
    return found


def arrive_by_number(person: Person, number: str, address: str, channel: str = WEB) -> Attendance:
    """Check in at that of one's posts whose number it is; tries are counted by the hour from a network address.

    Raises ``Invalid`` for another number or post, ``Conflict`` where it was said before, ``TooMany``.
    """
    _count(person, address)
    told = "".join(one for one in number if one.isdigit())
    post = next((one for one in _posts(person) if links.number(one) == told), None)
    if post is None:
        raise Invalid({"number": _("This is not the number of a post at which you stand now.")})
    return _arrive(person, post, "number", channel)


def arrive_by_phone(person: Person, post: Post, address: str) -> Attendance:
    """Check in at the post whose code a phone has scanned that opened the person's own page before."""
    _count(person, address)
    return _arrive(person, post, "phone")


def _arrive(person: Person, post: Post, way: str, channel: str = WEB) -> Attendance:
    visitor = Actor(None, channel)
    with transaction.atomic():
        made = attending.arrive(visitor, person, post)
        trail.record(
            visitor, trail.Kind.WRITE, "service.arrive", response=post.response_id, subject=person.entry_id,
            post=str(post.entry_id), way=way,
        )  # fmt: skip
    return made


@transaction.atomic
def _count(person: Person, address: str) -> None:
    limits.count(person.response, f"arrive {person.entry_id}", address)


def _posts(person: Person) -> Iterable[Post]:
    """Return the posts at which somebody stands now or soon, or is posted."""
    now = clock.now()
    keys = {
        one.post for one in shifts.turns(person.response, now, now + shifts.EARLY, person=person.entry_id)
    }
    posted = Posting.objects.at().filter(response=person.response, person=person.entry_id, post__isnull=False)
    keys |= {one.post for one in posted.exclude(ended_at__lte=now) if one.post}
    return list(Post.objects.at().filter(entry__in=keys).select_related("response")[:MOST])
