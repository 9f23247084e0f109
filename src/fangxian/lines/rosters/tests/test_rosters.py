"""Stories of dispatchers: ask, solve, publish, solve again, explain, refuse (M10)."""

import datetime
import uuid
from collections import Counter, defaultdict
from typing import Any

import icalendar
import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.rosters import actions, links, worker
from fangxian.lines.rosters.gathering import gather, is_night, minutes
from fangxian.lines.rosters.ledgers import DEMANDS
from fangxian.lines.rosters.models import Demand, Roster, Shift
from fangxian.lines.rosters.queries import links_of
from fangxian.lines.rosters.solving.checking import hard
from fangxian.lines.rosters.tests.opened import FIRST, asked, demand, solved
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_dispatcher_solves_and_publishes_and_people_see_their_own_shifts(
    world: World, gate: dict[str, str], client_for: Any, client: Any
) -> None:
    roster = solved(world)
    assert roster.state == Roster.State.SOLVED
    assert roster.cost["uncovered"] == 0
    assert not hard(gather(roster), roster.duties)
    assert not Shift.objects.exists()
    assert actions.publish(world.actor("spring"), roster) == 14
    assert Shift.objects.at().filter(person__isnull=False).count() == 14
    link = links_of(world.response, [uuid.UUID(gate["赵安"])])[uuid.UUID(gate["赵安"])]
    own = Shift.objects.at().filter(person=gate["赵安"]).count()
    page = client.get(f"/rosters/own/{links.token(link)}/").content.decode()
    assert page.count("东门卡点") == own
    feed = client.get(f"/rosters/own/{links.token(link)}/shifts.ics").content
    events = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    assert len(events) == own
    assert "赵安" not in feed.decode()
    links.revoke(world.actor("spring"), link.pk)
    assert client.get(f"/rosters/own/{links.token(link)}/").status_code == 404
    for address in ("", "grid/", "grid/?by=person", "grid/?print=1"):
        assert client_for(world.accounts["spring"]).get(f"/rosters/{roster.pk}/{address}").status_code == 200


@pytest.mark.django_db
def test_figures_count_who_is_on_duty_and_which_posts_lack_somebody_as_recomputed(
    world: World, gate: dict[str, str]
) -> None:
    demand(world, "16:00", "24:00", 9)
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    problem, duties = gather(roster), roster.duties
    standing: dict[str, set[str]] = defaultdict(set)
    for person, slot in duties:
        standing[slot].add(person)
    for hour in (-1, 4, 12, 20, 36, 44, 7 * 24 + 5):
        at = datetime.datetime.combine(FIRST, datetime.time(), clock.now().tzinfo) + datetime.timedelta(
            hours=hour - 8
        )
        minute = (hour) * 60
        now = [one for one in problem.slots if one.begin <= minute < one.end]
        expected = {
            "dispatch.on_duty": len(set().union(*(standing[one.id] for one in now)) if now else ()),
            "dispatch.posts_unfilled": len({one.post for one in now if len(standing[one.id]) < one.staff}),
        }
        question = ask(world.response, end=at)
        told = {code: answers.answer(question, measure(code)).total.value for code in expected}
        assert told == expected, hour


