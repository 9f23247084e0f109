"""Stories of people who are sent down, from the quota to the release (M10)."""

from datetime import date, timedelta
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.dispatch import actions, away, replacing, rules
from fangxian.lines.dispatch import queries as board_of
from fangxian.lines.dispatch.duties import owed
from fangxian.lines.dispatch.ledgers import ASSIGNMENTS, BATCHES, HEAD_COUNTS, QUOTAS
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.units import contingents
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers import queries
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Leave, Posting
from fangxian.mechanisms.personnel.tests.opened import stated


def figure(world: World, code: str, **asked: Any) -> int | None:
    question = ask(world.response, end=asked.pop("end", clock.now()), **asked)
    return answers.answer(question, measure(code)).total.value  # type: ignore[return-value]


def board(world: World) -> dict[str, int]:
    """Return how many people the board and the list of units tell at the steps that figures count; both agree."""
    rows = board_of.part(world.actor("committee"), world.response)
    told = board_of.counts(rows)
    assert all(board_of.at_step(rows, step).count() == count for step, count in told.items())
    (unit,) = contingents(world.actor("committee"), world.response)
    assert all(count == told[step] for step, count in unit.counts.items())
    steps = ("assigned", "in_place", "on_leave", "released")
    assert all(told[step] == figure(world, f"dispatch.{step}") for step in steps)
    return {step: told[step] for step in steps}


def nominate(world: World, name: str = "钱宁", body: str = "audit-office", **told: Any) -> Assignment:
    stated(world, body, PERSONS, name=name, body=body)
    return stated(world, body, ASSIGNMENTS, person=name, body=body, **told)  # type: ignore[no-any-return]


def send(world: World, name: str = "钱宁", place: str = "spring", body: str = "audit-office") -> Assignment:
    row = nominate(world, name, body)
    committee = world.actor("committee")
    actions.decide(committee, row.entry_id, approved=True)
    return actions.assign(committee, [row.entry_id], world.places[place])[0]


@pytest.mark.django_db
def test_from_the_quota_to_the_release(world: World) -> None:
    stated(world, "committee", QUOTAS, body="audit-office", number_asked=2, place="东街道")
    post = stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区")
    row = nominate(world)
    committee, spring = world.actor("committee"), world.actor("spring")
    assert (figure(world, "dispatch.asked"), figure(world, "dispatch.people")) == (2, 0)
    actions.decide(committee, row.entry_id, approved=True)
    actions.assign(committee, [row.entry_id], world.places["spring"], post.entry_id)
    told = [
        figure(world, f"dispatch.{code}")
        for code in ("people", "units", "streets", "communities", "checkpoints")
    ]
    assert told == [1, 1, 1, 1, 1]
    assert figure(world, "dispatch.in_place") == 0
    actions.arrive(spring, row.entry_id)
    posting = Posting.objects.at().get()
    assert (posting.path, posting.post) == (world.places["spring"].path, post.entry_id)
    assert figure(world, "dispatch.in_place", place=world.places["spring"]) == 1
    assert figure(world, "dispatch.in_place", place=world.places["autumn"]) == 0
    before = clock.now()
    world.time.advance(timedelta(days=1))
    actions.release(committee, row.entry_id, "任务结束")
    assert (figure(world, "dispatch.people"), figure(world, "dispatch.ever")) == (0, 1)
    assert figure(world, "dispatch.in_place", end=before) == 1  # a past day shows who stood there then
    assert figure(world, "personnel.posted") == 0


@pytest.mark.django_db
def test_who_may_do_what(world: World) -> None:
    row = nominate(world)
    with pytest.raises(Forbidden):
        actions.decide(world.actor("audit-office"), row.entry_id, approved=True)
    with pytest.raises(Missing):  # a nomination of another unit
        replacing.substitute(world.actor("archives"), row.entry_id, row.person, "生病")
    actions.decide(world.actor("committee"), row.entry_id, approved=True)
    actions.assign(world.actor("committee"), [row.entry_id], world.places["spring"])
    with pytest.raises(Missing):  # he is not sent to that community
        actions.arrive(world.actor("autumn"), row.entry_id)
    with pytest.raises(Invalid):  # nor does he see who that is
        stated(world, "archives", ASSIGNMENTS, person="钱宁", body="audit-office")


@pytest.mark.django_db
def test_no_step_is_left_out_and_declining_says_why(world: World) -> None:
    row = nominate(world)
    with pytest.raises(Conflict):
        actions.assign(world.actor("committee"), [row.entry_id], world.places["spring"])
    with pytest.raises(Invalid):
        actions.decide(world.actor("committee"), row.entry_id, approved=False)
    actions.decide(world.actor("committee"), row.entry_id, approved=False, reason="需要留守")
    with pytest.raises(Conflict):
        actions.decide(world.actor("committee"), row.entry_id, approved=True)
    assert figure(world, "dispatch.declined") == 1


@pytest.mark.django_db
def test_all_of_a_group_are_assigned_or_none(world: World) -> None:
    first, second = nominate(world), nominate(world, "孙平")
    committee = world.actor("committee")
    actions.decide(committee, first.entry_id, approved=True)
    with pytest.raises(Conflict):
        actions.assign(committee, [first.entry_id, second.entry_id], world.places["spring"])
    assert figure(world, "dispatch.people") == 0


