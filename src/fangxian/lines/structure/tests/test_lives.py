"""Temporary organisations and teams through their whole lives, each figure held against the facts (M4)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.structure import actions
from fangxian.lines.structure.ledgers import GROUPS, MEMBERS
from fangxian.lines.structure.models import FIVE_TEAMS, PARTY, TEAMS, Group, GroupKind
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.tests.opened import stated

DAY = datetime.timedelta(days=1)
KINDS = (
    GroupKind.BRANCH, GroupKind.VANGUARD, GroupKind.DEMONSTRATION, GroupKind.COMMANDO, GroupKind.VOLUNTEER,
)  # fmt: skip
NAMES = {"spring": "春晖社区", "summer": "夏荫社区", "autumn": "秋实社区"}
BODIES = ("audit-office", "archives")
PLACES = ("city", "county", *NAMES)


def told(world: World, code: str, place: str = "", body: str = "", end: Any = None) -> Any:
    """Return a figure's value of a place or body."""
    asked = ask(
        world.response, end=end or clock.now(), place=world.places[place] if place else None,
        body=world.bodies[body] if body else None, line="organs" if body else "",
    )  # fmt: skip
    return answers.answer(asked, measure(code)).total.value


COUNTS = {
    GroupKind.BRANCH: "branches.temporary", GroupKind.VANGUARD: "posts.vanguard",
    GroupKind.DEMONSTRATION: "posts.demonstration", GroupKind.COMMANDO: "teams.commando.count",
    GroupKind.VOLUNTEER: "teams.volunteer.count",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.django_db
def test_from_the_proposal_to_the_closing_over_pages_api_and_sheet(
    world: World, client_for: Any, kind: GroupKind
) -> None:
    """A community proposes by a page, a program approves, a sheet adds the members, a page closes it."""
    code = COUNTS[kind]

    def now() -> list[Any]:
        return [
            told(world, code, "spring"),
            told(world, code, "autumn"),
            told(world, code, body="audit-office"),
        ]

    spring, committee = client_for(world.accounts["spring"]), client_for(world.accounts["committee"])
    new = spring.get("/ledgers/groups/new/").context["form"]["id"].value()
    sent = {
        "id": new, "name": "东门", "kind": kind.value, "place": "春晖社区", "head": "赵安", "members": "3",
        "body": "audit-office", "area": "1—3号楼", "duty": "值守", "count": "1", "since": "2020-02-01",
    }  # fmt: skip
    assert spring.post("/ledgers/groups/new/", sent).status_code == 302
    assert now() == [0, 0, 0]
    url = f"/api/v1/groups/{new}"
    approval = {"number": "白组发〔2020〕3号", "by": "区委组织部"}
    assert client_for(world.accounts["autumn"]).get(f"/ledgers/groups/{new}/").status_code == 404
    assert spring.post(f"{url}/approve", approval, content_type="application/json").status_code == 403
    assert committee.post(f"{url}/approve", approval, content_type="application/json").status_code == 204
    assert now() == [1, 0, 1]
    for name in ("赵安", "钱宁"):
        stated(world, "spring", PERSONS, name=name, kind="resident", place="春晖社区")
    sheet = "组织名称,姓名,组内职务\n东门,赵安,书记\n东门,钱宁,成员"
    run = imports.upload(world.actor("spring"), world.response, "members", "a.csv", sheet.encode(),
                         place=world.places["spring"])  # fmt: skip
    assert not imports.commit(world.actor("spring"), run).problems
    assert now() == [1, 0, 1]  # whoever is named counts once more nowhere
    assert told(world, "structure.members", "spring") == 2
    closing = {"day": "2020-02-01", "reason": "任务完成"}
    assert spring.post(f"/structure/groups/{new}/close/", closing).status_code == 302
    assert now() == [1, 0, 1]
    world.time.advance(DAY)
    assert now() == [0, 0, 0]
    assert told(world, code, "spring", end=clock.now() - DAY) == 1


@pytest.mark.django_db
def test_a_sheet_sets_up_approves_and_closes_when_the_committee_sends_it(world: World) -> None:
    def send(rows: str) -> None:
        sheet = f"名称,类别,社区,书记,成员人数,批复文号,成立日期,撤销日期\n{rows}"
        run = imports.upload(world.actor("committee"), world.response, "groups", "a.csv", sheet.encode(),
                             place=world.places["county"])  # fmt: skip
        assert not imports.commit(world.actor("committee"), run).problems

    rows = "一支部,临时党支部,春晖社区,赵安,7,3号,2020-01-30,{}\n一队,突击队,春晖社区,,20余,,2020-01-30,"
    send(rows.format(""))
    send(rows.format("") + "\n")  # once more, saved anew
    assert [told(world, code, "spring") for code in ("branches.temporary", "branches.members", "teams.members")] == [
        1, 7, 20,
    ]  # fmt: skip
    send(rows.format("2020-01-31"))
    assert (told(world, "branches.temporary"), told(world, "teams.count")) == (0, 1)


@pytest.mark.django_db
def test_somebody_in_two_teams_one_of_which_is_replaced_is_one_person(world: World) -> None:
    stated(world, "committee", PERSONS, name="赵安", kind="resident", place="春晖社区")
    first = stated(world, "committee", GROUPS, name="一队", kind="commando", place="春晖社区", members="12")
    stated(world, "committee", GROUPS, name="志愿队", kind="volunteer", place="春晖社区", members="30余")
    for group in ("一队", "志愿队"):
        stated(world, "committee", MEMBERS, group=group, person="赵安")
    assert (told(world, "structure.members"), told(world, "teams.members")) == (1, 42)
    actions.close(world.actor("committee"), first.entry_id, datetime.date(2020, 2, 1), "由二队接替")
    stated(
        world,
        "committee",
        GROUPS,
        name="二队",
        kind="commando",
        place="春晖社区",
        members="15",
        since="2020-02-02",
    )
    stated(world, "committee", MEMBERS, group="二队", person="赵安", since="2020-02-02")
    world.time.advance(DAY)
    assert (told(world, "structure.members"), told(world, "teams.count"), told(world, "teams.members")) == (
        1,
        2,
        45,
    )
    assert (told(world, "teams.commando.count"), told(world, "teams.commando.members")) == (1, 15)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "approve", "refuse", "close", "void", "name"]), st.integers(0, 7),
        st.sampled_from([*KINDS, GroupKind.SCREENING, GroupKind.COMMITTEE]), st.sampled_from([*NAMES]),
        st.sampled_from(BODIES), st.integers(1, 40), st.integers(1, 5),
    ),
    min_size=3, max_size=9,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_figures_are_what_the_rows_add_up_to_at_every_node_of_both_trees(
    world: World, steps: Sequence[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        stated(world, "committee", PERSONS, name="赵安", kind="resident", place="春晖社区")
        kept: dict[Any, dict[str, Any]] = {}
        for number, step in enumerate(steps):
            take(world, kept, number, *step)
        held(world, list(kept.values()))
        transaction.set_rollback(True)


def take(
    world: World, kept: dict[Any, dict[str, Any]], number: int, step: str, index: int, kind: GroupKind, place: str,
    body: str, members: int, count: int,
) -> None:  # fmt: skip
    """Do a step where it may follow, in the system and in the plain list beside it."""
    committee = world.actor("committee")
    if step == "propose" or not kept:
        row = stated(world, place, GROUPS, name=f"{number}号", kind=kind.value, place=NAMES[place], body=body,
                     members=str(members), count=str(count))  # fmt: skip
        kept[row.entry_id] = {"kind": kind, "path": world.places[place].path, "body": body, "members": members,
                              "count": count, "state": "proposed"}  # fmt: skip
        return
    entry = list(kept)[index % len(kept)]
    own = kept[entry]
    if step in ("approve", "refuse") and own["state"] == "proposed":
        actions.approve(committee, entry) if step == "approve" else actions.refuse(committee, entry, "重复")
        own["state"] = step
    elif step == "close" and own["state"] == "approve":
        row = Group.objects.at().get(entry=entry)
        before = row.happened_at.astimezone().date()
        actions.close(committee, entry, before, "完成")
        own["state"] = "closed"
    elif step == "void" and own["state"] != "void":
        ledgers.void(committee, GROUPS, entry, "报错")
        own["state"] = "void"
    elif step == "name" and own["state"] in ("proposed", "approve") and not own.get("named"):
        stated(world, "committee", MEMBERS, group=str(entry), person="赵安")
        own["named"] = True


def held(world: World, kept: Sequence[Mapping[str, Any]]) -> None:
    """Hold counts and strengths of each kind against the plain list, for every place and body."""
    end = clock.now() + DAY + DAY  # past the last day of what was closed
    rows = [one for one in kept if one["state"] == "approve"]
    asked = {
        "teams.count": (TEAMS, "count"), "teams.members": (TEAMS, "members"), "teams.five": (FIVE_TEAMS, "count"),
        "branches.temporary": (PARTY, "count"), "posts.vanguard": ([GroupKind.VANGUARD], "count"),
        "teams.commando.members": ([GroupKind.COMMANDO], "members"),
    }  # fmt: skip
    for code, (kinds, column) in asked.items():
        found = [one for one in rows if one["kind"] in kinds]
        for place in PLACES:
            expected = sum(one[column] for one in found if one["path"].startswith(world.places[place].path))
            assert told(world, code, place, end=end) == expected, (code, place)
        for body in BODIES:
            expected = sum(one[column] for one in found if one["body"] == body)
            assert told(world, code, body=body, end=end) == expected, (code, body)
    named = any(one.get("named") for one in kept)
    assert told(world, "structure.members", end=end) == named
