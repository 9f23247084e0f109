"""Stories of people who are sent again, and of people of one name (M10)."""

import json
import uuid
from typing import Any

import pytest

from fangxian.conftest import World, id_number
from fangxian.core.errors import Conflict
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import queries
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person
from fangxian.mechanisms.personnel.tests.opened import stated

HEADER = "姓名,联系电话,职务,身份证号"
OLD, NEW = "19900000001", "19900000002"


def send(world: World, *rows: str, body: str = "audit-office", header: str = HEADER) -> Any:
    """Send a unit's sheet and enter its good rows; returns the run and its dry run."""
    text = "\n".join((header, *rows)).encode()
    actor = world.actor(body)
    run = imports.upload(
        actor, world.response, "persons", f"{uuid.uuid4()}.csv", text, body=world.bodies[body],
        line=world.line_of[body],
    )  # fmt: skip
    found = imports.check(run)
    imports.commit(actor, run, partial=True)
    return run, found


def phones(world: World) -> list[str]:
    rows = queries.visible(world.actor("committee"), world.response, PERSONS)
    return sorted(line.values["phone"] for line in queries.lines(PERSONS, world.response, rows))


@pytest.mark.django_db
def test_a_changed_phone_is_a_correction_that_the_dry_run_names(world: World) -> None:
    first = stated(world, "audit-office", PERSONS, name="赵安", body="audit-office", phone=OLD)
    run, found = send(world, f"赵安,{NEW},科长,")
    assert [(one.row, one.what, one.fields) for one in found.prepared.corrections] == [
        (2, "赵安", (str(PERSONS.by_code["job"].title), str(PERSONS.by_code["phone"].title)))
    ]
    assert (run.accepted, phones(world)) == (1, [NEW])
    assert Person.objects.at().get().entry_id == first.entry_id
    run, found = send(world, "赵安,,科长,")  # a phone that is left blank is not erased
    assert (run.unchanged, phones(world)) == (1, [NEW])


@pytest.mark.django_db
def test_an_id_number_says_who_somebody_is_and_two_of_one_name_stay_two(world: World) -> None:
    send(world, f"赵安,{OLD},,{id_number(1)}")
    run, found = send(world, f"赵安,{NEW},,{id_number(2)}")
    assert (run.accepted, phones(world)) == (1, [OLD, NEW])
    run, found = send(world, f"赵安,19900000003,,{id_number(1)}")
    assert not found.prepared.new
    assert phones(world) == [NEW, "19900000003"]
    run, found = send(world, "赵安,19900000004,,", f"赵安,{NEW},处长,")
    assert [problem.row for _sheet, problem in found.errors] == [2]
    assert [one.row for one in found.prepared.corrections] == [3]


@pytest.mark.django_db
def test_rows_of_one_name_say_what_tells_them_apart(world: World) -> None:
    run, found = send(world, f"赵安,{OLD},,", f"赵安,{NEW},,")
    assert (run.accepted, phones(world)) == (2, [OLD, NEW])
    run, found = send(world, "赵安,,,")
    assert [problem.row for _sheet, problem in found.errors] == [2]
    assert "赵安" in found.errors[0][1].sentence
    run, found = send(world, f"钱宁,{OLD},,", "钱宁,,,")
    assert [problem.row for _sheet, problem in found.errors] == [3]
    run, found = send(world, "钱宁,19900000005,,", "钱宁,19900000006,,")
    assert [problem.row for _sheet, problem in found.errors] == [
        2,
        3,
    ]  # which of them is the one who stands here?
    run, found = send(world, "赵安,,,", body="archives")
    assert (run.accepted, Person.objects.at().count()) == (1, 4)


@pytest.mark.django_db
def test_whoever_has_nothing_but_a_name_is_known_beside_another_with_a_phone(world: World) -> None:
    send(world, "赵安,,,")
    _run, found = send(world, "赵安,,科长,", f"赵安,{NEW},,")
    assert (len(found.prepared.changed), len(found.prepared.new), found.errors) == (1, 1, [])
    assert phones(world) == ["", NEW]
    _run, found = send(world, f"钱宁,{OLD},,{id_number(1)}", f"钱佞,{NEW},,{id_number(1)}")
    assert [(problem.row, problem.value_shown) for _sheet, problem in found.errors] == [(3, "钱佞")]


@pytest.mark.django_db
def test_the_committee_s_list_finds_people_in_other_units_by_number_or_phone(world: World) -> None:
    send(world, f"赵安,{OLD},,{id_number(1)}", f"钱宁,{NEW},,")
    actor, place = world.actor("committee"), world.places["county"]
    text = f"姓名,联系电话,身份证号,单位\n赵安,{OLD},{id_number(1)},档案馆\n钱宁,{NEW},,档案馆".encode()
    run = imports.upload(actor, world.response, "persons", "全区.csv", text, place=place)
    found = imports.commit(actor, run)
    assert (len(found.prepared.changed), Person.objects.at().count()) == (2, 2)
    assert set(Person.objects.at().values_list("body__code", flat=True)) == {"archives"}
    run, found = send(world, f"赵安,{OLD},,{id_number(1)}")  # his former unit does not change another's entry
    assert (len(found.prepared.new), Person.objects.at().count()) == (1, 3)


@pytest.mark.django_db
def test_a_system_is_told_which_entry_it_would_double(world: World, client_for: Any) -> None:
    client = client_for(world.accounts["audit-office"])
    told = {"name": "赵安", "body": "audit-office", "phone": OLD}

    def post(**more: Any) -> Any:
        sent = told | {"id": str(uuid.uuid4())} | more
        return client.post("/api/v1/persons", json.dumps(sent), content_type="application/json")

    first = post().json()["id"]
    refused = post(phone=NEW)
    assert (refused.status_code, refused.json()["entry"]) == (409, first)
    assert post(phone=NEW, id_number=id_number(3)).status_code == 201
    assert post(phone="19900000009").status_code == 409
    with pytest.raises(Conflict):
        stated(world, "audit-office", PERSONS, name="赵安", body="audit-office")
    form = {
        "id": str(uuid.uuid4()),
        "name": "赵安",
        "body": "审计局",
        "phone": "1",
        "kind": "cadre",
        "fitness": "fit",
    }
    page = client.post("/ledgers/persons/new/", form)
    assert page.status_code == 409
    sheet = f"{HEADER}\n赵安,{OLD},科员,".encode()
    sent = {
        "kind": "persons",
        "body": "audit-office",
        "line": world.line_of["audit-office"],
        "dry_run": "true",
    }
    answer = client.post("/api/v1/imports", sent | {"file": _file(sheet)}).json()
    assert answer["corrections"] == [
        {"row": 2, "what": "赵安", "fields": [str(PERSONS.by_code["job"].title)]}
    ]


def _file(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.csv", content)
