"""A solved roster before it is published: what stays open and why, what is broken, what moved and why (M10)."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core import words
from fangxian.lines.rosters.changing import standing
from fangxian.lines.rosters.gathering import gather
from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.queries import named
from fangxian.lines.rosters.solving.checking import HARD, Rule, breaches
from fangxian.lines.rosters.solving.problem import Duty, Problem, Slot
from fangxian.lines.rosters.tabling import hours
from fangxian.lines.rosters.wording import breach_words, clash_words
from fangxian.mechanisms.personnel.models import Fitness

MOST = 20
Names = Mapping[str, str]


class Way(NamedTuple):
    """Where something that stands in the way is changed."""

    title: str
    url: str


class Clash(NamedTuple):
    """Demands and rules that exclude each other, in words, with where each is changed."""

    words: str
    ways: Sequence[Way]


class Moved(NamedTuple):
    """A shift that falls away, or is new, against the published roster, and why."""

    words: str
    why: str


@dataclass
class Post:
    """What moves at a post."""

    name: str
    gone: list[Moved] = field(default_factory=list)
    new: list[Moved] = field(default_factory=list)


def reviewed(roster: Roster) -> dict[str, Any]:
    """Return what a dispatcher reads before he publishes; a fixed number of queries."""
    problem = gather(roster)
    duties = standing(roster, problem)
    found = breaches(problem, duties)
    short = [one for one in found if one.rule in (Rule.STAFF, Rule.SKILL)]
    short.sort(key=lambda one: (problem.slot[one.slot].begin, problem.slot[one.slot].post))
    broken = [one for one in found if one.rule in HARD]
    clashes = roster.result.get("clashes", [])
    former = formerly(roster, problem)
    changed = former ^ duties if roster.formerly_id else set()
    people = {person for person, _slot in changed} | {one.person for one in broken[:MOST] if one.person}
    people |= {person for clash in clashes for _rule, person in clash["limits"] if person}
    names = named(roster.response, "persons", people)
    posts = named(roster.response, "posts", [one.id for one in problem.posts])
    return {
        "open": [(shift_words(roster, problem.slot[one.slot], posts), breach_words(one, {}), one.missing)
                 for one in short[:MOST]],
        "open_count": len(short),
        "broken": [
            (shift_words(roster, problem.slot[one.slot], posts) if one.slot else "", breach_words(one, names))
            for one in broken[:MOST]
        ],
        "broken_count": len(broken),
        "most": MOST,
        "clashes": [
            Clash(clash_words(roster, problem, one, posts, names), ways(roster, problem, one, names)) for one in clashes
        ],
        **moved(roster, problem, former if roster.formerly_id else duties, duties, names, posts),
    }  # fmt: skip


def formerly(roster: Roster, problem: Problem) -> set[Duty]:
    """Return what was published before, of the shifts that are still wanted; people who left are in it."""
    if roster.formerly is None:
        return set()
    return {(person, slot) for person, slot in roster.formerly.duties if slot in problem.slot}


def moved(
    roster: Roster, problem: Problem, former: set[Duty], duties: set[Duty], names: Names, posts: Names
) -> dict[str, Any]:
    """Return the shifts that fall away and those that are new, post by post with reasons, and how many for which."""
    gone, new = sorted(former - duties), sorted(duties - former)
    lost: dict[str, list[str]] = defaultdict(list)
    for person, key in gone:
        lost[key].append(names.get(person, "—"))
    found: dict[str, Post] = {}
    reasons: Counter[str] = Counter()
    for person, key in sorted({*gone, *new}, key=lambda duty: (problem.slot[duty[1]].begin, duty)):
        slot = problem.slot[key]
        post = found.setdefault(slot.post, Post(posts.get(slot.post, "—")))
        said = f"{_when(roster, slot)} {names.get(person, '—')}"
        if (person, key) in former:
            why = why_gone(problem, person, key)
            reasons[why] += 1
            post.gone.append(Moved(said, why))
        else:
            instead = _("instead of %(names)s") % {"names": "、".join(lost[key])}
            post.new.append(Moved(said, instead if lost[key] else _("fills an open place")))
    return {
        "moved": sorted(found.values(), key=lambda post: post.name), "reasons": reasons.most_common(),
        "gone": len(gone), "new": len(new), "folded": len(gone) + len(new) > MOST,
    }  # fmt: skip


def why_gone(problem: Problem, person: str, slot: str) -> str:
    """Return why somebody does not keep a published shift."""
    who, where = problem.person.get(person), problem.slot[slot]
    if who is None:
        return _("not fit for duty, or not posted here any more")
    if not who.off.isdisjoint(where.days):
        return _("on leave that day")
    if where.night and who.days_only:
        return _("may stand by day only")
    if who.posts is not None and where.post not in who.posts:
        return _("not posted there any more")
    return _("so that other shifts have their people and the rules are kept")


def ways(roster: Roster, problem: Problem, clash: Mapping[str, Any], names: Names) -> list[Way]:
    """Return where each demand and rule of a conflict is changed."""
    found = []
    for slot, _count, _skill in clash["demands"]:
        if slot in problem.slot:
            title = _("Change the demand %(hours)s") % {"hours": hours(problem.slot[slot])}
            found.append(Way(title, reverse("ledgers:demands_entry", args=[slot.rpartition(":")[0]])))
    if "totals" in clash:
        found.append(
            Way(_("What posts need"), f"{reverse('ledgers:demands_list')}?place={roster.place.code}")
        )
    for rule, person in clash["limits"]:
        name = {"name": names.get(person, "—")}
        if rule == Rule.LEAVE and not person:
            found.append(Way(_("Leave"), reverse("ledgers:leaves_list")))
        elif rule == Rule.HEALTH and not person:
            url = f"{reverse('ledgers:persons_list')}?fitness={Fitness.DAYS}"
            found.append(Way(_("Who stands by day only"), url))
        elif rule == Rule.LEAVE:
            found.append(
                Way(_("Leave of %(name)s") % name, f"{reverse('ledgers:leaves_list')}?person={person}")
            )
        elif rule == Rule.HEALTH:
            found.append(
                Way(_("Fitness of %(name)s") % name, reverse("ledgers:persons_entry", args=[person]))
            )
        else:
            found.append(Way(_("Solve with other rules"), f"{reverse('rosters:new')}?like={roster.pk}"))
    where = f"?post={clash['post']}" if "post" in clash else f"?place={roster.place.code}"
    found.append(Way(_("Who is posted there"), reverse("ledgers:postings_list") + where))
    return list(dict.fromkeys(found))


def shift_words(roster: Roster, slot: Slot, posts: Names) -> str:
    """Return a shift in words: its day, hours and post."""
    return f"{_when(roster, slot)} {posts.get(slot.post, '—')}"


def _when(roster: Roster, slot: Slot) -> str:
    return f"{words.day(roster.first_day + datetime.timedelta(days=slot.day))} {hours(slot)}"
