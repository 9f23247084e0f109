"""Stories of those who report in, serve, stand at posts, and read their own record (M10, M11)."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.service import actions, duties, mine
from fangxian.lines.service.ledgers import CHECKINS, SERVICE, TASKS
from fangxian.lines.service.models import Attendance, Checkin, Service
from fangxian.lines.service.post_ledgers import ATTENDANCES
from fangxian.lines.service.tests.people import (
    DAY,
    PHONE,
    figure,
    member,
    organisation,
    own_account,
    post_with,
)
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.personnel.ledgers import POSTINGS, POSTS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_unit_counts_once_its_community_has_accepted_it(world: World) -> None:
    row = organisation(world, people_="1700余")
    assert (figure(world, "units"), figure(world, "people")) == (0, 0)
    assert [duty.count for duty in duties.owed(world.actor("spring"), world.response)] == [1]
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    told = [figure(world, code) for code in ("units", "people", "members", "communities", "compounds")]
    assert told == [1, 1700, 0, 1, 0]
    total = answers.answer(ask(world.response, end=clock.now()), measure("checkin.people")).total
    assert "余" in str(total) or total.qualifier
    assert figure(world, "people", place=world.places["autumn"]) == 0
    assert figure(world, "people", body=world.bodies["audit-office"], line="organs") == 1700


@pytest.mark.django_db
def test_what_a_community_lists_itself_is_accepted_by_that(world: World) -> None:
    sheet = "小区,单位名称,党员人数,报到时间\n春晖社区,审计局,12,2月1日"
    run = imports.upload(world.actor("spring"), world.response, "checkins", "a.csv", sheet.encode(),
                         place=world.places["spring"])  # fmt: skip
    assert not imports.commit(world.actor("spring"), run).problems
    assert (figure(world, "units"), figure(world, "people")) == (1, 12)


@pytest.mark.django_db
def test_a_member_who_is_accepted_is_posted_and_no_longer_when_it_is_taken_back(world: World) -> None:
    member(world)
    row = stated(
        world, "audit-office", CHECKINS, kind="member", person="李和", body="audit-office", place="春晖社区"
    )
    actions.answer(world.actor("spring"), "accept", [row.entry_id])
    posting = Posting.objects.at().get()
    assert (posting.source, posting.path) == ("reported", world.places["spring"].path)
    assert (figure(world, "members"), figure(world, "people")) == (1, 0)
    ledgers.void(world.actor("audit-office"), CHECKINS, row.entry_id, "报错社区")
    assert Posting.objects.at().get().ended_at is not None
    assert figure(world, "members") == 0


@pytest.mark.django_db
def test_a_community_declines_with_a_reason_and_it_may_be_reported_anew(world: World) -> None:
    row = organisation(world)
    spring = world.actor("spring")
    with pytest.raises(Invalid):
        actions.answer(spring, "decline", [row.entry_id], " ")
    actions.answer(spring, "decline", [row.entry_id], "人已够")
    with pytest.raises(Conflict):
        actions.answer(spring, "accept", [row.entry_id])
    again = organisation(world)
    actions.answer(spring, "accept", [again.entry_id])
    assert figure(world, "units") == 1


@pytest.mark.django_db
def test_who_may_answer_and_who_may_report(world: World) -> None:
    row = organisation(world)
    with pytest.raises(Forbidden):
        actions.answer(world.actor("audit-office"), "accept", [row.entry_id])
    with pytest.raises(Missing):
        actions.answer(world.actor("autumn"), "accept", [row.entry_id])
    with pytest.raises(Missing):
        stated(world, "archives", CHECKINS, kind="organisation", body="audit-office", place="夏荫社区")
    with pytest.raises(Conflict):
        organisation(world)
    with pytest.raises(Invalid):
        stated(world, "audit-office", CHECKINS, kind="member", body="audit-office", place="春晖社区")
    with pytest.raises(Invalid):
        stated(world, "audit-office", CHECKINS, kind="organisation", place="春晖社区")


@pytest.mark.django_db
def test_a_member_claims_logs_and_the_community_confirms(world: World) -> None:
    member(world, phone=PHONE, place="春晖社区")
    member(world, "孙平", place="春晖社区")
    task = stated(world, "spring", TASKS, name="入户排查", duty="screening", people_needed=1, **DAY)
    lihe, spring = own_account(world), world.actor("spring")
    row = mine.claim(lihe, world.response, task.entry_id)
    assert row.step == "claimed"
    with pytest.raises(Missing):  # enough people have claimed it
        mine.claim(lihe, world.response, task.entry_id)
    with pytest.raises(Conflict):
        stated(world, "spring", SERVICE, person="孙平", task=str(task.entry_id), **DAY)
    with pytest.raises(Conflict):
        actions.answer(spring, "confirm", [row.entry_id])
    mine.log(lihe, world.response, row.entry_id, 45)
    actions.answer(spring, "return", [row.entry_id], "时间不对")
    mine.log(lihe, world.response, row.entry_id, 90)
    assert figure(world, "hours") == 0
    actions.answer(spring, "confirm", [row.entry_id])
    assert (figure(world, "hours"), figure(world, "served")) == (1.5, 1)
    with pytest.raises(Conflict):
        mine.log(lihe, world.response, row.entry_id, 120)


@pytest.mark.django_db
def test_nobody_logs_for_another_or_ahead(world: World) -> None:
    member(world, phone=PHONE, place="春晖社区")
    member(world, "孙平", place="春晖社区")
    lihe = own_account(world)
    row = stated(world, "spring", SERVICE, person="孙平", work="值守", minutes=60, **DAY)
    with pytest.raises(Missing):
        mine.log(lihe, world.response, row.entry_id, 60)
    with pytest.raises(Invalid):
        stated(
            world,
            "spring",
            SERVICE,
            person="孙平",
            work="值守",
            minutes=60,
            place="春晖社区",
            day="2020-02-09",
        )
    task = stated(world, "spring", TASKS, name="消杀", duty="disinfection", people_needed=3, place="春晖社区",
                  day="2020-02-05")  # fmt: skip
    claimed = mine.claim(lihe, world.response, task.entry_id)
    with pytest.raises(Invalid):
        mine.log(lihe, world.response, claimed.entry_id, 60)
    with pytest.raises(Missing):
        mine.claim(world.actor("spring"), world.response, task.entry_id)


LOGS = st.lists(
    st.tuples(st.sampled_from(["春晖社区", "秋实社区"]), st.integers(1, 1440), st.booleans()), max_size=8
)


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs=LOGS, heads=st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=3))
def test_at_every_node_figures_are_the_sum_of_what_was_confirmed_or_accepted(
    world: World, logs: Sequence[tuple[str, int, bool]], heads: Sequence[tuple[int, bool]]
) -> None:
    with transaction.atomic():
        committee = world.actor("committee")
        member(world)
        for number, (place, minutes, confirmed) in enumerate(logs):
            row = stated(world, "committee", SERVICE, person="李和", work=f"值守{number}", minutes=minutes, place=place,
                         body="audit-office", day="2020-02-01")  # fmt: skip
            if confirmed:
                actions.answer(committee, "confirm", [row.entry_id])
        for body, (count, accepted) in zip(("audit-office", "archives", "statistics"), heads, strict=False):
            row = organisation(world, body, str(count))
            if accepted:
                actions.answer(committee, "accept", [row.entry_id])
        for place in ("county", "east", "west", "spring", "autumn"):
            path = world.places[place].path
            kept = Service.objects.at().filter(path__startswith=path, step="confirmed")
            hours = round(sum(row.hundredths for row in kept) / 100, 2)
            assert figure(world, "hours", place=world.places[place]) == hours
            held = Checkin.objects.at().filter(path__startswith=path, step="accepted")
            assert figure(world, "people", place=world.places[place]) == sum(row.people for row in held)
        whole = figure(world, "hours", body=world.bodies["committee"], line="organs")
        assert whole == round(
            sum(row.hundredths for row in Service.objects.at().filter(step="confirmed")) / 100, 2
        )
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_attendance_and_check_ins_come_by_sheet(world: World) -> None:
    member(world, place="春晖社区")
    post_with(world, "李和")
    rows = ("李和,东门卡点,春晖社区,2020-02-01,白班,迟到", "李和,东门卡点,秋实社区,2020-02-01,,到岗")
    sheet = "\n".join(("姓名,岗位,社区,值班日期,班次,到岗情况", *rows))
    run = imports.upload(world.actor("committee"), world.response, "attendances", "a.csv", sheet.encode(),
                         place=world.places["county"])  # fmt: skip
    imports.commit(world.actor("committee"), run, partial=True)
    row = Attendance.objects.at().get()
    assert (row.attended, row.shift, row.channel) == ("late", "白班", "excel")
    told = "报到单位,报到类型,党员人数,报到社区\n审计局,单位,12,春晖社区\n档案馆,单位,5余,夏荫社区"
    run = imports.upload(world.actor("committee"), world.response, "checkins", "b.csv", told.encode(),
                         place=world.places["county"])  # fmt: skip
    imports.commit(world.actor("committee"), run)
    assert {row.people for row in Checkin.objects.at()} == {5, 12}


@pytest.mark.django_db
def test_the_community_answers_all_at_once_on_its_desk(world: World, client_for: Any) -> None:
    rows = [organisation(world, body).entry_id for body in ("audit-office", "archives")]
    spring = client_for(world.accounts["spring"])
    assert spring.get("/service/").context["awaited"][0].count == 2
    sent = {"chosen": [str(key) for key in rows]}
    assert client_for(world.accounts["autumn"]).post("/service/answer/accept/", sent).status_code == 404
    assert spring.post("/service/answer/accept/", sent).status_code == 302
    assert figure(world, "units") == 2
    assert "还没有" not in spring.get("/ledgers/checkins/").content.decode()
    third = organisation(world, "statistics").entry_id
    url = f"/service/answer/decline/{third}/"
    assert spring.post(url, {"words": ""}).status_code == 422
    assert spring.post(url, {"words": "人已够"}).status_code == 302
    assert spring.get(url).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/service/", "/service/posts/", "/ledgers/checkins/", "/ledgers/attendances/"]
)
def test_a_page_costs_the_same_over_few_rows_and_over_many(world: World, client_for: Any, url: str) -> None:
    client, counts = client_for(world.accounts["spring"]), []
    for start, count in ((0, 2), (2, 6)):
        for number in range(start, start + count):
            name = "赵钱孙李周吴郑王"[number] + "安"
            member(world, name, place="春晖社区")
            stated(world, "spring", POSTS, name=f"{number}号岗", kind="gate", place="春晖社区")
            stated(world, "committee", POSTINGS, person=name, place="春晖社区", post=f"{number}号岗")
            stated(world, "spring", ATTENDANCES, person=name, post=f"{number}号岗", **DAY)
            stated(world, "spring", SERVICE, person=name, work="值守", minutes=30, **DAY)
            stated(world, "spring", CHECKINS, kind="member", person=name, place="春晖社区")
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1], counts
