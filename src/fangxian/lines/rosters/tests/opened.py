"""What the addresses of rosters open, for the permission matrix."""

import datetime
import uuid
from typing import Any

from fangxian.conftest import World
from fangxian.lines.rosters import actions, links, worker
from fangxian.lines.rosters.ledgers import DEMANDS, SHIFTS, WISHES
from fangxian.lines.rosters.models import Roster, Swap
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated

FIRST = datetime.date(2020, 2, 3)
PERSON, OTHER, POST = "周平", "郑和", "西门卡点"


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    known = posted(world, [PERSON, OTHER], post=POST)
    person = {"person": PERSON, "place": "春晖社区", "since": "2020-02-03", "until": "2020-02-03"}
    rows = {
        DEMANDS: demand(world, "00:00", "08:00", post=POST),
        SHIFTS: stated(
            world, "committee", SHIFTS, person=PERSON, post=POST, place="春晖社区", begins="2020-02-03 08:00",
            ends="2020-02-03 16:00",
        ),
        WISHES: stated(world, "committee", WISHES, **person),
    }  # fmt: skip
    roster = solved(world, days=1)
    made = links.make(world.actor("spring"), world.response, [uuid.UUID(one) for one in known.values()])
    token = links.token(made[0])
    swap = Swap.objects.create(
        response=world.response, mine=roster.pk, theirs=roster.pk, asked_by=made[0].person, asked_of=made[1].person,
        state=Swap.State.REQUESTED, path=roster.path, broken="rest", made_at=roster.asked_at,
    )  # fmt: skip
    told: dict[str, dict[str, Any]] = {
        "rosters/": {"key": roster.pk},
        "rosters/links": {"link_id": made[1].pk},
        "rosters/own": {"token": token, "swap_id": roster.pk},
        "rosters/swaps": {"swap_id": swap.pk},
        "api/v1/rosters/": {"key": roster.pk},
        "api/v1/rosters/swaps": {"swap_id": swap.pk},
        "api/v1/shifts/mine": {"swap_id": swap.pk},
    }
    for ledger, row in rows.items():
        for start in ("ledgers/", "api/v1/"):
            told[f"{start}{ledger.code}"] = {"entry_id": row.entry_id}
    return told


def posted(world: World, names: list[str], post: str = "东门卡点", **other: Any) -> dict[str, str]:
    """Enter a post of the spring community and people posted there; return their ids by name."""
    stated(world, "spring", POSTS, name=post, kind="gate", place="春晖社区")
    found = {}
    for number, name in enumerate(names):
        told = {"skills": "带班"} if number % 2 == 0 else {}
        row = stated(world, "audit-office", PERSONS, name=name, body="audit-office", **told | other)
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post=post, since="2020-02-01")
        found[name] = str(row.entry_id)
    return found


def demand(world: World, begins: str, ends: str, staff: int = 1, post: str = "东门卡点", **other: Any) -> Any:
    """Say what a post of the spring community needs."""
    return stated(
        world, "spring", DEMANDS, post=post, place="春晖社区", begins=begins, ends=ends, staff=staff,
        since="2020-02-01", **other,
    )  # fmt: skip


def asked(world: World, days: int = 7, **other: Any) -> Roster:
    """Ask for a roster of the spring community, from the Monday on."""
    wanted = actions.Wanted(world.places["spring"], FIRST, days, limit=10, **other)
    return actions.ask(world.actor("spring"), world.response, wanted)


def solved(world: World, days: int = 7, **other: Any) -> Roster:
    """Ask for a roster and let the worker solve it."""
    found = worker.solve_one(asked(world, days, **other).pk)
    assert found
    return found
