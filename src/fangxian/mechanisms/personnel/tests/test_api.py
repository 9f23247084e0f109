"""The registers over the API, and what their pages cost."""

import io
import json
import uuid
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.ids import new_id
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated

FAMILIES, GIVEN = "赵钱孙李周吴郑王", "安宁平和清明远山"
SignIn = Any


def send(client: Client, method: str, url: str, told: dict[str, Any]) -> Any:
    return getattr(client, method)(url, json.dumps(told), content_type="application/json")


@pytest.mark.django_db
def test_a_system_enters_a_person_once_and_corrects_him(world: World, client_for: SignIn) -> None:
    client = client_for(world.accounts["audit-office"])
    entry = str(new_id())
    told = {
        "id": entry,
        "name": "赵安",
        "body": "audit-office",
        "phone": "19900000001",
        "skills": ["driving"],
    }
    assert send(client, "post", "/api/v1/persons", told).status_code == 201
    assert send(client, "post", "/api/v1/persons", told).status_code == 200
    assert send(client, "post", "/api/v1/persons", told | {"job": "科长"}).status_code == 409
    wrong = send(
        client, "post", "/api/v1/persons", told | {"id": str(new_id()), "id_number": "1", "kind": "x"}
    )
    assert wrong.status_code == 422
    assert set(wrong.json()["errors"]) == {"id_number", "kind"}
    url = f"/api/v1/persons/{entry}"
    assert send(client, "put", url, told | {"job": "科长"}).status_code == 422  # without a reason
    corrected = {**told, "job": "科长", "reason": "升职"}
    assert send(client, "put", url, corrected).status_code == 200
    shown = client.get(url).json()
    assert (shown["name"], shown["phone"], shown["version"]) == ("赵安", "199＊＊＊＊0001", 2)
    assert shown["body"] == "audit-office"
    opened = send(client, "post", f"{url}/disclose", {"purpose": "排班联系"})
    assert opened.json()["phone"] == "19900000001"
    assert client_for(world.accounts["archives"]).get(url).status_code == 404
    assert send(client, "post", f"{url}/void", {"reason": "登记错了"}).status_code == 204
    assert client.get("/api/v1/persons").json()["items"] == []


@pytest.mark.django_db
def test_the_schema_says_what_each_field_takes(world: World, client_for: SignIn) -> None:
    schema = client_for(world.accounts["committee"]).get("/api/v1/openapi.json").json()
    stated_ = schema["components"]["schemas"]["PostsIn"]["properties"]
    assert {"id", "name", "kind", "place", "staff"} <= set(stated_)
    assert "road" in stated_["kind"]["description"]


def fill(world: World, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        name = f"{FAMILIES[number % 8]}{GIVEN[number // 8 % 8]}{GIVEN[number // 64 % 8]}"
        post = stated(world, "spring", POSTS, name=f"{number}号卡点", kind="gate", place="春晖社区")
        stated(world, "audit-office", PERSONS, name=name, body="audit-office", phone=f"1990000{number:04d}")
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post=str(post.entry_id))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/ledgers/persons/",
        "/ledgers/postings/",
        "/ledgers/postings/new/",
        "/ledgers/entries/?measure=personnel.posted",
        "/api/v1/postings",
        "/ledgers/postings/?place=春晖社区&post=1号卡点",
    ],
)
def test_a_page_costs_the_same_over_few_rows_and_over_many(
    world: World, client_for: SignIn, url: str
) -> None:
    client = client_for(world.accounts["committee"])
    counts = []
    for start, count in ((0, 3), (3, 12)):
        fill(world, count, start)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


@pytest.mark.django_db
def test_the_past_shows_what_was_known_and_lets_nothing_be_changed(world: World, client_for: SignIn) -> None:
    fill(world, 1)
    world.time.advance(timedelta(hours=1))
    before = timezone.localtime(clock.now())
    world.time.advance(timedelta(hours=1))
    fill(world, 1, 1)
    client = client_for(world.accounts["committee"])
    past = f"?as_of={before:%Y-%m-%dT%H:%M}"
    now, then = client.get("/ledgers/posts/"), client.get(f"/ledgers/posts/{past}")
    assert (len(now.context["rows"]), len(then.context["rows"])) == (2, 1)
    assert not then.context["may_enter"]


@pytest.mark.django_db
def test_faulty_rows_come_back_with_the_reason_and_go_in_corrected(world: World) -> None:
    rows = ("东门,小区门岗,春晖社区,2", "西门,小区门岗,没有的社区,3", "南门,怪岗,春晖社区,3")
    sheet = "\n".join(("岗位名称,岗位类型,所在社区,每班人数", *rows))
    actor, place = world.actor("spring"), world.places["spring"]
    run = imports.upload(actor, world.response, "posts", "a.csv", sheet.encode(), place=place)
    found = imports.check(run)
    assert {(problem.row, problem.field) for _sheet, problem in found.errors} == {(3, "place"), (4, "kind")}
    book = openpyxl.load_workbook(io.BytesIO(imports.errors_workbook(run)))
    assert any("没有的社区" in str(cell) for sheet_ in book for row in sheet_.values for cell in row)
    imports.commit(actor, run, partial=True)
    assert POSTS.model._default_manager.count() == 1
    again = sheet.replace("没有的社区", "春晖社区").replace("怪岗", "巡查")
    run = imports.upload(actor, world.response, "posts", "b.csv", again.encode(), place=place)
    imports.commit(actor, run)
    assert (run.accepted, run.unchanged) == (2, 1)


@pytest.mark.django_db
def test_a_place_cannot_enter_for_its_neighbour(world: World, client_for: SignIn) -> None:
    client = client_for(world.accounts["spring"])
    told = {"id": str(uuid.uuid4()), "name": "邻居的卡点", "kind": "gate", "place": "220602001002"}
    assert send(client, "post", "/api/v1/posts", told).status_code == 404
    assert send(client_for(world.accounts["auditor"]), "post", "/api/v1/posts", told).status_code == 403


@pytest.mark.django_db
def test_a_narrowed_list_is_kept_as_a_view_and_no_name_in_it(world: World, client_for: SignIn) -> None:
    client = client_for(world.accounts["committee"])
    page = client.get("/ledgers/posts/?kind=gate").context["saved_views"]
    assert page.may_save
    sent = {"page": page.page.name, "words": page.address, "title": "小区卡口"}
    assert client.post("/views/", sent).status_code in (200, 302)
    (chip,) = client.get("/ledgers/posts/").context["saved_views"].chips
    assert "kind=gate" in chip.url
    assert POSTINGS.savable == ("place", "post", "source", "body")
    assert "person" not in ledger_of("leaves").savable
