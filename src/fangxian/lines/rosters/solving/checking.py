"""Which rule a roster, or one change to it, breaks: the grid, the swap and the tests ask the same code (M10)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from fangxian.lines.rosters.solving.problem import DAY, Duty, Person, Problem, Slot, Spell


class Rule(StrEnum):
    """What a roster may not break; the last two say that a demand is not met."""

    REST = "rest"
    WEEK = "week"
    NIGHTS = "nights"
    LEAVE = "leave"
    HEALTH = "health"
    PLACE = "place"
    HOUSEHOLD = "household"
    POSTS = "posts"
    TWICE = "twice"
    CROWDED = "crowded"
    STAFF = "staff"
    SKILL = "skill"


HARD = tuple(rule for rule in Rule if rule not in (Rule.STAFF, Rule.SKILL))


@dataclass(frozen=True)
class Breach:
    """A broken rule: whose, or at which slot; ``missing`` counts heads, ``skill`` names which."""

    rule: Rule
    person: str = ""
    slot: str = ""
    missing: int = 0
    skill: str = ""


def breaches(problem: Problem, duties: Iterable[Duty]) -> list[Breach]:
    """Return every broken rule and unmet demand of a roster."""
    duties = set(duties)
    by_person, by_slot = _grouped(duties)
    found = [one for key, slots in by_person.items() for one in of_person(problem, key, slots)]
    found += [one for slot in problem.slots for one in of_slot(problem, slot, by_slot.get(slot.id, ()))]
    return found + _households(problem, by_person)


def hard(problem: Problem, duties: Iterable[Duty]) -> list[Breach]:
    """Return the broken hard rules only."""
    return [one for one in breaches(problem, duties) if one.rule in HARD]


def change(
    problem: Problem, duties: Iterable[Duty], added: Iterable[Duty], removed: Iterable[Duty]
) -> list[Breach]:
    """Return what a change breaks that was not broken before: what the dispatcher is told at once."""
    added, removed = set(added), set(removed)
    before = set(duties)
    people = {person for person, _slot in added | removed}
    slots = {slot for _person, slot in added | removed}
    posts = {problem.slot[slot].post for slot in slots}
    homes = {problem.person[person].household for person in people} - {""}
    near = {
        (person, slot)
        for person, slot in before | added
        if person in people
        or slot in slots
        or (homes and problem.person[person].household in homes and problem.slot[slot].post in posts)
    }
    known = set(_of_some(problem, near & before, people, slots))
    after = _of_some(problem, (near | added) - removed, people, slots)
    return [one for one in after if one not in known]


def _of_some(problem: Problem, duties: set[Duty], people: set[str], slots: set[str]) -> list[Breach]:
    """Return the broken rules of some people and slots, of duties that hold all of theirs."""
    by_person, by_slot = _grouped(duties)
    found = [one for key in sorted(people) for one in of_person(problem, key, by_person.get(key, ()))]
    found += [
        one for key in sorted(slots) for one in of_slot(problem, problem.slot[key], by_slot.get(key, ()))
    ]
    return found + _households(problem, by_person)


def of_person(problem: Problem, key: str, slots: Iterable[str]) -> list[Breach]:
    """Return the rules that one person's shifts break."""
    person = problem.person[key]
    own = [problem.slot[one] for one in slots]
    found = [
        Breach(rule, key, slot.id) for slot in own for rule, broken in _singly(person, slot).items() if broken
    ]
    spells = sorted([*own, *person.past], key=lambda one: one.begin)
    return (
        found
        + _elsewhere(key, own)
        + _resting(problem, key, spells)
        + _weekly(problem, key, spells)
        + _nightly(problem, key, spells)
    )


def of_slot(problem: Problem, slot: Slot, people: Iterable[str]) -> list[Breach]:
    """Return what a slot has too many of or lacks."""
    standing = [problem.person[key] for key in people]
    found = []
    if len(standing) > slot.staff:
        found.append(Breach(Rule.CROWDED, slot=slot.id, missing=slot.staff - len(standing)))
    if len(standing) < slot.staff:
        found.append(Breach(Rule.STAFF, slot=slot.id, missing=slot.staff - len(standing)))
    for skill, count in slot.skills:
        have = sum(skill in one.skills for one in standing)
        if have < count:
            found.append(Breach(Rule.SKILL, slot=slot.id, missing=count - have, skill=skill))
    return found


def _singly(person: Person, slot: Slot) -> dict[Rule, bool]:
    return {
        Rule.LEAVE: not person.off.isdisjoint(slot.days),
        Rule.HEALTH: slot.night and person.days_only,
        Rule.PLACE: person.posts is not None and slot.post not in person.posts,
    }


def _elsewhere(key: str, own: list[Slot]) -> list[Breach]:
    """Everybody stands at one post: shifts at another than where he stands most are told."""
    counted = Counter(slot.post for slot in own)
    home = max(counted, key=lambda post: (counted[post], post), default="")
    return [Breach(Rule.POSTS, key, slot.id) for slot in own if slot.post != home]


def _resting(problem: Problem, key: str, spells: list[Spell]) -> list[Breach]:
    """Between two shifts lies rest; two at the same time are told as such."""
    return [
        Breach(Rule.REST if earlier.end <= later.begin else Rule.TWICE, key, _id(later) or _id(earlier))
        for earlier, later in pairwise(spells)
        if later.begin - earlier.end < problem.rules.rest
    ]


def _weekly(problem: Problem, key: str, spells: list[Spell]) -> list[Breach]:
    days, most = problem.rules.days_of_week, problem.rules.week
    counted = Counter(one.day for one in spells)
    last = {one.day: _id(one) for one in spells}
    over = [day for day in last if sum(counted[day - back] for back in range(days)) > most]
    return [Breach(Rule.WEEK, key, last[day]) for day in over if last[day]]


def _nightly(problem: Problem, key: str, spells: list[Spell]) -> list[Breach]:
    nights = {one.day: _id(one) for one in spells if one.night}
    most = problem.rules.nights
    over = [day for day in nights if all(day - back in nights for back in range(most + 1))]
    return [Breach(Rule.NIGHTS, key, nights[day]) for day in over if nights[day]]


def _households(problem: Problem, by_person: Mapping[str, Iterable[str]]) -> list[Breach]:
    """Two of one household do not stand at one post."""
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, slots in by_person.items():
        if problem.person[key].household:
            for slot in slots:
                met[problem.person[key].household, problem.slot[slot].post].add(key)
    return [
        Breach(Rule.HOUSEHOLD, key) for people in met.values() if len(people) > 1 for key in sorted(people)
    ]


def _grouped(duties: Iterable[Duty]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    by_person: dict[str, list[str]] = defaultdict(list)
    by_slot: dict[str, list[str]] = defaultdict(list)
    for person, slot in sorted(duties):
        by_person[person].append(slot)
        by_slot[slot].append(person)
    return by_person, by_slot


def _id(spell: Spell) -> str:
    return spell.id if isinstance(spell, Slot) else ""


def window_days(problem: Problem, slot: Slot) -> range:
    """Return the days within which a shift may break a rule together with others: what a change has to reread."""
    reach = max(problem.rules.days_of_week, problem.rules.nights + 1)
    return range(slot.day - reach, slot.end // DAY + reach + 1)
