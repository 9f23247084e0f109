"""Stories of posts that tasks and service name, and of corrections of what an entry refers to or seals (M11)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid
from fangxian.lines.service import actions, mine
from fangxian.lines.service.ledgers import REMARKS, SERVICE, TASKS
from fangxian.lines.service.models import RecordRemark, Service, Task
from fangxian.lines.service.tests.people import DAY, PHONE, member, own_account, post_with
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers import queries as reading
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.own import person_of
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import actions as people
from fangxian.trees.people import phones
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account

MINE = "/service/mine/"
NUMBER = "11010519491231002X"
RENEWED = "19900000099"


@pytest.fixture
def lihe(world: World) -> Account:
    """Somebody who lives in a community of which he has entered the phone number, with an account and no role."""
    member(world, phone=PHONE, place="春晖社区")
    own_account(world)
    return world.accounts["lihe"]


@pytest.mark.django_db
def test_a_claim_is_at_the_post_of_its_task_and_the_post_shows_who_serves(
    world: World, lihe: Account, client_for: Any
) -> None:
    post = post_with(world)
    told = {"name": "门岗值守", "duty": "checkpoint", "people_needed": 1, **DAY}
    task = stated(world, "spring", TASKS, post="东门卡点", **told)
    with pytest.raises(Conflict):
        stated(world, "spring", TASKS, post="东门卡点", **told)
    stated(world, "spring", TASKS, **told)  # the same, but not at the post
    page = client_for(lihe).get(MINE).content.decode()
    assert "东门卡点" in page
    mine.claim(world.actor("lihe"), world.response, task.entry_id)
    assert Service.objects.at().get().post == post.entry_id
    spring = client_for(world.accounts["spring"])
    for url in (f"/service/posts/{post.entry_id}/", f"/ledgers/posts/{post.entry_id}/"):
        shown = spring.get(url).content.decode()
        assert "门岗值守" in shown, url
        assert "李和" in shown, url
    assert "东门卡点" in spring.get("/ledgers/service-log/").content.decode()


@pytest.mark.django_db
def test_a_task_or_service_names_only_a_post_that_stands_there(world: World, lihe: Account) -> None:
    post_with(world)
    stated(world, "committee", POSTS, name="西门卡点", kind="gate", place="秋实社区")
    told = {"name": "值守", "duty": "checkpoint", "people_needed": 2, **DAY}
    with pytest.raises(Invalid) as refused:
        stated(world, "committee", TASKS, post="西门卡点", **told)
    assert "post" in refused.value.errors
    task = stated(world, "spring", TASKS, post="东门卡点", **told)
    stated(world, "spring", POSTS, name="南门卡点", kind="gate", place="春晖社区")
    with pytest.raises(Invalid):
        stated(
            world,
            "spring",
            SERVICE,
            person="李和",
            task=str(task.entry_id),
            post="南门卡点",
            minutes=30,
            **DAY,
        )
    with pytest.raises(Invalid):
        stated(world, "committee", SERVICE, person="李和", work="值守", post="西门卡点", minutes=30, **DAY)


@pytest.mark.django_db
def test_a_sheet_of_tasks_names_posts(world: World) -> None:
    post = post_with(world)
    rows = [f"值守,卡口值勤,春晖社区,{name},2月1日,2" for name in ("东门卡点", "没有的卡点")]
    sheet = "\n".join(["任务,职责,社区,岗位,日期,需要人数", *rows])
    run = imports.upload(world.actor("spring"), world.response, "service-tasks", "a.csv", sheet.encode(),
                         place=world.places["spring"])  # fmt: skip
    assert [
        (one.row, one.field)
        for _sheet, one in imports.commit(world.actor("spring"), run, partial=True).problems
    ] == [(3, "post")]
    assert Task.objects.at().get().post == post.entry_id


@pytest.mark.django_db
def test_he_proposes_another_post_and_task_of_his_places_and_no_other(
    world: World, lihe: Account, client_for: Any
) -> None:
    post = post_with(world)
    stated(world, "committee", POSTS, name="西门卡点", kind="gate", place="秋实社区")
    row = stated(world, "spring", SERVICE, person="李和", work="值守", minutes=60, **DAY)
    browser, url = client_for(lihe), f"{MINE}record/service-log/{row.entry_id}/"
    form = browser.get(url).content.decode()
    assert "东门卡点" in form
    assert "西门卡点" not in form
    sent = {"work": "值守", "place": "春晖社区", "day": "2020-02-01", "minutes": "60"}
    assert browser.post(url, sent).status_code == 422  # nothing differs
    assert browser.post(url, sent | {"post": "西门卡点"}).status_code == 422
    assert browser.post(url, sent | {"post": "东门卡点"}).status_code == 302
    remark = RecordRemark.objects.at().get()
    assert (remark.proposed, "东门卡点" in remark.text) == ({"post": str(post.entry_id)}, True)
    actions.answer(world.actor("spring"), "correct", [remark.entry_id])
    assert Service.objects.at().get().post == post.entry_id
    history = reading.history(SERVICE, row.entry_id)
    assert [len(one.fields) for one in history] == [1, 0]
    assert history[0].version.recorded_by_id == world.accounts["spring"].id


@pytest.mark.django_db
def test_what_would_lie_in_another_community_is_decided_above_both(
    world: World, lihe: Account, client_for: Any
) -> None:
    row = stated(world, "spring", SERVICE, person="李和", work="值守", minutes=60, **DAY)
    sent = {"work": "值守", "place": "秋实社区", "day": "2020-02-01", "minutes": "60"}
    assert client_for(lihe).post(f"{MINE}record/service-log/{row.entry_id}/", sent).status_code == 302
    remark = RecordRemark.objects.at().get()
    with pytest.raises(Conflict):
        actions.answer(world.actor("spring"), "correct", [remark.entry_id])
    assert RecordRemark.objects.at().get().step == "open"
    actions.answer(world.actor("committee"), "correct", [remark.entry_id])
    assert Service.objects.at().get().path == world.places["autumn"].path


@pytest.mark.django_db
def test_a_proposed_number_lies_sealed_is_shown_masked_and_stands_once_confirmed(
    world: World, lihe: Account, client_for: Any
) -> None:
    person = Person.objects.at().get()
    url = f"{MINE}record/persons/{person.entry_id}/"
    browser = client_for(lihe)
    form = browser.get(url).content.decode()
    assert PHONE not in form
    assert "199＊＊＊＊0007" in form
    sent = {"name": "李和", "body": "audit-office", "kind": "member", "fitness": "fit", "place": "春晖社区",
            "since": "2020-02-01"}  # fmt: skip
    assert browser.post(url, sent).status_code == 422  # what is left empty stays
    assert browser.post(url, sent | {"id_number": "110105194912310022"}).status_code == 422
    assert browser.post(url, sent | {"phone": RENEWED, "id_number": NUMBER}).status_code == 302
    remark = RecordRemark.objects.at().get()
    assert (remark.proposed, bool(remark.contact), bool(remark.identity)) == ({}, True, True)
    assert not any(told in remark.text for told in (RENEWED, NUMBER, "199"))
    spring = client_for(world.accounts["spring"])
    for page in (
        "/service/",
        f"/service/answer/correct/{remark.entry_id}/",
        f"/ledgers/{REMARKS.code}/{remark.entry_id}/",
    ):
        shown = spring.get(page).content.decode()
        assert "199＊＊＊＊0099" in shown, page
        assert RENEWED not in shown, page
    in_full = f"/ledgers/{REMARKS.code}/{remark.entry_id}/disclose/"
    assert spring.post(in_full, {"purpose": ""}).status_code == 422
    assert RENEWED in spring.post(in_full, {"purpose": "核对本人申请"}).content.decode()
    actions.answer(world.actor("audit-office"), "correct", [remark.entry_id])
    (line,) = reading.lines(PERSONS, world.response, [Person.objects.at().get()])
    assert (line.values["phone"], line.values["id_number"], line.row.number) == (RENEWED, NUMBER, 2)


@pytest.mark.django_db
def test_what_was_proposed_sealed_stays_when_the_words_are_corrected(
    world: World, lihe: Account, client_for: Any
) -> None:
    person = Person.objects.at().get()
    sent = {"ledger": "persons", "entry": str(person.entry_id), "proposed": {"phone": RENEWED}}
    made = client_for(lihe).post("/api/v1/service/mine/corrections", sent, content_type="application/json")
    assert made.status_code == 200, made.content
    remark = RecordRemark.objects.at().get()
    edit = f"/ledgers/{REMARKS.code}/{remark.entry_id}/edit/"
    told = {"person": "李和", "place": "春晖社区", "body": "audit-office", "text": "换号了", "reason": "补充"}
    assert client_for(world.accounts["spring"]).post(edit, told).status_code == 302
    actions.answer(world.actor("audit-office"), "correct", [remark.entry_id])
    (line,) = reading.lines(PERSONS, world.response, [Person.objects.at().get()])
    assert line.values["phone"] == RENEWED


@pytest.mark.django_db
def test_a_new_number_is_his_account_s_too_and_he_is_still_known_by_it(
    world: World, lihe: Account, client_for: Any
) -> None:
    person = Person.objects.at().get()
    sent = {"ledger": "persons", "entry": str(person.entry_id), "proposed": {"phone": RENEWED}}
    path = "/api/v1/service/mine/corrections"
    assert client_for(lihe).post(path, sent, content_type="application/json").status_code == 200
    (remark,) = RecordRemark.objects.at()
    other = people.create_account(SYSTEM, name="other", phone=RENEWED)
    with pytest.raises(Conflict):  # one number is not two people's
        actions.answer(world.actor("audit-office"), "correct", [remark.entry_id])
    assert person_of(Actor(lihe), world.response) is not None
    people.set_phone(SYSTEM, other, "")
    actions.answer(world.actor("audit-office"), "correct", [remark.entry_id])
    lihe.refresh_from_db()
    assert phones.clear(lihe) == RENEWED
    known = person_of(Actor(lihe), world.response)
    assert known
    assert known.entry_id == person.entry_id


@pytest.mark.django_db
def test_an_account_keeps_its_number_where_somebody_else_corrects_the_register(
    world: World, lihe: Account
) -> None:
    (person,) = Person.objects.at()
    committee = world.actor("audit-office")
    (line,) = reading.lines(PERSONS, world.response, [person])
    values = {one.code: line.values[one.code] for one in PERSONS.entered} | {"phone": RENEWED}
    ledgers.correct(committee, PERSONS, person.entry_id, values, "换号")
    lihe.refresh_from_db()
    assert phones.clear(lihe) == PHONE
