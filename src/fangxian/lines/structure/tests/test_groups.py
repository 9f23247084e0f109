"""Stories of those who set up and keep groups and teams (M1, M4)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.structure import actions, queries
from fangxian.lines.structure.ledgers import CHARGES, GROUPS, MEMBERS, TURNS
from fangxian.lines.structure.models import Decision, Group
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import By, ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.filling import figuring
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers import printing
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.tests.opened import stated

TEAM = {"name": "突击一队", "kind": "commando", "place": "春晖社区", "head": "赵安", "members": "20余人"}


def told(world: World, code: str, place: str = "") -> Any:
    """Return a figure's value now, of a place or everywhere."""
    asked = ask(world.response, end=clock.now(), place=world.places[place] if place else None)
    return answers.answer(asked, measure(code)).total.value


@pytest.mark.django_db
def test_a_community_s_team_counts_once_the_committee_has_approved_it(world: World) -> None:
    team = stated(world, "spring", GROUPS, **TEAM)
    assert (team.decision, told(world, "teams.count")) == (Decision.PROPOSED, 0)
    owed = duties(world.actor("committee"), world.response)
    assert any("1" in str(duty.title) and duty.url == "/structure/proposed/" for duty in owed)
    made = actions.approve(world.actor("committee"), team.entry_id, "白组发〔2020〕3号", "县委组织部")
    assert (made.decision, made.approval, made.headed) == (Decision.APPROVED, "白组发〔2020〕3号", True)
    counted = {code: told(world, code) for code in ("teams.count", "teams.commando.count", "teams.members")}
    assert counted == {"teams.count": 1, "teams.commando.count": 1, "teams.members": 20}
    assert told(world, "teams.count", "autumn") == 0
    with pytest.raises(Conflict):
        actions.approve(world.actor("committee"), team.entry_id)


@pytest.mark.django_db
def test_who_may_not_approve_neither_decides_nor_states_an_approval(world: World) -> None:
    team = stated(world, "spring", GROUPS, **TEAM)
    with pytest.raises(Forbidden):
        actions.approve(world.actor("spring"), team.entry_id)
    with pytest.raises(Invalid) as refused:
        stated(world, "spring", GROUPS, **TEAM | {"name": "二队", "approval": "自批1号"})
    assert set(refused.value.errors) == {"approval"}
    with pytest.raises(Missing):
        stated(world, "autumn", GROUPS, **TEAM)


@pytest.mark.django_db
def test_a_correction_keeps_the_approval_until_it_changes_what_was_approved(world: World) -> None:
    team = stated(world, "spring", GROUPS, **TEAM)
    approved = actions.approve(world.actor("committee"), team.entry_id)
    meaning = Meaning(world.actor("spring"), world.response)
    own = {"approved_on": approved.approved_on.isoformat()}
    values = read(GROUPS, TEAM | own | {"members": "25"}, meaning)
    assert (
        ledgers.correct(world.actor("spring"), GROUPS, team.entry_id, values, "核实").decision
        == Decision.APPROVED
    )
    values = read(GROUPS, TEAM | own | {"name": "突击队"}, meaning)
    assert (
        ledgers.correct(world.actor("spring"), GROUPS, team.entry_id, values, "改名").decision
        == Decision.PROPOSED
    )


@pytest.mark.django_db
def test_refused_it_counts_nowhere_and_closed_it_counts_until_its_last_day(world: World) -> None:
    team = stated(world, "spring", GROUPS, **TEAM)
    with pytest.raises(Invalid):
        actions.refuse(world.actor("committee"), team.entry_id, " ")
    actions.refuse(world.actor("committee"), team.entry_id, "与已有队伍重复")
    assert told(world, "teams.count") == 0
    other = stated(world, "committee", GROUPS, **TEAM | {"name": "突击二队", "since": "2020-01-28"})
    assert other.decision == Decision.APPROVED
    with pytest.raises(Invalid):
        actions.close(world.actor("spring"), other.entry_id, datetime.date(2020, 1, 1), "任务完成")
    actions.close(world.actor("spring"), other.entry_id, datetime.date(2020, 1, 31), "任务完成")
    assert told(world, "teams.count") == 0
    before = ask(world.response, end=clock.now() - datetime.timedelta(days=2))
    assert answers.answer(before, measure("teams.count")).total.value == 1