@pytest.mark.django_db
def test_when_somebody_falls_ill_only_his_shifts_move(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    before = {row.entry_id: row.person for row in Shift.objects.at()}
    had = Counter(person for person, _slot in roster.duties)
    ill, name = min((had[key], key, name) for name, key in gate.items() if had[key])[1:]
    stated(
        world,
        "committee",
        LEAVES,
        person=name,
        place="春晖社区",
        since="2020-02-03",
        until="2020-02-09",
        kind="sick",
    )
    made = actions.ask_again(world.actor("spring"), roster)
    again = worker.solve_one(made.pk)
    his = {one for one in roster.duties if one[0] == str(ill)}
    assert {tuple(one) for one in again.result["gone"]} >= his
    assert again.cost["moved"] == len(again.result["gone"]) + len(again.result["new"])
    assert not hard(gather(again), again.duties)
    assert again.cost["moved"] == 2 * len(his)
    page = client_for(world.accounts["spring"]).get(f"/rosters/{again.pk}/").content.decode()
    assert page.count("当天请假") == len(his) + 1  # and how many of them there are
    assert page.count(f"代替 {name}") == len(his)
    actions.publish(world.actor("spring"), again)
    after = {row.entry_id: row.person for row in Shift.objects.at()}
    assert before.keys() == after.keys()
    assert sum(before[key] != after[key] for key in after) == len(his)


@pytest.mark.django_db
def test_what_cannot_be_met_is_explained_by_few_demands(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    demand(world, "22:00", "06:00", 7)
    roster = solved(world, days=1)
    (clash,) = roster.result["clashes"]
    assert clash["demands"][0][1] == 7
    assert clash["allowed"] == 6
    page = client_for(world.accounts["spring"]).get(f"/rosters/{roster.pk}/").content.decode()
    assert "东门卡点" in page
    demanded = Demand.objects.at().get(begins="22:00").entry_id
    assert f'href="/ledgers/demands/{demanded}/"' in page
    assert client_for(world.accounts["spring"]).get(f"/rosters/new/?like={roster.pk}").status_code == 200


@pytest.mark.django_db
def test_roles_places_and_bad_input(world: World, gate: dict[str, str], client_for: Any) -> None:
    wanted = actions.Wanted(world.places["spring"], FIRST)
    with pytest.raises(Forbidden):
        actions.ask(world.actor("supervisor"), world.response, wanted)
    with pytest.raises(Missing):
        actions.ask(world.actor("autumn"), world.response, wanted)
    with pytest.raises(Invalid) as refused:
        actions.ask(
            world.actor("spring"), world.response, actions.Wanted(world.places["spring"], FIRST, 0, rest=8)
        )
    assert set(refused.value.errors) == {"days", "rest"}
    roster = asked(world)
    with pytest.raises(Missing):
        actions.at_hand(world.actor("autumn"), roster.pk)
    with pytest.raises(Conflict):
        actions.publish(world.actor("spring"), roster)
    with pytest.raises(Conflict):
        actions.ask_again(world.actor("spring"), roster)
    client = client_for(world.accounts["spring"])
    form = {"place": world.places["spring"].pk, "first_day": "2020-02-03", "days": "99", "rest": "11", "week": "5",
            "nights": "3", "limit": "60"}  # fmt: skip
    assert client.post("/rosters/new/", form).status_code == 422
    assert client.post("/rosters/new/", form | {"days": "7"}).status_code == 302
    assert client.get("/rosters/").status_code == 200
    with pytest.raises(Invalid) as refused:
        demand(world, "25:00", "08:00")
    assert "begins" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        demand(world, "09:00", "10:00", 1, leads=2, skill="medical")
    assert set(refused.value.errors) == {"leads", "skilled"}


@pytest.mark.django_db
def test_a_waiting_roster_is_cancelled_and_not_solved(world: World, gate: dict[str, str]) -> None:
    roster = asked(world)
    actions.cancel(world.actor("spring"), roster)
    assert worker.solve_one(roster.pk) is None
    with pytest.raises(Conflict):
        actions.cancel(world.actor("spring"), roster)


@pytest.mark.django_db
def test_demands_come_from_a_sheet(world: World, gate: dict[str, str]) -> None:
    sheet = "岗位,社区,开始时间,结束时间,每班人数,带班人数\n东门卡点,春晖社区,16:00,24:00,2,1\n"
    run = imports.upload(
        world.actor("spring"), world.response, DEMANDS.code, "demands.csv", sheet.encode(),
        place=world.places["spring"],
    )  # fmt: skip
    found = imports.commit(world.actor("spring"), run)
    assert not found.problems
    assert run.accepted == 1
    row = Demand.objects.at().get(begins="16:00")
    assert (row.ends, row.staff, row.leads) == ("24:00", 2, 1)


def test_nights_and_hours() -> None:
    assert is_night(0, 480)
    assert not is_night(960, 1440)
    assert is_night(20 * 60, 32 * 60)
    assert minutes("08:30") == 510
