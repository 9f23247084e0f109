"""What dispatchers do with rosters: ask, solve, cancel, publish, solve again (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.rosters.changing import SHOWN
from fangxian.lines.rosters.gathering import gather, published
from fangxian.lines.rosters.ledgers import PLAN
from fangxian.lines.rosters.links import make as make_links
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.publishing import publish_shifts
from fangxian.lines.rosters.solving.checking import Rule, breaches
from fangxian.lines.rosters.solving.counting import Shortage, large, shared, shortages
from fangxian.lines.rosters.solving.explaining import Conflict as Clash
from fangxian.lines.rosters.solving.explaining import explain
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.resolving import resolve
from fangxian.lines.rosters.solving.solve import Solution, solve
from fangxian.lines.rosters.solving.telling import Stop, Tell
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

State = Roster.State
MOST_DAYS, MOST_SECONDS, MOST_EXPLAINED = 31, 600, 5


@dataclass(frozen=True)
class Wanted:
    """What a roster is to be: its place and days, the rules in hours, shifts and nights, and the solver's seconds."""

    place: Place
    first_day: datetime.date
    days: int = 14
    rest: int = 11
    week: int = 5
    nights: int = 3
    limit: int = 60

    def problems(self) -> dict[str, Any]:
        """Return what is out of bounds, by field."""
        bounds = {
            "days": (1, MOST_DAYS),
            "rest": (11, 24),
            "week": (1, 7),
            "nights": (1, 7),
            "limit": (1, MOST_SECONDS),
        }
        said = _("A number from %(least)s to %(most)s, please.")
        return {
            name: said % {"least": least, "most": most}
            for name, (least, most) in bounds.items()
            if not least <= getattr(self, name) <= most
        }

    def rules(self) -> dict[str, int]:
        """Return the rules as the solver takes them."""
        return {"rest": self.rest * 60, "week": self.week, "nights": self.nights}


@transaction.atomic
def ask(actor: Actor, response: Response, wanted: Wanted, formerly: Roster | None = None) -> Roster:
    """Ask for a roster (rosters.plan); the worker solves it. Raises ``Invalid`` by field, ``Missing`` elsewhere."""
    actor.must(PLAN, place=wanted.place.path)
    if problems := wanted.problems():
        raise Invalid(problems)
    roster = Roster.objects.create(
        response=response, place=wanted.place, path=wanted.place.path, first_day=wanted.first_day, days=wanted.days,
        rules=wanted.rules(), limit=wanted.limit, formerly=formerly, round=formerly.round if formerly else 0,
        asked_by_id=actor.id, asked_at=clock.now(),
    )  # fmt: skip
    trail.record(
        actor, trail.Kind.WRITE, "rosters.ask", response=response.id, subject=roster.id, days=wanted.days
    )
    return roster


def ask_again(actor: Actor, roster: Roster) -> Roster:
    """Ask for the same roster after a change, so that as few published shifts move as can."""
    if roster.state != State.PUBLISHED:
        raise Conflict(_("Only a published roster is solved again: this one can be solved anew."))
    wanted = Wanted(
        roster.place, roster.first_day, roster.days, roster.rules["rest"] // 60, roster.rules["week"],
        roster.rules["nights"], roster.limit,
    )  # fmt: skip
    return ask(actor, roster.response, wanted, formerly=roster)


def at_hand(actor: Actor, key: uuid.UUID, permission: str = PLAN) -> Roster:
    """Return a roster of the actor's part; raises ``Forbidden`` or ``Missing``."""
    actor.must(permission)
    rows = Roster.objects.filter(actor.scope(permission).place_q(), pk=key)
    roster = rows.select_related("place", "response__jurisdiction", "formerly").first()
    if roster is None:
        raise Missing(_("There is no such roster, or it lies outside your area."))
    return roster


@transaction.atomic
def cancel(actor: Actor, roster: Roster) -> None:
    """Cancel a roster that waits or is being solved; what was found so far is kept."""
    if not Roster.objects.filter(pk=roster.pk, state__in=[State.WAITING, State.SOLVING]).update(
        cancelled=True
    ):
        raise Conflict(_("This roster is not being solved any more."))
    Roster.objects.filter(pk=roster.pk, state=State.WAITING).update(
        state=State.CANCELLED, ended_at=clock.now()
    )
    trail.record(actor, trail.Kind.WRITE, "rosters.cancel", response=roster.response_id, subject=roster.id)