@pytest.mark.django_db
def test_many_reported_in_one_number_count_as_many(world: World) -> None:
    stated(
        world,
        "committee",
        GROUPS,
        name="临时党组织（汇总）",
        kind="committee",
        place="浑江区",
        count="1187",
        source="县报",
    )
    assert told(world, "branches.temporary") == 1187


@pytest.mark.django_db
def test_a_number_of_teams_that_nobody_told_is_neither_one_nor_zero(world: World, client_for: Any) -> None:
    row = stated(
        world, "committee", GROUPS, name="各队", kind="commando", place="浑江区", count="不详", members="80"
    )
    told_of = answers.answer(ask(world.response), measure("teams.commando.count")).total
    assert (row.count, told_of.value, told_of.text, told(world, "teams.commando.members")) == (
        None,
        None,
        "—",
        80,
    )
    stated(world, "committee", GROUPS, name="二队", kind="commando", place="浑江区")
    told_of = answers.answer(ask(world.response), measure("teams.commando.count")).total
    assert (told_of.value, told_of.qualifier) == (1, "余")
    edited = reverse("ledgers:groups_edit", args=[row.entry_id])
    form = client_for(world.accounts["committee"]).get(edited).context["form"]
    meaning = Meaning(world.actor("committee"), world.response)
    again = read(GROUPS, TEAM | {"place": "浑江区", "count": form["count"].value()}, meaning)
    assert again["count"] is None, "what the form shows is what it takes back"


@pytest.mark.django_db
def test_a_strength_that_nobody_states_is_not_zero(world: World) -> None:
    assert told(world, "teams.commando.members") == 0
    stated(world, "committee", GROUPS, name="突击队", kind="commando", place="浑江区", count="1以上")
    assert told(world, "teams.commando.members") is None
    stated(world, "committee", GROUPS, name="二队", kind="commando", place="浑江区", members="80余")
    assert told(world, "teams.commando.members") == 80
    stated_by = figuring._stated(measure("teams.commando.members"))
    assert answers.answer(ask(world.response), stated_by).total.value == 1  # as a superior's form asks


def _structure(world: World) -> None:
    stated(
        world,
        "committee",
        GROUPS,
        name="指挥部",
        kind="command",
        place="浑江区",
        head="钱宁",
        duty="统一指挥",
    )
    for name in ("综合组", "医疗组"):
        stated(world, "committee", GROUPS, name=name, kind="working", place="浑江区", parent="指挥部")
    stated(world, "audit-office", PERSONS, name="周宁", body="audit-office")
    stated(
        world, "committee", MEMBERS, group="综合组", person="周宁", role="组长", duty="文电", phone="0439-1"
    )
    stated(
        world,
        "committee",
        TURNS,
        group="综合组",
        person="周宁",
        since="2020-02-01",
        begins="20:00",
        ends="8:00",
    )


@pytest.mark.django_db
def test_the_chart_shows_groups_below_groups_their_members_and_who_is_on_call(world: World) -> None:
    _structure(world)
    (top,) = queries.chart(world.actor("command"), world.response)
    assert top.node.line.row.name == "指挥部"
    assert {branch.node.line.row.name for branch in top.below} == {"综合组", "医疗组"}
    office = next(branch.node for branch in top.below if branch.node.line.row.name == "综合组")
    assert office.has_head
    assert [one.shown("person").partition(" ")[0] for one in office.members] == ["周宁"]
    assert office.on_call == []
    world.time.advance(datetime.timedelta(hours=13))
    (turn,) = queries.on_call(world.actor("command"), world.response)
    assert turn.shown("group").startswith("综合组")
    world.time.advance(datetime.timedelta(hours=12))
    assert queries.on_call(world.actor("command"), world.response) == []
    assert told(world, "structure.working_groups") == 2
    assert told(world, "structure.members") == 1


@pytest.mark.django_db
def test_what_groups_lack_is_listed(world: World) -> None:
    _structure(world)
    found = queries.lacks(world.actor("command"), world.response)
    assert [line.row.name for line in found.head] == ["医疗组"]
    assert {line.row.name for line in found.members} == {"指挥部", "医疗组"}
    assert {line.row.name for line in found.duty} == {"综合组", "医疗组"}


@pytest.mark.django_db
def test_a_community_sees_who_commands_above_it_but_not_beside_it(world: World) -> None:
    _structure(world)
    stated(world, "committee", GROUPS, name="邻村专班", kind="task_force", place=world.places["autumn"].code)
    (top,) = queries.chart(world.actor("spring"), world.response)
    assert len(top.below) == 2


