"""A roster filled by hand, as it were: the nearest post with room, then shift by shift whoever has had fewest (M10)."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from fangxian.lines.rosters.solving.checking import HARD, of_person
from fangxian.lines.rosters.solving.problem import Duty, Problem, Slot, may_stand
from fangxian.lines.rosters.solving.travelling import travel


def nearest_with_room(problem: Problem) -> dict[str, str]:
    """Return each person's post: the nearest that still wants people, by their number and its demand."""
    asked = {post.id: sum(slot.staff for slot in problem.slots_of[post.id]) for post in problem.posts}
    whole = sum(asked.values()) or 1
    room = {post: -(-len(problem.people) * count // whole) for post, count in asked.items()}
    households: dict[str, set[str]] = defaultdict(set)
    placed = {}
    for person in problem.people:
        open_posts = [
            post
            for post in problem.posts
            if room[post.id] > 0
            and (person.posts is None or post.id in person.posts)
            and person.household not in households[post.id]
        ]
        if open_posts:
            post = min(open_posts, key=lambda one: (travel(person, one), one.id))
            placed[person.id] = post.id
            room[post.id] -= 1
            households[post.id] |= {person.household} - {""}
    return placed


def fill(problem: Problem, placed: Mapping[str, str]) -> frozenset[Duty]:
    """Return who stands when if each shift in turn takes whoever may and has stood least; no hard rule is broken."""
    here: dict[str, list[str]] = defaultdict(list)
    for person, post in placed.items():
        here[post].append(person)
    duties: dict[str, list[str]] = defaultdict(list)
    had: Counter[str] = Counter()
    for slot in sorted(problem.slots, key=lambda one: (one.begin, one.id)):
        wanted = dict(slot.skills)
        for _ in range(slot.staff):
            free = [
                one
                for one in here[slot.post]
                if slot.id not in duties[one] and _fits(problem, one, slot, duties)
            ]
            if not free:
                break
            chosen = min(free, key=lambda one: (-_useful(problem, one, wanted), had[one], one))
            duties[chosen].append(slot.id)
            had[chosen] += 1
            for skill in problem.person[chosen].skills & wanted.keys():
                wanted[skill] -= 1
    return frozenset((person, slot) for person, slots in duties.items() for slot in slots)


def _useful(problem: Problem, person: str, wanted: Mapping[str, int]) -> bool:
    return any(wanted.get(skill, 0) > 0 for skill in problem.person[person].skills)


def _fits(problem: Problem, person: str, slot: Slot, duties: Mapping[str, list[str]]) -> bool:
    if not may_stand(problem.person[person], slot):
        return False
    near = [one for one in duties[person] if problem.slot[one].day >= slot.day - problem.rules.days_of_week]
    return not any(one.rule in HARD for one in of_person(problem, person, [*near, slot.id]))
