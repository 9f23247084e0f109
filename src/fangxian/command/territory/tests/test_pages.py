"""The pages of the two trees: everybody sees his part, administrators change it, files are tried first."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fangxian.trees.bodies.actions import create_body, create_line, place_in_line
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Role
from fangxian.trees.people.tests.factories import make_account
from fangxian.trees.places.models import Place
from fangxian.trees.places.tests.support import ALL, LONG_AGO, territory
from fangxian.trees.responses.actions import start_response
from fangxian.trees.responses.models import Response

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def places() -> dict[str, Place]:
    return territory()


def signed_in(role: Role, place: Place) -> Client:
    client = Client()
    client.force_login(make_account(f"{role}-{place.code}", role, place=place))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_community_worker_sees_his_community_and_nothing_else(places: dict[str, Place]) -> None:
    client = signed_in(Role.COMMUNITY_WORKER, places["220602001001"])
    listed = text(client.get(reverse("territory:places")))
    assert "宜宾社区" in listed
    assert "喜丰社区" not in listed
    assert client.get(reverse("territory:place", args=[places["220602001001"].id])).status_code == 200
    assert client.get(reverse("territory:place", args=[places["220602001002"].id])).status_code == 404
    assert client.get(reverse("territory:place_new")).status_code == 403
    assert "河口社区" not in text(client.get(reverse("territory:places"), {"q": "河口"}))


def test_an_administrator_renames_and_recodes_a_street(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["220602"])
    street = places["220602001"]
    change = reverse("territory:place_change", args=[street.id, "rename"])
    assert client.post(change, {"name": "新建设街道"}).status_code == 302
    change = reverse("territory:place_change", args=[street.id, "recode"])
    assert client.post(change, {"code": "220602008", "valid_from": "2020-02-01"}).status_code == 302
    page = text(client.get(reverse("territory:place", args=[street.id])))
    assert "新建设街道" in page
    assert "220602001" in page
    assert "220602008001" in page


def test_a_wrong_date_is_said_beside_its_field(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["220602"])
    change = reverse("territory:place_change", args=[places["220602001"].id, "recode"])
    page = client.post(change, {"code": "220602008", "valid_from": "2014-01-01"})
    assert page.status_code == 200
    assert "errorlist" in text(page) or "error" in text(page)
    assert Place.objects.get(pk=places["220602001"].pk).code == "220602001"


def test_a_change_that_does_not_exist_or_lies_outside_is_not_found(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["220602"])
    for key, change in ((places["220602001"].id, "destroy"), (places["220605001"].id, "rename")):
        assert client.post(reverse("territory:place_change", args=[key, change])).status_code == 404


def test_places_are_imported_after_a_dry_run(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["220602"])
    content = "code,name,kind,parent_code\n220602009,新街道,street,220602\n".encode()
    for dry_run, exists in (("on", False), ("", True)):
        file = SimpleUploadedFile("places.csv", content)
        answer = client.post(reverse("territory:place_import"), {"file": file, "dry_run": dry_run})
        assert answer.status_code == 200
        assert Place.objects.filter(code="220602009").exists() == exists


def test_a_place_is_created_below_another(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["220602"])
    form = {"name": "第一网格", "kind": "grid", "parent": "220602001001", "code": "220602001001001"}
    assert client.post(reverse("territory:place_new"), form).status_code == 302
    assert Place.objects.get(code="220602001001001").path == "220602001001001"


def test_the_picker_shows_children_and_finds_names_within_the_area(places: dict[str, Place]) -> None:
    client = signed_in(Role.COMMAND, places["220602"])
    picker = reverse("territory:place_picker")
    assert "新建街道" in text(client.get(picker, {"at": str(places["220602"].id)}))
    assert "宜宾社区" in text(client.get(picker, {"q": "宜宾", "name": "community"}))
    assert "城西社区" not in text(client.get(picker, {"q": "城西"}))
    for outside in (str(places["220605"].id), "nonsense"):
        assert client.get(picker, {"at": outside}).status_code == 404


def test_bodies_are_shown_by_line_and_moved(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["2206"])
    line = create_line(ALL, code="organs", name="机关线", nature=Line.Nature.PARTY)
    city, department = places["2206"], Body.Kind.DEPARTMENT
    committee = create_body(ALL, code="committee", name="某工委", kind=department, place=city)
    bureau = create_body(ALL, code="bureau", name="某局", kind=department, place=city)
    place_in_line(ALL, committee, line, valid_from=LONG_AGO)
    place = reverse("territory:body_change", args=[bureau.id, "place-in-line"])
    position = {"line": "organs", "parent": "committee", "valid_from": "2019-01-01"}
    assert client.post(place, position).status_code == 302
    listed = text(client.get(reverse("territory:bodies"), {"line": "organs"}))
    assert listed.index("某工委") < listed.index("某局")
    assert "机关线" in text(client.get(reverse("territory:body", args=[bureau.id])))
    close = reverse("territory:body_change", args=[bureau.id, "close"])
    assert client.post(close, {"day": "2020-02-01"}).status_code == 302
    assert "某局" not in text(client.get(reverse("territory:bodies"), {"line": "organs"}))
    assert "某局" in text(client.get(reverse("territory:bodies"), {"q": "某局"}))


def test_bodies_are_created_and_imported(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["2206"])
    form = {"name": "某局", "code": "bureau", "kind": "department", "place": "2206"}
    assert client.post(reverse("territory:body_new"), form).status_code == 302
    file = SimpleUploadedFile("bodies.csv", "code,name,kind,place_code\nx,某院,institution,2206\n".encode())
    answer = client.post(reverse("territory:body_import"), {"what": "bodies", "file": file})
    assert answer.status_code == 200
    assert set(Body.objects.values_list("code", flat=True)) == {"bureau", "x"}


RULES = {
    "registration_hours": 12,
    "contact_days": 3,
    "declaration_hours": 24,
    "report_cut_off": "09:00",
    "report_grace_minutes": 15,
    "key_places": "湖北\n武汉\n",
}


def test_an_administrator_starts_a_response_changes_its_rules_and_ends_it(places: dict[str, Place]) -> None:
    client = signed_in(Role.ADMINISTRATOR, places["2206"])
    form = RULES | {"name": "演练响应", "level": 1, "jurisdiction": "2206"}
    assert client.post(reverse("territory:response_new"), form).status_code == 302
    response = Response.objects.get()
    changes = {"rules": RULES | {"declaration_hours": 6}, "level": {"level": 2}, "end": {"sure": "on"}}
    for change, data in changes.items():
        url = reverse("territory:response_change", args=[response.id, change])
        assert client.post(url, data).status_code == 302
    response.refresh_from_db()
    assert (response.declaration_hours, response.level, response.key_places) == (6, 2, ["武汉", "湖北"])
    assert response.ended_at is not None


def test_a_unit_reads_the_rules_and_cannot_change_them(places: dict[str, Place]) -> None:
    response = start_response(ALL, name="演练响应", level=1, jurisdiction=places["2206"])
    client = signed_in(Role.COMMUNITY_WORKER, places["220602001001"])
    assert "演练响应" in text(client.get(reverse("territory:responses")))
    page = text(client.get(reverse("territory:response", args=[response.id])))
    assert reverse("territory:response_change", args=[response.id, "end"]) not in page
    assert client.post(reverse("territory:response_change", args=[response.id, "end"])).status_code == 403


def test_visitors_are_sent_to_the_sign_in() -> None:
    for name in ("places", "bodies", "responses", "place_picker", "place_new", "body_import"):
        assert Client().get(reverse(f"territory:{name}")).status_code == 302