@pytest.mark.django_db
def test_the_pages_from_the_proposal_to_the_decision(world: World, client_for: Any) -> None:
    _structure(world)
    team = stated(world, "spring", GROUPS, **TEAM)
    client: Client = client_for(world.accounts["committee"])
    for page in ("/structure/", "/structure/on-call/", "/structure/lacks/", "/structure/proposed/"):
        assert client.get(page).status_code == 200, page
    assert client.get("/structure/chart.pdf").content[:4] == b"%PDF"
    entry = client.get(f"/ledgers/groups/{team.entry_id}/").content.decode()
    assert f"/structure/groups/{team.entry_id}/decide/" in entry
    decide = f"/structure/groups/{team.entry_id}/decide/"
    assert client.post(decide, {"answer": "refuse", "reason": ""}).status_code == 422
    assert client.post(decide, {"number": "1号", "by": "组织部", "day": "2020-02-01"}).status_code == 302
    assert Group.objects.at().get(entry=team.entry_id).decision == Decision.APPROVED
    close = f"/structure/groups/{team.entry_id}/close/"
    assert client.get(close).status_code == 200
    assert client.post(close, {"day": "2019-01-01", "reason": "完成"}).status_code == 422
    assert client.post(close, {"day": "2020-02-03", "reason": "完成"}).status_code == 302
    assert client_for(world.accounts["spring"]).get(decide).status_code == 403


@pytest.mark.django_db
def test_more_than_stays_more_than_in_entry_figure_bulletin_and_table(world: World, client_for: Any) -> None:
    for number, place in enumerate(("春晖社区", "秋实社区")):
        told_members = ("8000余人", "500")[number]
        stated(world, "committee", GROUPS, **TEAM | {"place": place, "members": told_members})
    team = Group.objects.at().get(path=world.places["spring"].path)
    assert (team.members, team.members_more) == (8000, True)
    asked = ask(world.response, end=clock.now(), place=world.places["county"], by=By.PLACE)
    found = answers.answer(asked, measure("teams.members"))
    assert (found.total.value, found.total.qualifier, found.total.text) == (8500, "余", "8500 余")
    streets = {node.label: value.qualifier for node, value in found.nodes if value.value}
    assert sorted(streets.values()) == ["", "余"]
    client: Client = client_for(world.accounts["committee"])
    said = client.get("/api/v1/figures", {"measure": "teams.members"}).json()[0]
    assert (said["value"], said["qualifier"]) == (8500, "余")
    bulletin = papers.draft(
        world.actor("committee"), world.response, world.bodies["committee"], "organs",
        "标题：队伍\n\n全区队员{teams.members}人。",
    )  # fmt: skip
    assert "全区队员8500余人" in printing.text(papers.issue(world.actor("committee"), bulletin))
    table = client.get("/figures/table.csv", {"measure": "teams.members"}).content.decode()
    assert "8500 余" in table
    page = client.get("/figures/", {"measure": "teams.members"}).content.decode()
    assert "8500 余" in page


@pytest.mark.django_db
def test_a_community_names_cadres_who_are_sent_to_it_and_hangs_its_groups_under_those_above(
    world: World,
) -> None:
    stated(world, "committee", GROUPS, name="指挥部", kind="command", place="浑江区")
    stated(world, "audit-office", PERSONS, name="周宁", body="audit-office")
    group = {"name": "春晖专班", "kind": "task_force", "place": "春晖社区", "parent": "指挥部"}
    stated(world, "spring", GROUPS, **group)
    member = {"group": "春晖专班", "person": "周宁", "role": "组长"}
    with pytest.raises(Invalid):  # nobody has sent him here
        stated(world, "spring", MEMBERS, **member)
    stated(world, "committee", POSTINGS, person="周宁", place="春晖社区", body="audit-office")
    with pytest.raises(Invalid):  # nor to that community
        stated(world, "autumn", MEMBERS, **member)
    made = stated(world, "spring", MEMBERS, **member)
    assert made.path == world.places["spring"].path
    turn = {"group": "春晖专班", "person": "周宁", "since": "2020-02-01", "begins": "8", "ends": "20"}
    assert stated(world, "spring", TURNS, **turn).person == made.person
    assert stated(world, "spring", CHARGES, place="春晖社区", function="first", head="周宁").path == made.path
