"""A published roster solved again after a change, moving as few shifts as can be (M10)."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fangxian.lines.rosters.solving.checking import HARD, Rule, breaches
from fangxian.lines.rosters.solving.costing import cost
from fangxian.lines.rosters.solving.problem import Duty, Problem
from fangxian.lines.rosters.solving.shifting import part, shift
from fangxian.lines.rosters.solving.solve import LIMIT, WORKERS, Solution
from fangxian.lines.rosters.solving.telling import Phase, Stop, Tell, Watch, never, silent


def resolve(problem: Problem, placed: Mapping[str, str], limit: float = LIMIT, workers: int = WORKERS,
            tell: Tell = silent, stop: Stop = never) -> Solution:  # fmt: skip
    """Return a roster near the published one: first nothing uncovered that can be covered, then as few shifts added or
    taken away as possible, then equal shares and wishes.

    People keep their posts; whoever has none (``placed`` leaves him out) may serve where somebody is missing. Only
    posts where something is broken or missing are looked at; the others keep every shift. The bound is the cost of
    what was found where that was proven best, else 0.
    """
    begun = time.monotonic()
    posts = touched(problem)
    people = {
        one.id: frozenset([placed[one.id]]) if one.id in placed else _open(one.posts, posts)
        for one in problem.people
        if one.id not in placed or placed[one.id] in posts
    }
    kept = frozenset(duty for duty in problem.published if problem.slot[duty[1]].post not in posts)
    duties, where = kept, dict(placed)
    watch = Watch(begun + limit, tell, stop)
    if posts:
        own = part(problem, posts, people)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(shift, own, limit, workers, watch, problem.published - kept)
            watch.wait([future], Phase.SHIFTS, 1.0, patience=limit)
        found = future.result()
        duties, where = kept | found.duties, where | _serving(problem, found.duties, placed)
    watch.say(Phase.DONE, 1.0)
    return Solution(problem, duties, where, cost(problem, duties, where), 0, time.monotonic() - begun)


def touched(problem: Problem) -> frozenset[str]:
    """Return the posts at which the published roster breaks a rule or leaves something uncovered."""
    by_person: dict[str, set[str]] = {}
    for person, slot in problem.published:
        by_person.setdefault(person, set()).add(problem.slot[slot].post)
    found: set[str] = set()
    for breach in breaches(problem, problem.published):
        if breach.slot:
            found.add(problem.slot[breach.slot].post)
        if breach.rule in HARD or breach.rule is Rule.HOUSEHOLD:
            found |= by_person.get(breach.person, set())
    return frozenset(found)


def known(problem: Problem, duties: frozenset[Duty]) -> Problem:
    """Return a problem of which a roster was published; duties of people or slots that are gone are left out."""
    here = frozenset(one for one in duties if one[0] in problem.person and one[1] in problem.slot)
    return replace(problem, published=here)


def _open(posts: frozenset[str] | None, wanted: frozenset[str]) -> frozenset[str]:
    return wanted if posts is None else posts & wanted


def _serving(problem: Problem, duties: frozenset[Duty], placed: Mapping[str, str]) -> dict[str, str]:
    return {person: problem.slot[slot].post for person, slot in duties if person not in placed}
