"""Who may be put on duty by a roster, where he lives, and where his unit belongs (M10)."""

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from fangxian.lines.rosters.solving.problem import LEAD, Person, Post, Spell
from fangxian.mechanisms.personnel import nearness
from fangxian.mechanisms.personnel.coordinates import degrees, metres
from fangxian.mechanisms.personnel.models import Fitness, Posting
from fangxian.mechanisms.personnel.models import Person as PersonRow
from fangxian.mechanisms.personnel.models import Post as PostRow
from fangxian.trees.places.models import WIDTHS, Kind
from fangxian.trees.responses.models import Response

HEADS = (Posting.Role.HEAD, Posting.Role.DEPUTY)
COMMUNITY, STREET, HOUSEHOLD = WIDTHS[Kind.COMMUNITY], WIDTHS[Kind.STREET], WIDTHS[Kind.HOUSEHOLD]
UNIT = 100
"""Metres to which ways are told."""
Days = tuple[datetime.date, datetime.date]


def posts_on_map(rows: Iterable[PostRow]) -> list[Post]:
    """Return posts with their places on the map, as far as they are known."""
    told = [(row, degrees(row.coordinates)) for row in rows]
    known = [point for _row, point in told if point]
    middle = fmean(point[1] for point in known) if known else 0.0
    return [Post(str(row.entry_id), row.path, _at(point, middle)) for row, point in told]


def _at(point: tuple[float, float] | None, middle: float) -> tuple[int, int] | None:
    if point is None:
        return None
    east, north = metres(point, middle)
    return round(east / UNIT), round(north / UNIT)


def people(response: Response, days: Days, postings: Sequence[Posting], posts: Sequence[Post],
           off: Mapping[str, frozenset[int]], past: Mapping[str, list[Spell]]) -> tuple[Person, ...]:  # fmt: skip
    """Return who may be put on duty: everybody posted at these posts, or at places with some of them, who is fit."""
    where = _where(postings, posts)
    heads = {str(one.person) for one in postings if one.role in HEADS}
    rows = PersonRow.objects.at().filter(response=response, entry__in=[uuid.UUID(one) for one in where])
    fit = list(rows.filter(fitness__in=[Fitness.FIT, Fitness.DAYS]).order_by("entry"))
    anchors, homes = _anchors(response, days, fit), _homes(posts)
    return tuple(
        Person(
            str(row.entry_id),
            skills_of(row.skills) | ({LEAD} if str(row.entry_id) in heads else set()),
            row.fitness == Fitness.DAYS,
            off[str(row.entry_id)],
            where[str(row.entry_id)],
            row.path if len(row.path) >= HOUSEHOLD else "",
            str(row.body_id or ""),
            row.path,
            homes.get(row.path[:COMMUNITY]) if row.place_stated else None,
            anchors.get(row.body_id, ()) if row.body_id else (),
            tuple(past[str(row.entry_id)]),
        )
        for row in fit
    )


def skills_of(text: str) -> frozenset[str]:
    """Return the skills that a column holds between bars."""
    return frozenset(part for part in text.split("|") if part)


def _where(postings: Iterable[Posting], posts: Sequence[Post]) -> dict[str, frozenset[str]]:
    """Return at which posts each person may stand: his own, or those of the place that he serves."""
    known = {post.id for post in posts}
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for posting in postings:
        if posting.post:
            here = frozenset([str(posting.post)]) & known
        else:
            here = frozenset(post.id for post in posts if post.path.startswith(posting.path))
        found[str(posting.person)] |= here
    return {person: here for person, here in found.items() if here}


def _anchors(response: Response, days: Days, rows: Iterable[PersonRow]) -> dict[uuid.UUID, tuple[str, ...]]:
    """Return where each unit belongs: the places it is paired with, else the street where most of its people live."""
    streets: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.body_id and row.place_stated and len(row.path) >= STREET:
            streets[row.body_id][row.path[:STREET]] += 1
    together = {
        body: (min(counted, key=lambda one: (-counted[one], one)),)
        for body, counted in streets.items()
        if counted.total() > 1
    }
    paired = nearness.places_of(response, *days)
    return together | {body: tuple(sorted(paths)) for body, paths in paired.items()}


def _homes(posts: Iterable[Post]) -> dict[str, tuple[int, int]]:
    """Return about where people of a community live: amid its posts, as far as these are known."""
    known: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for post in posts:
        if post.at and len(post.path) >= COMMUNITY:
            known[post.path[:COMMUNITY]].append(post.at)
    return {
        path: (round(fmean(one[0] for one in at)), round(fmean(one[1] for one in at)))
        for path, at in known.items()
    }