@pytest.mark.django_db
def test_leave_is_granted_ends_by_itself_and_can_be_cancelled(world: World) -> None:
    row, spring = send(world), world.actor("spring")
    actions.arrive(spring, row.entry_id)
    away.grant_leave(spring, row.entry_id, date(2020, 2, 2), date(2020, 2, 4), "家人住院")
    assert figure(world, "dispatch.on_leave") == 0  # not yet
    assert board(world) == {"assigned": 0, "in_place": 1, "on_leave": 0, "released": 0}
    world.time.advance(timedelta(days=1, hours=2))
    assert board(world) == {"assigned": 0, "in_place": 0, "on_leave": 1, "released": 0}
    assert (figure(world, "dispatch.on_leave"), figure(world, "dispatch.in_place")) == (1, 0)
    away.come_back(spring, row.entry_id)
    assert (figure(world, "dispatch.on_leave"), figure(world, "dispatch.in_place")) == (0, 1)
    with pytest.raises(Invalid):
        away.grant_leave(spring, row.entry_id, date(2020, 2, 9), date(2020, 2, 8), "家事")
    away.grant_leave(spring, row.entry_id, date(2020, 2, 9), date(2020, 2, 9), "家事")
    world.time.advance(timedelta(days=10))  # nobody says that he is back
    assert board(world) == {"assigned": 0, "in_place": 1, "on_leave": 0, "released": 0}


@pytest.mark.django_db
def test_leave_in_its_ledger_takes_people_on_leave_and_back(world: World) -> None:
    row, spring = send(world), world.actor("spring")
    actions.arrive(spring, row.entry_id)
    leave = stated(world, "spring", LEAVES, person="钱宁", since="2020-02-01", place="春晖社区", kind="病假")
    assert (figure(world, "dispatch.on_leave"), figure(world, "dispatch.in_place")) == (1, 0)
    later = stated(
        world, "spring", LEAVES, person="钱宁", since="2020-02-20", until="2020-02-21", place="春晖社区"
    )
    leaves.cancel(spring, leave.entry_id, "人手不足")
    assert (figure(world, "dispatch.on_leave"), figure(world, "dispatch.in_place")) == (0, 1)
    standing = Assignment.objects.at().get(entry=row.entry_id)
    assert (standing.step, standing.leave_from) == (rules.State.ON_LEAVE, later.happened_at)
    assert away.come_back(spring, row.entry_id).step == rules.State.IN_PLACE
    assert set(Leave.objects.at().values_list("step", flat=True)) == {"cancelled"}


@pytest.mark.django_db
def test_somebody_ill_is_substituted_and_somebody_is_moved(world: World) -> None:
    row, spring = send(world), world.actor("spring")
    actions.arrive(spring, row.entry_id)
    other = stated(world, "audit-office", PERSONS, name="孙平", body="audit-office")
    fresh = replacing.substitute(world.actor("audit-office"), row.entry_id, other.entry_id, "发烧")
    assert (fresh.substitutes, fresh.step) == (row.entry_id, rules.State.NOMINATED)
    assert figure(world, "dispatch.released") == 1
    committee = world.actor("committee")
    actions.decide(committee, fresh.entry_id, approved=True)
    actions.assign(committee, [fresh.entry_id], world.places["spring"])
    actions.arrive(spring, fresh.entry_id)
    moved = replacing.move(committee, fresh.entry_id, world.places["autumn"], None, "那边缺人")
    actions.arrive(world.actor("autumn"), moved.entry_id)
    assert figure(world, "dispatch.people") == 1
    assert [posting.path for posting in Posting.objects.at().filter(ended_at=None)] == [
        world.places["autumn"].path
    ]


@pytest.mark.django_db
def test_teams_sent_outside_are_not_counted_twice_and_more_than_stays(world: World) -> None:
    for ordinal, people in enumerate((100, 100, 103), 1):
        stated(world, "audit-office", BATCHES, name="援鄂医疗队", body="audit-office", destination="武汉",
               ordinal=ordinal, people=people)  # fmt: skip
    stated(world, "audit-office", BATCHES, name="某医院医疗队", body="audit-office", destination="武汉", people=11,
           within="援鄂医疗队 · 1")  # fmt: skip
    assert (figure(world, "medical.batches"), figure(world, "medical.people")) == (3, 303)
    assert (figure(world, "medical.batches_within"), figure(world, "medical.people_within")) == (1, 11)
    stated(world, "audit-office", BATCHES, name="口岸突击队", body="audit-office", destination="口岸",
           kind="commando")  # fmt: skip
    assert (figure(world, "outside.commando"), figure(world, "outside.teams")) == (1, 4)
    row = stated(
        world,
        "audit-office",
        HEAD_COUNTS,
        kind="members",
        people="5000余",
        body="audit-office",
        source="报告",
    )
    assert (row.people, row.people_more) == (5000, True)
    (line,) = queries.lines(HEAD_COUNTS, world.response, [row])
    assert line.shown("people") == "5,000 余"
    assert answers.answer(ask(world.response), measure("headcounts.members")).total.text == "5000 余"


