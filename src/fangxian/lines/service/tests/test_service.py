"""Stories of those who report in, serve, stand at posts, and read their own record (M10, M11)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.service import actions, duties, links, mine, queries, reminding
from fangxian.lines.service.ledgers import ATTENDANCES, CHECKINS, SERVICE, TASKS
from fangxian.lines.service.models import Attendance, Checkin, Handover, Service
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.messages.sources import Window
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.models import Posting
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor

PHONE = "19900000007"
DAY = {"place": "春晖社区", "day": "2020-02-01"}


def figure(world: World, code: str, **asked: Any) -> Any:
    question = ask(world.response, end=asked.pop("end", clock.now()), **asked)
    return answers.answer(question, measure(f"checkin.{code}")).total.value


def member(world: World, name: str = "李和", body: str = "audit-office", **told: Any) -> Any:
    return stated(world, body, PERSONS, name=name, body=body, kind="member", **told)


def own_account(world: World) -> Actor:
    """Return somebody without any role, whose phone number stands in the register."""
    account = people.create_account(SYSTEM, name="lihe", title="李和（虚构）", phone=PHONE)
    world.accounts["lihe"] = account
    return Actor(account)


def organisation(world: World, body: str = "audit-office", people_: str = "12", **told: Any) -> Checkin:
    told = {"place": "春晖社区", **told}
    return stated(world, body, CHECKINS, kind="organisation", body=body, people=people_, **told)  # type: ignore[no-any-return]


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


def post_with(world: World, *names: str) -> Any:
    post = stated(
        world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区", body="archives", staff=2
    )
    for name in names:
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post="东门卡点")
    return post


@pytest.mark.django_db
def test_a_post_where_nobody_is_alerts_place_and_unit(world: World) -> None:
    member(world)
    post = post_with(world, "李和")
    now = clock.now()
    window = Window(now, now + timedelta(hours=20))
    told = {source.code: source for source in reminding.sources(world.response)}
    (place,), (unit,) = (
        told[code].owing(world.response, window) for code in (reminding.PLACES, reminding.UNITS)
    )
    assert (place.path, unit.body) == (world.places["spring"].path, world.bodies["archives"].id)
    assert figure(world, "posts_unattended") == 1
    world.time.advance(timedelta(hours=2))
    row = stated(world, "spring", ATTENDANCES, person="李和", post="东门卡点", **DAY)
    assert row.body_id == world.bodies["audit-office"].id
    assert figure(world, "posts_unattended") == 0
    assert told[reminding.PLACES].owing(world.response, window) == []
    world.time.advance(timedelta(days=1))
    assert figure(world, "posts_unattended") == 1  # a new day
    assert figure(world, "posts_unattended", end=now + timedelta(hours=3)) == 0
    assert post.entry_id == row.post


@pytest.mark.django_db
def test_whoever_stands_there_scans_the_code_and_is_checked_in(world: World, client_for: Any) -> None:
    member(world, phone=PHONE)
    member(world, "孙平")
    post = post_with(world, "李和")
    own_account(world)
    url = f"/service/here/{links.token(post)}/"
    lihe = client_for(world.accounts["lihe"])
    assert "李和" in lihe.get(url).content.decode()
    assert lihe.post(url)["Location"] == "/service/mine/"
    row = Attendance.objects.at().get()
    assert (row.attended, row.recorded_by_id) == ("present", world.accounts["lihe"].id)
    assert lihe.post(url).status_code == 409
    assert lihe.get(url[:-3] + "xx/").status_code == 404
    assert client_for(world.accounts["spring"]).post(url).status_code == 404  # nobody of the register
    other = stated(world, "autumn", POSTS, name="西门卡点", kind="gate", place="秋实社区")
    assert lihe.post(f"/service/here/{links.token(other)}/").status_code == 422


@pytest.mark.django_db
def test_the_team_lead_says_who_is_there_and_hands_over(world: World, client_for: Any) -> None:
    member(world)
    member(world, "孙平")
    post = post_with(world, "李和", "孙平")
    spring, url = client_for(world.accounts["spring"]), f"/service/posts/{post.entry_id}/"
    first, _second = (one.person for one in spring.get(url).context["crew"])
    assert spring.post(url, {"person": first, "attended": "late"}).status_code == 302
    assert spring.post(url, {"person": first, "attended": "absent"}).status_code == 302
    row = Attendance.objects.at().get()
    assert (row.attended, row.number) == ("absent", 2)
    assert spring.post(url, {"person": first, "attended": "asleep"}).status_code == 422
    handing = {"do": "hand_over", "shift": "白班", "items": "测温枪没电，2号楼一户未核"}
    assert spring.post(url, handing | {"items": ""}).status_code == 422
    assert spring.post(url, handing).status_code == 302
    left = Handover.objects.at().get()
    assert "测温枪没电" in spring.get(url).content.decode()
    assert spring.post(f"/service/answer/take/{left.entry_id}/", {"words": ""}).status_code == 302
    assert Handover.objects.at().get().step == "taken"
    assert client_for(world.accounts["autumn"]).get(url).status_code == 404
    assert client_for(world.accounts["audit-office"]).get(url).status_code == 403
    assert "svg" in spring.get(f"{url}poster/").content.decode()


@pytest.mark.django_db
def test_against_published_shifts_who_comes_late_is_late_and_an_empty_shift_alerts(world: World) -> None:
    person = member(world, phone=PHONE)
    post = post_with(world)
    shifts = ledger_of("shifts")
    for begins, ends, name in (("08:00", "16:00", "李和"), ("16:00", "23:00", "")):
        stated(world, "committee", shifts, person=name, post="东门卡点", place="春晖社区",
               begins=f"2020-02-01 {begins}", ends=f"2020-02-01 {ends}")  # fmt: skip
    (one,) = queries.crew(queries.post_at_hand(world.actor("spring"), post.entry_id))
    assert (one.person, one.shift) == (person.entry_id, "08:00–16:00")
    begun = clock.now()
    world.time.advance(timedelta(minutes=11))
    window = Window(begun, begun + timedelta(hours=12))
    told = {source.code: source for source in reminding.sources(world.response)}
    (owing,) = told[reminding.PLACES].owing(world.response, window)
    assert (owing.due_at.hour * 60 + owing.due_at.minute, owing.path) == (
        10,
        world.places["spring"].path,
    )  # UTC
    assert figure(world, "posts_unattended") == 1
    lihe = own_account(world)
    row = mine.attend(lihe, world.response, queries.post_at_hand(world.actor("spring"), post.entry_id))
    assert (row.attended, row.shift) == ("late", "08:00–16:00")
    assert told[reminding.PLACES].owing(world.response, window) == []
    world.time.advance(timedelta(hours=8))  # nobody was put on the evening shift
    (owing,) = told[reminding.UNITS].owing(world.response, window)
    assert owing.body == world.bodies["archives"].id


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
def test_somebody_reads_his_own_record_and_says_what_is_wrong(world: World, client_for: Any) -> None:
    member(world, phone=PHONE, place="春晖社区")
    member(world, "孙平", place="春晖社区")
    post_with(world, "李和", "孙平")
    task = stated(world, "spring", TASKS, name="入户排查", duty="screening", people_needed=1, **DAY)
    own_account(world)
    lihe = client_for(world.accounts["lihe"])
    page = lihe.get("/service/mine/").content.decode()
    assert "东门卡点" in page
    assert "入户排查" in page
    assert "孙平" not in page
    assert lihe.post("/service/mine/", {"do": "claim", "entry": str(task.entry_id)}).status_code == 302
    claimed = Service.objects.at().get()
    sent = {"do": "log", "entry": str(claimed.entry_id), "minutes": "0"}
    assert lihe.post("/service/mine/", sent).status_code == 422
    assert lihe.post("/service/mine/", sent | {"minutes": "50"}).status_code == 302
    assert lihe.post("/service/mine/", {"do": "say", "text": ""}).status_code == 422
    assert lihe.post("/service/mine/", {"do": "say", "text": "到岗日期应为1月30日"}).status_code == 302
    liaison = world.actor("audit-office")
    (remark,) = [
        one for one in queries.awaited(liaison, world.response) if one.ledger.code == "record-remarks"
    ]
    actions.answer(liaison, "settle", [remark.lines[0].row.entry_id], "已更正")
    assert "已更正" in lihe.get("/service/mine/").content.decode()
    assert client_for(world.accounts["spring"]).get("/service/mine/").status_code == 200
    with pytest.raises(Missing):
        actions.answer(world.actor("archives"), "settle", [remark.lines[0].row.entry_id], "不归我们")


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
def test_a_system_answers_over_the_api(world: World, client_for: Any) -> None:
    row = str(organisation(world).entry_id)

    def send(name: str, **told: Any) -> Any:
        url = "/api/v1/service/answers"
        return client_for(world.accounts[name]).post(
            url, told | {"entries": [row]}, content_type="application/json"
        )

    assert send("auditor", deed="accept").status_code == 403
    assert send("autumn", deed="accept").status_code == 404
    assert set(send("spring", deed="decline").json()["errors"]) == {"words"}
    assert send("spring", deed="accept").status_code == 204
    assert send("spring", deed="accept").status_code == 409


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
