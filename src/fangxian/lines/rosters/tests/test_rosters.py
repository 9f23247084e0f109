"""Stories of dispatchers and people on duty: ask, solve, change, publish, swap, solve again (M10)."""

import datetime
import uuid
from collections import Counter, defaultdict
from typing import Any

import icalendar
import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.rosters import actions, changing, links, swapping, worker
from fangxian.lines.rosters.duties import owed
from fangxian.lines.rosters.gathering import gather, is_night, minutes
from fangxian.lines.rosters.ledgers import DEMANDS
from fangxian.lines.rosters.models import Demand, Roster, Shift, Swap
from fangxian.lines.rosters.queries import links_of
from fangxian.lines.rosters.solving.checking import Rule, hard
from fangxian.lines.rosters.tests.opened import FIRST, asked, demand, posted, solved
from fangxian.lines.rosters.wording import rule_names
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.queries import lines
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import phones

NAMES = ["赵安", "钱宁", "孙平", "李和", "周清", "吴明"]


@pytest.fixture
def gate(world: World) -> dict[str, str]:
    """A gate that needs one by day and one by night, and six people."""
    people = posted(world, NAMES)
    demand(world, "00:00", "08:00", 1)
    demand(world, "08:00", "16:00", 1, leads=1)
    return people


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
def test_a_change_says_which_rule_it_breaks_and_needs_a_reason(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    problem = gather(roster)
    person, slot = next(iter(sorted(roster.duties)))
    other = next(one for one in problem.slots if one.day == problem.slot[slot].day and one.id != slot)
    added = [(person, other.id)]
    _problem, found = changing.told_by(roster, added, ())
    assert Rule.REST in {one.rule for one in found}
    with pytest.raises(Invalid):
        changing.change_shift(world.actor("spring"), roster, added, ())
    client = client_for(world.accounts["spring"])
    held = f"{person} {slot}"
    breaks = client.get(f"/rosters/{roster.pk}/grid/verdicts/?held={held}").json()["breaks"]
    assert slot not in breaks
    assert breaks[other.id] == "超过班次需要的人数"
    grid = client.get(f"/rosters/{roster.pk}/grid/?held={person}+").content.decode()
    assert "这样会违反规则" in grid
    sent = {"held": f"{person} ", "to": other.id}
    told = client.post(f"/rosters/{roster.pk}/change/", sent)
    assert told.status_code == 422
    done = client.post(f"/rosters/{roster.pk}/change/?by=post", sent | {"sure": "1", "reason": "无人可替"})
    assert done.status_code == 302
    assert done.url.endswith("?by=post")
    roster.refresh_from_db()
    assert (person, other.id) in roster.duties
    assert roster.marks[f"{person} {other.id}"][1] == "无人可替"
    actions.publish(world.actor("spring"), roster)
    assert Shift.objects.at().filter(breach__contains="无人可替").count() == 1
    assert client.post(f"/rosters/{roster.pk}/change/", sent | {"held": "nobody "}).status_code in (400, 422)


@pytest.mark.django_db
def test_a_shift_is_given_to_somebody_else_in_the_grid_of_people(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    roster = solved(world)
    client = client_for(world.accounts["spring"])
    person, slot = min(roster.duties)
    breaks = client.get(f"/rosters/{roster.pk}/grid/verdicts/?by=person&held={person} {slot}").json()[
        "breaks"
    ]
    free = next(key for key in roster.placed if key not in breaks and key != person)
    sent = {"held": f"{person} {slot}", "other": free, "sure": "1"}
    assert client.post(f"/rosters/{roster.pk}/change/?by=person", sent).status_code == 302
    roster.refresh_from_db()
    assert (free, slot) in roster.duties
    assert (person, slot) not in roster.duties
    assert not hard(gather(roster), roster.duties)
    second, theirs = next(one for one in sorted(roster.duties) if one[0] != free and one[1] != slot)
    sent = {"held": f"{free} {slot}", "to": theirs, "other": second, "sure": "1", "reason": "对换"}
    assert client.post(f"/rosters/{roster.pk}/change/", sent).status_code == 302
    roster.refresh_from_db()
    assert {(free, theirs), (second, slot)} <= roster.duties
    assert not {(free, slot), (second, theirs)} & roster.duties
    assert client.post(f"/rosters/{roster.pk}/change/", {"held": f"{free} ", "to": theirs}).status_code == 422
    found = client.get(f"/rosters/{roster.pk}/grid/?q=赵").content.decode()
    assert 'value="' + gate["赵安"] + ' "' in found


@pytest.mark.django_db
def test_a_large_grid_comes_in_parts_by_few_queries(
    world: World, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(18):
        stated(world, "spring", POSTS, name=f"卡点{number:02d}", kind="gate", place="春晖社区")
        demand(world, "08:00", "16:00", post=f"卡点{number:02d}")
    roster = solved(world)
    client = client_for(world.accounts["spring"])
    client.get(f"/rosters/{roster.pk}/grid/")
    with django_assert_max_num_queries(40):
        page = client.get(f"/rosters/{roster.pk}/grid/").content.decode()
    assert page.count("卡点15") == 1
    assert "卡点16" not in page
    assert "卡点16" in client.get(f"/rosters/{roster.pk}/grid/?page=1").content.decode()


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
    assert page.count("当天请假") == len(his)
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
def test_two_swap_by_one_tap_each_where_no_rule_breaks(
    world: World, gate: dict[str, str], client: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    people = [uuid.UUID(one) for one in gate.values()]
    made: dict[Any, Any] = links_of(world.response, people)
    rows = list(Shift.objects.at().order_by("happened_at"))
    refused = 0
    for own in rows:
        for other in rows:
            if own.person == other.person:
                continue
            try:
                swap = swapping.offer(made[own.person], own.entry_id, other.entry_id)
            except (Conflict, Invalid):
                refused += 1
                continue
            page = client.get(f"/rosters/own/{links.token(made[own.person])}/swap/?mine={own.entry_id}")
            assert page.status_code == 200
            address = f"/rosters/own/{links.token(made[other.person])}/swap/{swap.pk}/"
            assert client.post(address, {"accept": "yes"}).status_code == 302
            swap.refresh_from_db()
            assert swap.state == Swap.State.DONE
            assert Shift.objects.at().get(entry=own.entry_id).person == other.person
            assert Shift.objects.at().get(entry=other.entry_id).person == own.person
            roster.refresh_from_db()
            assert not hard(gather(roster), roster.duties)
            with pytest.raises(Missing):
                swapping.answer(made[other.person], swap.pk, True)
            return
    raise AssertionError(f"no swap kept the rules, {refused} were refused")


@pytest.mark.django_db
def test_a_swap_that_breaks_a_rule_goes_to_the_dispatcher_once_both_want_it(
    world: World, gate: dict[str, str], client: Any, client_for: Any
) -> None:
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    made: dict[Any, Any] = links_of(world.response, [uuid.UUID(one) for one in gate.values()])
    mine, theirs, rules = _breaking(made)
    own, other = links.token(made[mine.person]), links.token(made[theirs.person])
    address = f"/rosters/own/{own}/swap/"
    sent = {"mine": str(mine.entry_id), "theirs": str(theirs.entry_id)}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert rule_names(rules) in refused.content.decode()
    assert client.post(address, sent | {"sure": "1"}).status_code == 302
    swap = Swap.objects.get()
    assert owed(world.actor("spring"), world.response) == []
    client.post(f"/rosters/own/{other}/swap/{swap.pk}/", {"accept": "yes"})
    assert Shift.objects.at().get(entry=mine.entry_id).person == mine.person
    assert [duty.count for duty in owed(world.actor("spring"), world.response)] == [1]
    assert owed(world.actor("autumn"), world.response) == []
    spring = client_for(world.accounts["spring"])
    assert rule_names(rules) in spring.get("/rosters/swaps/").content.decode()
    assert client_for(world.accounts["autumn"]).post(f"/rosters/swaps/{swap.pk}/").status_code == 404
    assert spring.post(f"/rosters/swaps/{swap.pk}/", {"answer": "grant"}).status_code == 422
    told = {"answer": "grant", "reason": "家中有急事"}
    assert spring.post(f"/rosters/swaps/{swap.pk}/", told).status_code == 302
    assert Shift.objects.at().get(entry=mine.entry_id).person == theirs.person
    assert "家中有急事" in client.get(f"/rosters/own/{own}/").content.decode()
    with pytest.raises(Conflict):
        swapping.decide(world.actor("spring"), swap.pk, False, "晚了")


def _breaking(made: dict[Any, Any]) -> tuple[Shift, Shift, str]:
    rows = list(Shift.objects.at().order_by("happened_at"))
    for own in rows:
        for other in rows:
            exchange = swapping.weigh(own, other) if own.person != other.person else None
            if exchange and exchange.broken:
                return own, other, exchange.broken
    raise AssertionError("every swap keeps the rules")


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
def test_each_is_told_of_his_own_shifts_and_later_only_whom_a_change_concerns(
    world: World, gate: dict[str, str], client_for: Any
) -> None:
    account = world.accounts["archives"]
    phones.put(account, "13900000001")
    account.save()
    row = Person.objects.at().get(entry=gate["赵安"])
    values = {**lines(PERSONS, world.response, [row])[0].values, "phone": "13900000001"}
    ledgers.correct(world.actor("audit-office"), PERSONS, row.entry_id, values, "补号码")
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    own = Message.objects.get(source="rosters.shifts", deliveries__account=account)
    assert len(own.about) == Shift.objects.at().filter(person=row.entry_id).count()
    others = Message.objects.get(source="rosters.shifts", deliveries__account=world.accounts["spring"])
    assert others.about == [["people", str(roster.pk), 5]]
    client = client_for(account)
    page = client.get("/messages/").content.decode()
    assert page.count("东门卡点") == len(own.about)
    assert client.get("/rosters/mine/", follow=True).content.decode().count("东门卡点") == len(own.about)
    assert client_for(world.accounts["autumn"]).get("/rosters/mine/").status_code == 404
    actions.publish(world.actor("spring"), roster)
    assert Message.objects.filter(source="rosters.shifts").count() == 2
    mine = next(one for one in sorted(roster.duties) if one[0] == gate["赵安"])
    changing.change_shift(world.actor("spring"), roster, [], [mine])
    latest = Message.objects.filter(source="rosters.shifts").latest("created_at")
    assert [one[0].partition("/")[0] for one in latest.about] == ["gone"]
    assert Message.objects.filter(source="rosters.shifts").count() == 3


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