@pytest.mark.django_db
def test_a_correction_by_the_unit_leaves_the_step_as_it_is(world: World) -> None:
    row = send(world)
    values = {
        "person": row.person,
        "body": None,
        "role": "head",
        "substitutes": None,
        "since": None,
        "remark": "",
    }
    values["body"] = Meaning(world.actor("audit-office"), world.response).body("audit-office")
    made = ledgers.correct(world.actor("audit-office"), ASSIGNMENTS, row.entry_id, values, "带队")
    assert (made.step, made.role, made.path) == ("assigned", "head", row.path)


@pytest.mark.django_db
def test_the_committee_and_the_community_work_the_board(world: World, client_for: Any) -> None:
    stated(world, "committee", QUOTAS, body="audit-office", number_asked=3)
    rows = [str(nominate(world, name).entry_id) for name in ("赵安", "钱宁")]
    committee, spring = client_for(world.accounts["committee"]), client_for(world.accounts["spring"])
    page = committee.get("/dispatch/")
    assert page.context["step"] == "nominated"
    assert page.context["quotas"][0].missing == 1
    sent = {"chosen": rows, "confirmed": "1"}
    assert committee.post("/dispatch/approve/", sent).status_code == 302
    wrong = committee.post("/dispatch/assign/", sent | {"place": "没有的地方"})
    assert wrong.status_code == 422
    assert "place" in wrong.context["form"].errors
    assert committee.post("/dispatch/assign/", sent | {"place": "春晖社区"}).status_code == 302
    assert spring.get("/dispatch/").context["step"] == "assigned"
    assert spring.post("/dispatch/approve/", sent).status_code == 403
    assert client_for(world.accounts["autumn"]).post("/dispatch/arrive/", sent).status_code == 404
    assert spring.post("/dispatch/arrive/", sent).status_code == 302
    assert figure(world, "dispatch.in_place") == 2
    assert spring.get("/dispatch/arrive/").status_code == 302  # nobody was ticked


@pytest.mark.django_db
def test_a_system_takes_people_a_step_further(world: World, client_for: Any) -> None:
    row = str(nominate(world).entry_id)
    committee, url = client_for(world.accounts["committee"]), "/api/v1/assignments/steps"

    def step(client: Any, **told: Any) -> Any:
        return client.post(url, told | {"assignments": [row]}, content_type="application/json")

    assert step(client_for(world.accounts["spring"]), deed="approve").status_code == 403
    assert step(committee, deed="assign", place="春晖社区").status_code == 409
    assert step(committee, deed="approve").status_code == 204
    assert set(step(committee, deed="assign").json()["errors"]) == {"place"}
    assert step(committee, deed="assign", place="220602001001").status_code == 204
    assert step(client_for(world.accounts["autumn"]), deed="arrive").status_code == 404
    assert step(client_for(world.accounts["spring"]), deed="arrive").status_code == 204
    assert figure(world, "dispatch.in_place") == 1


@pytest.mark.django_db
def test_each_step_is_somebody_s_duty(world: World) -> None:
    def titles(name: str) -> list[int]:
        return [duty.count for duty in owed(world.actor(name), world.response)]

    stated(world, "committee", QUOTAS, body="audit-office", number_asked=3, due_on="2020-02-02")
    assert titles("audit-office") == [3]
    row = nominate(world)
    assert (titles("audit-office"), titles("committee"), titles("archives")) == (
        [2, 1],
        [1],
        [],
    )  # a head too
    actions.decide(world.actor("committee"), row.entry_id, approved=True)
    actions.assign(world.actor("committee"), [row.entry_id], world.places["spring"])
    assert (titles("spring"), titles("autumn")) == ([1], [])
    actions.arrive(world.actor("spring"), row.entry_id)
    assert titles("spring") == []


@pytest.mark.django_db
def test_the_committee_sends_its_list_of_who_goes_where(world: World) -> None:
    stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区")
    nominate(world, "赵安"), nominate(world, "赵安", "archives"), nominate(world, "钱宁")
    header = "姓名,单位,下沉社区,卡点,到岗日期"
    rows = ["赵安,审计局,春晖社区,东门卡点,2020-02-01", "赵安,档案馆,秋实社区,,", "孙平,审计局,春晖社区,,",
            "钱宁,审计局,没有的社区,,"]  # fmt: skip
    committee, place = world.actor("committee"), world.places["county"]

    def send(*lines: str) -> Any:
        text = "\n".join((header, *lines)).encode()
        return imports.upload(committee, world.response, "dispatch.placements", "a.csv", text, place=place)

    run = send(*rows)
    found = imports.commit(committee, run, partial=True)
    assert {problem.row for _sheet, problem in found.errors} == {4, 5}
    assert (figure(world, "dispatch.in_place"), figure(world, "dispatch.assigned")) == (1, 1)
    again = send(*rows[:2])
    imports.commit(committee, again)
    assert (again.accepted, again.unchanged) == (0, 2)
