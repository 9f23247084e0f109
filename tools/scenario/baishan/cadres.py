"""Who is sent down: 1000 cadres of 86 departments to 26 communities and 99 checkpoints, and who replaces whom (M10)."""

import random
from dataclasses import dataclass, field
from itertools import cycle

from tools.scenario.baishan.bodies import Body, departments
from tools.scenario.baishan.checkpoints import Checkpoint, checkpoints
from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import communities
from tools.scenario.persons import Registry

CADRES = 1000
FEWEST = 5
HEAD, DEPUTY, MEMBER = "head", "deputy", "member"
REPLACED, AWAY = 6, 9
"""How many fall ill and are replaced by another of their unit, and how many are on leave on 15 February."""

JOBS = (
    "科长",
    "副科长",
    "一级主任科员",
    "二级主任科员",
    "三级主任科员",
    "四级主任科员",
    "科员",
    "科员",
    "办事员",
)
SKILLS = ("", "", "", "", "", "驾驶", "带班", "宣传", "计算机", "心理疏导", "医护")


@dataclass
class Cadre:
    """One invented cadre: of which department, where he goes (no checkpoint: the community), and what befalls him."""

    name: str
    sex: str
    body: Body
    role: str
    job: str
    phone: str
    id_number: str
    member: bool
    skill: str
    community: str = ""
    checkpoint: Checkpoint | None = None
    substitute: "Cadre | None" = None
    quirks: set[str] = field(default_factory=set)


def quotas() -> dict[str, int]:
    """Return how many people each department is asked for, by its code; a thousand in all."""
    rng, bodies = random.Random("quotas"), departments()
    weights = [min(rng.paretovariate(1.2), 8) for _ in bodies]
    counts = {body.code: FEWEST for body in bodies}
    for body in rng.choices(bodies, weights, k=CADRES - FEWEST * len(bodies)):
        counts[body.code] += 1
    return counts


def paired() -> dict[str, str]:
    """Return the community of each department, so that communities have people by the number of their checkpoints."""
    wanted: dict[str, float] = {place.code: 0 for place in communities()}
    posts = [point.community for point in checkpoints()]
    chosen = {}
    for code, count in sorted(quotas().items(), key=lambda item: (-item[1], item[0])):
        there = min(wanted, key=lambda place: (wanted[place] / posts.count(place), place))
        wanted[there] += count
        chosen[code] = there
    return chosen


def cadres(people: list[Person]) -> list[Cadre]:
    """Invent everybody who is sent down in February; none is among the people who came back."""
    rng = random.Random("cadres")
    registry = Registry(rng, [person.name for person in people])
    for person in people:
        registry.keep(person.id_number, person.phone)
    counts, found = quotas(), []
    for body in departments():
        for number in range(counts[body.code]):
            role = (HEAD, DEPUTY)[number] if number < 2 else MEMBER
            found.append(_cadre(body, role, registry, rng))
    _place(found)
    _befall(found, registry, rng)
    return found


def _cadre(body: Body, role: str, registry: Registry, rng: random.Random) -> Cadre:
    sex = rng.choice("男男女")
    job = {HEAD: "主要负责同志", DEPUTY: "班子成员"}.get(role) or rng.choice(JOBS)
    skill = "带班" if role == DEPUTY else rng.choice(SKILLS)
    return Cadre(registry.name(sex), sex, body, role, job, registry.phone(), registry.id_number(sex, "employee"),
                 rng.random() < 0.72, skill)  # fmt: skip


def _place(found: list[Cadre]) -> None:
    """Send each department to one community: its head stays there, the others stand at the checkpoints in turn."""
    pairs = paired()
    turns = {
        place.code: cycle([point for point in checkpoints() if point.community == place.code])
        for place in communities()
    }
    for cadre in found:
        cadre.community = pairs[cadre.body.code]
        cadre.checkpoint = None if cadre.role == HEAD else next(turns[cadre.community])


def _befall(found: list[Cadre], registry: Registry, rng: random.Random) -> None:
    """Let some fall ill and be replaced by another of their unit, and some be on leave at the end."""
    chosen = rng.sample([cadre for cadre in found if cadre.role == MEMBER], REPLACED + AWAY)
    for cadre in chosen[:REPLACED]:
        other = _cadre(cadre.body, MEMBER, registry, rng)
        other.community, other.checkpoint = cadre.community, cadre.checkpoint
        cadre.substitute = other
    for cadre in chosen[REPLACED:]:
        cadre.quirks.add("away")
