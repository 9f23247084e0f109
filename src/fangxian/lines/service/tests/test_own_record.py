"""Stories of somebody who reads his own record, reports in, serves, and has what is wrong corrected (M11)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Missing
from fangxian.lines.service import actions, correcting, queries
from fangxian.lines.service.ledgers import SERVICE, TASKS
from fangxian.lines.service.models import Attendance, Checkin, RecordRemark, Service
from fangxian.lines.service.post_ledgers import ATTENDANCES
from fangxian.lines.service.tests.people import DAY, PHONE, figure, member, own_account, post_with
from fangxian.mechanisms.personnel.models import Person, Posting
from fangxian.mechanisms.personnel.own import person_of
from fangxian.mechanisms.personnel.service import hundredths_of
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people.actor import Actor

MINE = "/service/mine/"


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
def test_a_member_reports_in_himself_and_logs_what_he_did_without_a_task(
    world: World, client_for: Any
) -> None:
    person = member(world, phone=PHONE, place="春晖社区")
    own_account(world)
    lihe = client_for(world.accounts["lihe"])
    assert lihe.post(MINE, {"do": "report", "place": "没有的社区"}).status_code == 422
    assert lihe.post(MINE, {"do": "report", "place": "春晖社区"}).status_code == 302
    assert lihe.post(MINE, {"do": "report", "place": "春晖社区"}).status_code == 409
    actions.answer(world.actor("spring"), "accept", [Checkin.objects.at().get().entry_id])
    assert figure(world, "members") == 1
    assert Posting.objects.at().get().person == person.entry_id
    done = {"do": "serve", "work": "代买药品", "place": "春晖社区", "day": "2020-02-01", "minutes": "40"}
    assert lihe.post(MINE, done | {"day": "2020-02-02"}).status_code == 422  # ahead
    assert lihe.post(MINE, done).status_code == 302
    actions.answer(world.actor("spring"), "confirm", [Service.objects.at().get().entry_id])
    assert figure(world, "hours") == 0.67
    assert hundredths_of(world.response, [person.entry_id]) == {person.entry_id: 67}


def absent(world: World) -> Any:
    member(world, phone=PHONE, place="春晖社区")
    member(world, "孙平", place="春晖社区")
    post_with(world, "李和", "孙平")
    own_account(world)
    told = {"post": "东门卡点", "attended": "absent", **DAY}
    stated(world, "spring", ATTENDANCES, person="孙平", **told)
    return stated(world, "spring", ATTENDANCES, person="李和", **told)


@pytest.mark.django_db
def test_he_proposes_a_correction_and_the_community_confirms_it(world: World, client_for: Any) -> None:
    row = absent(world)
    lihe = client_for(world.accounts["lihe"])
    url = f"{MINE}record/attendances/{row.entry_id}/"
    assert url in lihe.get(MINE).content.decode()
    sent = {"day": "2020-02-01", "place": "春晖社区", "post": "东门卡点", "attended": "absent"}
    assert lihe.post(url, sent).status_code == 422  # nothing differs
    assert lihe.post(url, sent | {"attended": "asleep"}).status_code == 422
    assert lihe.post(url, sent | {"attended": "late", "why": "9点半到岗，有照片"}).status_code == 302
    assert lihe.post(url, sent | {"attended": "present"}).status_code == 409  # the first awaits its answer
    assert Attendance.objects.at().get(entry=row.entry_id).attended == "absent"
    remark = RecordRemark.objects.at().get()
    assert (remark.proposed, "9点半" in remark.text, "李和" in remark.text) == (
        {"attended": "late"},
        True,
        False,
    )
    spring = client_for(world.accounts["spring"])
    assert f"/service/answer/correct/{remark.entry_id}/" in spring.get("/service/").content.decode()
    with pytest.raises(Missing):
        actions.answer(world.actor("autumn"), "correct", [remark.entry_id])
    assert spring.post(f"/service/answer/correct/{remark.entry_id}/", {"words": ""}).status_code == 302
    made = Attendance.objects.at().get(entry=row.entry_id)
    assert (made.attended, made.number, made.recorded_by_id) == ("late", 2, world.accounts["spring"].id)
    assert RecordRemark.objects.at().get().step == "corrected"
    with pytest.raises(Conflict):
        actions.answer(world.actor("spring"), "correct", [remark.entry_id])


@pytest.mark.django_db
def test_or_it_answers_why_not_and_both_are_kept(world: World, client_for: Any) -> None:
    row = absent(world)
    lihe = client_for(world.accounts["lihe"])
    sent = {"day": "2020-02-01", "place": "春晖社区", "post": "东门卡点", "attended": "present"}
    lihe.post(f"{MINE}record/attendances/{row.entry_id}/", sent)
    remark = RecordRemark.objects.at().get()
    actions.answer(world.actor("spring"), "settle", [remark.entry_id], "监控显示当日未到")
    assert Attendance.objects.at().get(entry=row.entry_id).attended == "absent"
    assert "监控显示当日未到" in lihe.get(MINE).content.decode()
    assert RecordRemark.objects.filter(entry=remark.entry_id).count() == 2


@pytest.mark.django_db
def test_nobody_proposes_of_another_nor_of_what_is_sealed(world: World, client_for: Any) -> None:
    absent(world)
    lihe = client_for(world.accounts["lihe"])
    sun = Person.objects.at().exclude(entry=person_of(own(world), world.response).entry_id).get()  # type: ignore[union-attr]
    for code, entry in (("persons", sun.entry_id), ("attendances", other_s(sun)), ("posts", sun.entry_id)):
        assert lihe.get(f"{MINE}record/{code}/{entry}/").status_code == 404, code
    assert (
        client_for(world.accounts["spring"]).get(f"{MINE}record/persons/{sun.entry_id}/").status_code == 404
    )
    person = person_of(own(world), world.response)
    assert person is not None
    row = Attendance.objects.at().get(person=person.entry_id)
    line = correcting.own_line(person, world.response, "attendances", row.entry_id)
    told = {field.code for field in correcting.fields_of(line, person)}
    assert told == {"post", "place", "day", "shift", "attended", "replaced_by", "remark"}


def own(world: World) -> Actor:
    return Actor(world.accounts["lihe"])


def other_s(person: Any) -> Any:
    return Attendance.objects.at().get(person=person.entry_id).entry_id


@pytest.mark.django_db
def test_his_entry_in_the_register_is_corrected_with_what_is_sealed_kept(
    world: World, client_for: Any
) -> None:
    absent(world)
    lihe = client_for(world.accounts["lihe"])
    person = person_of(own(world), world.response)
    assert person is not None
    sent = {"name": "李和", "body": "audit-office", "kind": "member", "job": "科长", "skills": "driving",
            "fitness": "fit", "place": "春晖社区", "since": "2020-02-01"}  # fmt: skip
    assert lihe.post(f"{MINE}record/persons/{person.entry_id}/", sent).status_code == 302
    remark = RecordRemark.objects.at().get()
    actions.answer(world.actor("audit-office"), "correct", [remark.entry_id])
    made = person_of(own(world), world.response)
    assert made is not None
    assert (made.job, made.number, made.entry_id) == ("科长", 2, person.entry_id)


@pytest.mark.django_db
def test_confirmed_service_that_the_community_corrects_stays_confirmed(world: World, client_for: Any) -> None:
    member(world, phone=PHONE, place="春晖社区")
    own_account(world)
    lihe = client_for(world.accounts["lihe"])
    row = stated(world, "spring", SERVICE, person="李和", work="值守", minutes=60, **DAY)
    actions.answer(world.actor("spring"), "confirm", [row.entry_id])
    sent = {"work": "值守", "place": "春晖社区", "day": "2020-02-01", "minutes": "90"}
    assert lihe.post(f"{MINE}record/service-log/{row.entry_id}/", sent).status_code == 302
    assert figure(world, "hours") == 1
    actions.answer(world.actor("spring"), "correct", [RecordRemark.objects.at().get().entry_id])
    assert figure(world, "hours") == 1.5


@pytest.mark.django_db
def test_his_page_costs_the_same_over_few_rows_and_over_many(world: World, client_for: Any) -> None:
    absent(world)
    lihe, counts = client_for(world.accounts["lihe"]), []
    for count in (1, 6):
        for number in range(count):
            stated(world, "spring", SERVICE, person="李和", work=f"值守{count}{number}", minutes=30, **DAY)
            stated(
                world,
                "spring",
                TASKS,
                name=f"消杀{count}{number}",
                duty="disinfection",
                people_needed=2,
                **DAY,
            )
        lihe.get(MINE)
        with CaptureQueriesContext(connection) as found:
            assert lihe.get(MINE).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1], counts