def claim(key: uuid.UUID) -> Roster | None:
    """Take a waiting roster to solve it; None when somebody else has."""
    if not Roster.objects.filter(pk=key, state=State.WAITING).update(
        state=State.SOLVING, begun_at=clock.now()
    ):
        return None
    return Roster.objects.select_related("response", "place", "formerly").get(pk=key)


def run(roster: Roster, tell: Tell, stop: Stop) -> Roster:
    """Solve a claimed roster and keep what was found, and why demands stay open."""
    problem = published(roster, gather(roster))
    if roster.formerly:
        found = resolve(problem, _kept(roster.formerly, problem), roster.limit, tell=tell, stop=stop)
    else:
        found = solve(problem, roster.limit, tell=tell, stop=stop)
    roster.plan = {"duties": sorted(found.duties), "placed": dict(found.placed)}
    roster.result = _result(found, [] if stop() else explained(problem, found))
    roster.state, roster.share, roster.ended_at = State.SOLVED, 100, clock.now()
    roster.save(update_fields=["plan", "result", "state", "share", "ended_at"])
    return roster


def _kept(former: Roster, problem: Problem) -> dict[str, str]:
    return {
        person: post
        for person, post in former.placed.items()
        if person in problem.person and post in problem.post
    }


def explained(problem: Problem, found: Solution) -> list[dict[str, Any]]:
    """Return why slots stay open, as far as it was proven: at most a handful of posts one by one; of many posts that
    share their people, and where nothing is proven of one, what they need together."""
    open_slots = [one.slot for one in breaches(problem, found.duties) if one.rule in (Rule.STAFF, Rule.SKILL)]
    first = {problem.slot[one].post: one for one in reversed(open_slots)}
    told: list[dict[str, Any]] = []
    for posts in shared(problem):
        short = [(post, slot) for post, slot in reversed(first.items()) if post in posts]
        together = shortages(problem, posts) if short and large(problem, posts) else []
        single = [] if together else short[: max(MOST_EXPLAINED - len(told), 0)]
        clashes = [(post, slot, explain(problem, slot)) for post, slot in single]
        own = [{"post": post, "slot": slot, **_clash(clash)} for post, slot, clash in clashes if clash]
        if single and not own and not large(problem, posts):
            together = shortages(problem, posts)
        told += own or [_shortage(one) for one in together]
    return told


def _shortage(short: Shortage) -> dict[str, Any]:
    return {
        "totals": [[one.begin, one.end, one.count, one.skill] for one in short.totals],
        "limits": [[str(one.rule), ""] for one in short.limits],
        "allowed": short.allowed, "posts": list(short.posts), "people": short.people, "away": short.away,
        "by_day": short.by_day, "demands": [],
    }  # fmt: skip


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "demands": [[one.slot, one.count, one.skill] for one in clash.demands],
        "limits": [[str(one.rule), one.person] for one in clash.limits],
        "allowed": clash.allowed,
    }


def _result(found: Solution, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    gone, new = found.moved if found.problem.published else (frozenset[Duty](), frozenset[Duty]())
    return {
        "cost": asdict(found.cost), "total": found.total, "bound": found.bound, "gap": found.gap,
        "seconds": round(found.seconds, 1), "people": len(found.problem.people), "posts": len(found.problem.posts),
        "slots": sum(slot.staff for slot in found.problem.slots), "clashes": list(told),
        "gone": sorted(gone), "new": sorted(new),
    }  # fmt: skip


def publish(actor: Actor, roster: Roster) -> int:
    """Publish a solved roster: its shifts become entries, each person's page and feed show them. Returns how many."""
    actor.must(PLAN, place=roster.path)
    if roster.state not in SHOWN:
        raise Conflict(_("Only a solved roster can be published."))
    problem = gather(roster)
    with transaction.atomic():
        written = publish_shifts(actor, roster, problem, _("published"))
        make_links(actor, roster.response, {uuid.UUID(person) for person, _slot in roster.duties})
        roster.state, roster.published_at, roster.round = State.PUBLISHED, clock.now(), roster.round + 1
        roster.save(update_fields=["state", "published_at", "round"])
        trail.record(
            actor,
            trail.Kind.WRITE,
            "rosters.publish",
            response=roster.response_id,
            subject=roster.id,
            count=written,
        )
    return written
