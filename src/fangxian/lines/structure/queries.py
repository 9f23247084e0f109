"""Scoped reads of the structure: its chart, who is on call, the chain of a place, and what is not filled (M1, M4)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fangxian.core import bulk, clock
from fangxian.core.fields import under
from fangxian.lines.structure import gaps, rules
from fangxian.lines.structure.ledgers import CHARGES, GROUPS, MEMBERS, TURNS
from fangxian.lines.structure.models import CHAIN, COMMANDING, Charge, Decision, Group, Member, Turn
from fangxian.lines.structure.rules import Branch
from fangxian.lines.structure.settling import APPROVE
from fangxian.mechanisms.ledgers.queries import Line, lines, visible
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.places.paths import ancestors
from fangxian.trees.responses.models import Response

MOST_GROUPS = 300
MOST_MEMBERS = 3000
MOST_PLACES = 3000
ROLES = [Member.Role.HEAD, Member.Role.SECRETARY, Member.Role.DEPUTY, Member.Role.LIAISON, Member.Role.MEMBER]
Hour = datetime.datetime | None


@dataclass
class Box:
    """A group of the chart, with those listed in it by role, and who is on call for it."""

    line: Line
    members: list[Line] = field(default_factory=list)
    on_call: list[Line] = field(default_factory=list)

    @property
    def has_head(self) -> bool:
        """Whether it states a head, or lists one."""
        leading = (Member.Role.HEAD, Member.Role.SECRETARY)
        return self.line.row.headed or any(one.row.role in leading for one in self.members)


def groups_now(actor: Actor, response: Response, as_of: Hour = None) -> QuerySet[Group]:
    """Return the approved groups in force that the actor sees."""
    rows = visible(actor, response, GROUPS, as_of).filter(decision=Decision.APPROVED)
    return gaps.in_force(rows, as_of or clock.now())


def proposed(actor: Actor, response: Response) -> QuerySet[Group]:
    """Return the groups that await the actor's approval."""
    rows = Group.objects.at().filter(actor.scope(APPROVE).q(), response=response)
    return rows.filter(decision=Decision.PROPOSED)


def chart(
    actor: Actor, response: Response, place: Place | None = None, as_of: Hour = None
) -> list[Branch[Box]]:
    """Return the command structure, of a place and below or of everything seen, as trees; six queries or so."""
    told = actor.scope(gaps.VIEW).q() | gaps.from_above(actor)
    found: QuerySet[Group] = Group.objects.at(as_of).filter(
        told, response=response, kind__in=COMMANDING, decision=Decision.APPROVED
    )
    found = gaps.in_force(found, as_of or clock.now())
    if place:
        found = found.filter(under("path", place.path))
    boxes = boxes_of(
        actor, response, list(found.order_by("path", "happened_at", "entry")[:MOST_GROUPS]), as_of
    )
    return rules.tree((box.line.row.entry_id, box.line.row.parent, box) for box in boxes)


def boxes_of(actor: Actor, response: Response, groups: Sequence[Group], as_of: Hour = None) -> list[Box]:
    """Return groups with their members and who is on call for them."""
    boxes = {line.row.entry_id: Box(line) for line in lines(GROUPS, response, groups, as_of)}
    now = as_of or clock.now()
    members = gaps.in_force(Member.objects.at(as_of).filter(group__in=list(boxes)), now)
    for line in lines(MEMBERS, response, members.order_by("happened_at", "entry")[:MOST_MEMBERS], as_of):
        boxes[line.row.group].members.append(line)
    for line in _on_call(response, Turn.objects.at(as_of).filter(group__in=list(boxes)), as_of):
        boxes[line.row.group].on_call.append(line)
    for box in boxes.values():
        box.members.sort(key=lambda line: ROLES.index(line.row.role))
    return list(boxes.values())


def on_call(actor: Actor, response: Response, as_of: Hour = None) -> list[Line]:
    """Return whose turn it is at the hour looked at: of the groups that the actor sees, and of those above him."""
    told = actor.scope(gaps.VIEW).q() | gaps.from_above(actor)
    return _on_call(response, Turn.objects.at(as_of).filter(told, response=response), as_of)


def _on_call(response: Response, rows: QuerySet[Turn], as_of: Hour) -> list[Line]:
    now = gaps.in_force(rows, as_of or clock.now())
    return lines(TURNS, response, now.order_by("path", "group", "happened_at", "entry")[:MOST_MEMBERS], as_of)


