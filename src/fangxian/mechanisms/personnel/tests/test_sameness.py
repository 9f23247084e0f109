"""Stories of somebody who stands twice in the register: found, made one, counted once, made two again (M10)."""

import datetime
import json
import uuid
from typing import Any

import pytest

from fangxian.conftest import World, id_number
from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions, queries
from fangxian.mechanisms.personnel.duplicates import likely
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Leave, Person, Posting, Sameness
from fangxian.mechanisms.personnel.sameness import SAMENESS
from fangxian.mechanisms.personnel.tests.opened import stated

Two = tuple[Person, Person]


@pytest.fixture
def twice(world: World) -> Two:
    """Somebody whom his unit entered with a phone, and again with his ID number; each of them is posted."""
    told = {"name": "赵安", "body": "audit-office"}
    first = stated(world, "audit-office", PERSONS, **told, phone="19900000001")
    second = stated(
        world, "audit-office", PERSONS, **told, phone="19900000002", id_number=id_number(1), job="科长"
    )
    for row, place in ((first, "春晖社区"), (second, "秋实社区")):
        stated(world, "committee", POSTINGS, person=str(row.entry_id), place=place)
    stated(
        world, "audit-office", LEAVES, person=str(second.entry_id), since="2020-02-03", body="audit-office"
    )
    return first, second


def count(world: World, code: str = "personnel.posted", **asked: Any) -> Any:
    return answers.answer(ask(world.response, end=clock.now(), **asked), measure(code)).total.value


def decide(world: World, pair: Two, verdict: str = "one", account: str = "audit-office") -> Sameness:
    first, second = (str(one.entry_id) for one in pair)
    return stated(world, account, SAMENESS, person=first, other=second, verdict=verdict)  # type: ignore[no-any-return]


@pytest.mark.django_db
def test_one_person_is_counted_once_and_before_that_as_it_was_known(world: World, twice: Two) -> None:
    before = clock.now()
    assert (count(world), count(world, "personnel.persons")) == (2, 2)
    world.time.advance(datetime.timedelta(hours=1))
    decide(world, twice)
    assert (count(world), count(world, "personnel.persons")) == (1, 1)
    assert (count(world, as_of=before), count(world, "personnel.persons", as_of=before)) == (2, 2)
    assert {row.person for row in Posting.objects.at()} == {twice[0].entry_id}
    assert Leave.objects.at().get().person == twice[0].entry_id
    (line,) = queries.lines(PERSONS, world.response, Person.objects.at())
    assert (line.values["phone"], line.values["id_number"], line.row.job) == (
        "19900000001",
        id_number(1),
        "科长",
    )
    other = queries.history(PERSONS, twice[1].entry_id)[0].version
    assert (other.voided, bool(other.reason)) == (True, True)


@pytest.mark.django_db
def test_taken_back_they_are_two_again_with_what_each_had(world: World, twice: Two) -> None:
    row = decide(world, twice)
    later = stated(world, "audit-office", LEAVES, person="赵安", since="2020-02-09", body="audit-office")
    actions.void(world.actor("audit-office"), SAMENESS, row.entry_id, "重名")
    assert (count(world), count(world, "personnel.persons")) == (2, 2)
    assert Leave.objects.at().get(entry=later.entry_id).person == twice[0].entry_id
    assert Leave.objects.at().exclude(entry=later.entry_id).get().person == twice[1].entry_id
    first, second = (Person.objects.at().get(entry=one.entry_id) for one in twice)
    assert (first.job, first.number_token, second.job) == ("", None, "科长")
    again = decide(world, twice)
    assert (again.entry_id != row.entry_id, count(world)) == (True, 1)


@pytest.mark.django_db
def test_two_people_of_one_name_stay_two_and_are_not_asked_about_again(world: World, twice: Two) -> None:
    def pairs(account: str) -> int:
        return len(likely(world.actor(account), world.response))

    other = stated(world, "audit-office", PERSONS, name="赵安", body="audit-office", phone="19900000003",
                   id_number=id_number(2))  # fmt: skip
    assert [pairs(one) for one in ("audit-office", "committee", "archives")] == [2, 2, 0]
    decide(world, (other, twice[0]), "two")
    decide(world, twice, "two")
    assert pairs("audit-office") == 0
    same = stated(world, "archives", PERSONS, name="赵安", body="archives", id_number=id_number(1))
    assert [pairs(one) for one in ("audit-office", "committee", "archives")] == [0, 1, 0]
    decide(world, (twice[1], same), "two", "committee")
    assert (pairs("committee"), count(world, "personnel.persons")) == (0, 4)


@pytest.mark.django_db
def test_who_may_decide_and_what_is_refused(world: World, twice: Two) -> None:
    stranger = stated(world, "archives", PERSONS, name="钱宁", body="archives")
    with pytest.raises(Invalid) as refused:
        decide(world, (twice[0], twice[0]))
    assert set(refused.value.errors) == {"other"}
    with pytest.raises(Invalid) as refused:
        decide(world, (twice[0], stranger))
    assert set(refused.value.errors) == {"other"}
    for one in twice:
        stated(world, "committee", LEAVES, person=str(one.entry_id), since="2020-02-10", body="audit-office")
    with pytest.raises(Conflict):  # both are away from one day on, which leave says once of each person
        decide(world, twice)
    assert Person.objects.at().count() == 3


@pytest.mark.django_db
def test_the_page_the_sheet_and_the_operation_do_the_same(world: World, client_for: Any) -> None:
    told = {"name": "赵安", "phone": "19900000001"}
    first = stated(world, "audit-office", PERSONS, **told, body="audit-office")
    second = stated(world, "spring", PERSONS, **told, place="春晖社区", kind="member")
    client, worker = client_for(world.accounts["committee"]), client_for(world.accounts["spring"])
    assert "/personnel/duplicates/" in client.get("/ledgers/persons/").content.decode()
    page = client.get("/personnel/duplicates/")
    assert [pair.first.row.entry_id for pair in page.context["pairs"]] == [first.entry_id]
    (pair,) = client.get("/api/v1/likely-duplicates").json()
    assert {pair["person"], pair["other"]} == {str(first.entry_id), str(second.entry_id)}
    assert worker.get("/api/v1/likely-duplicates").json() == []
    assert client_for(world.accounts["auditor"]).get("/personnel/duplicates/").status_code == 403
    sent = {"first": str(first.entry_id), "second": str(second.entry_id), "verdict": "one", "stays": "second"}
    assert worker.post("/personnel/duplicates/", sent).status_code == 422  # the unit's entry is not his
    assert client.post("/personnel/duplicates/", sent).status_code == 302
    assert Person.objects.at().get().entry_id == second.entry_id
    row = Sameness.objects.at().get()
    assert client.post(f"/ledgers/same-persons/{row.entry_id}/void/?undo=1").status_code == 302
    assert Person.objects.at().count() == 2
    api = {"id": str(uuid.uuid4()), "person": pair["person"], "other": pair["other"], "verdict": "one"}
    answer = client.post("/api/v1/same-persons", json.dumps(api), content_type="application/json")
    assert (answer.status_code, Person.objects.at().count()) == (201, 1)
    assert client.post(f"/api/v1/same-persons/{api['id']}/void", json.dumps({"reason": "两人"}),
                       content_type="application/json").status_code == 204  # fmt: skip
    text = f"保留人员,重复人员,结论\n{first.entry_id},{second.entry_id},同一人".encode()
    actor = world.actor("committee")
    run = imports.upload(actor, world.response, "same-persons", "a.csv", text, place=world.places["county"])
    assert not imports.commit(actor, run).problems
    assert Person.objects.at().count() == 1
