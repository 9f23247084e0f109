"""Stories of those who keep the registers of persons, posts and postings (M4, M10)."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions, queries
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.tests.opened import stated

PERSON = {
    "name": "赵安",
    "body": "audit-office",
    "phone": "19900000001",
    "skills": "驾驶，医护",
    "kind": "cadre",
}


@pytest.mark.django_db
def test_a_liaison_enters_somebody_of_his_unit_and_the_community_posts_him(world: World) -> None:
    stated(world, "audit-office", PERSONS, **PERSON)
    post = stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区", staff="3人")
    assert post.staff == 3
    posting = stated(
        world, "committee", POSTINGS, person="赵安", place="春晖社区", post="东门卡点", since="2020-02-01"
    )
    assert posting.path == world.places["spring"].path
    asked = ask(world.response, end=clock.now())
    told = {code: answers.answer(asked, measure(f"personnel.{code}")).total.value for code in COUNTED}
    assert told == {"persons": 1, "posts": 1, "checkpoints": 1, "posted": 1}


COUNTED = ("persons", "posts", "checkpoints", "posted")


@pytest.mark.django_db
def test_names_lie_sealed_and_are_found_when_typed_in_full(world: World) -> None:
    row = stated(world, "audit-office", PERSONS, **PERSON)
    assert "赵安" not in str(vars(row))
    actor = world.actor("committee")
    rows = queries.visible(actor, world.response, PERSONS)
    for text in ("赵安", "趙安", "199 0000 0001"):
        assert queries.searched(rows, PERSONS, world.response, text).count() == 1, text
    assert not queries.searched(rows, PERSONS, world.response, "赵").exists()
    (line,) = queries.lines(PERSONS, world.response, rows)
    assert (line.shown("name"), line.shown("phone")) == ("赵安", "199＊＊＊＊0001")


@pytest.mark.django_db
def test_outside_one_s_part_nobody_can_be_entered_seen_or_changed(world: World) -> None:
    with pytest.raises(Missing):
        stated(world, "archives", PERSONS, **PERSON)
    row = stated(world, "audit-office", PERSONS, **PERSON)
    assert not queries.visible(world.actor("archives"), world.response, PERSONS).exists()
    with pytest.raises(Missing):
        actions.void(world.actor("archives"), PERSONS, row.entry_id, "不归我们")


@pytest.mark.django_db
def test_the_same_person_is_not_entered_twice_and_a_wrong_number_is_named(world: World) -> None:
    stated(world, "audit-office", PERSONS, **PERSON)
    with pytest.raises(Conflict):
        stated(world, "audit-office", PERSONS, **PERSON)
    with pytest.raises(Invalid) as refused:
        stated(world, "audit-office", PERSONS, **PERSON | {"id_number": "123", "body": "没有的单位"})
    assert set(refused.value.errors) == {"id_number", "body"}
    with pytest.raises(Invalid) as refused:
        stated(world, "spring", POSTS, name="无处", kind="gate")
    assert set(refused.value.errors) == {"place"}


@pytest.mark.django_db
def test_a_correction_keeps_what_was_known_and_a_void_counts_nowhere(world: World) -> None:
    row = stated(world, "audit-office", PERSONS, **PERSON)
    before = clock.now()
    world.time.advance(datetime.timedelta(hours=1))
    values = read(PERSONS, PERSON | {"job": "科长"}, Meaning(world.actor("audit-office"), world.response))
    actions.correct(world.actor("audit-office"), PERSONS, row.entry_id, values, "升职")
    (change, _first) = queries.history(PERSONS, row.entry_id)
    assert [str(one) for one in change.fields] == [str(PERSONS.by_code["job"].title)]
    assert queries.visible(world.actor("committee"), world.response, PERSONS, before).get().job == ""
    actions.void(world.actor("audit-office"), PERSONS, row.entry_id, "登记错了")
    assert not queries.visible(world.actor("committee"), world.response, PERSONS).exists()
    assert Person.objects.filter(entry=row.entry_id).count() == 3


@pytest.mark.django_db
def test_a_unit_sends_its_own_sheet_and_sends_it_again(world: World) -> None:
    sheet = "姓名,联系电话,职务,政治面貌,特长\n钱宁,19900000002,科员,党员,\n孙平,19900000003,,群众,驾驶\n"
    for turn, (text, new, unchanged) in enumerate(((sheet, 2, 0), (sheet.replace("科员", "科长"), 1, 1))):
        run = imports.upload(
            world.actor("archives"), world.response, "persons", f"{turn}.csv", text.encode(),
            body=world.bodies["archives"], line=world.line_of["archives"],
        )  # fmt: skip
        found = imports.commit(world.actor("archives"), run)
        assert not found.problems
        assert (run.accepted, run.unchanged) == (new, unchanged)
    lines = queries.lines(
        PERSONS, world.response, queries.visible(world.actor("archives"), world.response, PERSONS)
    )
    assert {line.shown("name"): line.shown("job") for line in lines} == {"钱宁": "科长", "孙平": ""}


@pytest.mark.django_db
def test_pages_from_the_empty_list_to_the_entry(world: World, client_for: Any) -> None:
    client: Client = client_for(world.accounts["audit-office"])
    assert "还没有" in client.get("/ledgers/persons/").content.decode()
    form = client.get("/ledgers/persons/new/")
    entry = form.context["form"].initial["id"]
    sent = {"id": entry, "name": "赵安", "body": "审计局", "kind": "cadre", "fitness": "fit", "phone": "199"}
    answer = client.post("/ledgers/persons/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer["Location"]).content.decode()
    assert "赵安" in page
    assert "审计局" in page
    shown = client.post(f"/ledgers/persons/{entry}/disclose/", {"purpose": "排班联系"})
    assert "199" in shown.content.decode()
    assert Event.objects.filter(action="persons.disclose").exists()
    assert client.post(f"/ledgers/persons/{entry}/disclose/", {"purpose": ""}).status_code == 422
    edited = client.post(f"/ledgers/persons/{entry}/edit/", sent | {"job": "科长", "reason": "升职"})
    assert edited.status_code == 302
    book = client.post("/ledgers/persons/export/", {"purpose": ""})
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[1].values)
    assert rows[1][0] == "赵安"
    assert client.post(f"/ledgers/persons/{entry}/void/", {"reason": "登记错了"}).status_code == 302