@dataclass(frozen=True)
class Lack:
    """What groups of the command structure do not have."""

    head: list[Line]
    members: list[Line]
    duty: list[Line]


def lacks(actor: Actor, response: Response, as_of: Hour = None) -> Lack:
    """Return groups without a head, and command groups without members or duty: three lists of at most 300."""
    now = as_of or clock.now()
    listed: QuerySet[Any] = gaps.in_force(
        Member.objects.at(as_of).filter(group=OuterRef("entry"), response=response), now
    )
    led = listed.filter(role__in=(Member.Role.HEAD, Member.Role.SECRETARY))
    rows = groups_now(actor, response, as_of)
    own = rows.filter(kind__in=COMMANDING)
    found = (
        rows.filter(~Exists(led), headed=False, count=1),
        own.filter(~Exists(listed), Q(members=None) | Q(members=0)),
        own.filter(duty=""),
    )
    return Lack(
        *[lines(GROUPS, response, one.order_by("path", "entry")[:MOST_GROUPS], as_of) for one in found]
    )


@dataclass
class Link:
    """A place of the chain, with who answers for it by function."""

    place: Place
    charges: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    @property
    def missing(self) -> list[str]:
        """The functions of the chain that nobody has here."""
        return [function for function in CHAIN if not self.charges.get(function)]


def chain(
    actor: Actor,
    response: Response,
    place: Place,
    as_of: Hour = None,
    levels: Sequence[str] = gaps.LEVELS,
) -> list[Link]:
    """Return who answers for a place and for each one above it, also above the jurisdiction, from the top down.

    Names of those above are no secret to those below: they are read by the place, not by the actor's scope.
    """
    found = Place.objects.filter(path__in=[*ancestors(place.path), place.path], kind__in=levels)
    return _linked(response, found.order_by("path"), as_of)


def answering(
    actor: Actor, response: Response, place: Place, levels: Sequence[str], as_of: Hour = None
) -> list[Link]:
    """Return who answers for every place of a part (``_part``), at most ``MOST_PLACES``, by path."""
    found = Place.objects.filter(_part(actor, response, place), kind__in=levels).order_by("path")
    return _linked(response, found[:MOST_PLACES], as_of)


def _linked(response: Response, places: Iterable[Place], as_of: Hour) -> list[Link]:
    links = {one.path: Link(one) for one in places}
    if not links:
        return []
    rows = Charge.objects.at(as_of).filter(bulk.among(Charge, "path", list(links)), response=response)
    for line in lines(CHARGES, response, gaps.in_force(rows, as_of or clock.now()), as_of):
        links[line.row.path].charges[line.row.function].append(line)
    return list(links.values())


def gap_counts(
    actor: Actor,
    response: Response,
    place: Place,
    as_of: Hour = None,
    levels: Sequence[str] = gaps.LEVELS,
) -> dict[str, tuple[int, int]]:
    """Return by level how many places there are, and how many of them lack somebody."""
    counted = {}
    for level in levels:
        rows = places_of(actor, response, place, [level], as_of)
        if number := rows.count():
            counted[str(level)] = (number, rows.filter(gaps.WITHOUT).count())
    return counted


def places_of(
    actor: Actor, response: Response, place: Place, levels: Sequence[str] = gaps.LEVELS, as_of: Hour = None
) -> QuerySet[Place]:
    """Return the places of a part (``_part``), with what they have."""
    return gaps.places(response, _part(actor, response, place), as_of or clock.now(), as_of, levels)


def above_us(response: Response, as_of: Hour = None) -> list[Link]:
    """Return who answers for the places above the jurisdiction, as far as somebody is stated."""
    found = Place.objects.filter(path__in=ancestors(response.jurisdiction.path), kind__in=gaps.LEVELS)
    return [link for link in _linked(response, found.order_by("path"), as_of) if link.charges]


def _part(actor: Actor, response: Response, place: Place) -> Q:
    """Return the condition of places at and below one that the actor sees; from the top on, of those above it, too."""
    inside = under("path", place.path) & actor.scope(gaps.VIEW).place_q()
    top = response.jurisdiction.path
    return inside | Q(path__in=ancestors(top)) if place.path == top else inside
