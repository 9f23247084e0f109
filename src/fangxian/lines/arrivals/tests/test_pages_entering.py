"""Register and declare: one form, few fields, one entry however often it is sent, a way back."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.conftest import World, id_number
from fangxian.core.audit.models import Event
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey
from fangxian.lines.arrivals.sealing import open_person
from fangxian.mechanisms.cases.models import Referral
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def told(**other: object) -> dict[str, object]:
    """What a grid worker types about an invented person."""
    return {
        "id": str(new_id()), "name": "冯远（虚构）", "id_number": id_number(3), "phone": "19900000003",
        "arrived_on": "2020-02-01", "origin": "湖北 武汉", "address": "3号楼2单元301室", "employer": "审计局",
    } | other  # fmt: skip


def current(entry: object) -> ArrivalReport:
    return ArrivalReport.objects.at().select_related("response", "body").get(entry=entry)


def test_a_complete_registration_takes_eight_fields(world: World, client_for: ClientFor) -> None:
    page = client_for(world.accounts["spring"]).get("/arrivals/register/")
    form = page.context["form"]
    assert len(form.main) <= 8
    assert form.only_place == world.places["spring"]
    unit = client_for(world.accounts["audit-office"]).get("/arrivals/declare/").context["form"]
    assert len(unit.main) <= 8
    assert unit.only_sender.body == world.bodies["audit-office"]


def test_an_id_number_tells_sex_and_birth_date_and_the_employer_its_line(
    world: World, client_for: ClientFor
) -> None:
    sent = told(cohabitants=2, has_symptoms="on")
    answer = client_for(world.accounts["spring"]).post("/arrivals/register/", sent)
    assert answer.status_code == 302
    report = current(sent["id"])
    person = open_person(report, report.response)
    assert person.identity.birth_date == "1960-04-21"
    assert person.identity.sex == "male"
    assert report.body == world.bodies["audit-office"]
    assert report.line_id == "organs"
    assert report.from_key_area
    assert not report.time_stated
    assert set(Referral.objects.at().values_list("kind", flat=True)) == {"symptoms", "cohabitants"}


def test_a_form_sent_twice_is_one_entry_and_another_person_in_it_is_asked_about(
    world: World, client_for: ClientFor
) -> None:
    client, sent = client_for(world.accounts["spring"]), told()
    assert client.post("/arrivals/register/", sent).status_code == 302
    assert client.post("/arrivals/register/", sent).status_code == 302
    assert ArrivalReport.objects.count() == 1
    again = client.post("/arrivals/register/", sent | {"name": "卫宁（虚构）", "id_number": ""})
    assert again.status_code == 422
    fresh = again.context["form"].data["id"]
    assert fresh != sent["id"]
    assert client.post("/arrivals/register/", sent | {"name": "卫宁（虚构）", "id_number": "", "id": fresh})
    assert ArrivalReport.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"arrived_on": "tomorrow"}, "arrived_on"),
        ({"arrived_on": "2020-03-01"}, "arrived_at"),
        ({"id": "7"}, "id"),
        ({"cohabitants": "many"}, "cohabitants"),
    ],
)
def test_bad_input_is_shown_and_nothing_is_written(
    world: World, client_for: ClientFor, wrong: dict[str, str], field: str
) -> None:
    answer = client_for(world.accounts["spring"]).post("/arrivals/register/", told(**wrong))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors or "__all__" in errors
    assert not ArrivalReport.objects.exists()


def test_a_wrong_check_digit_is_kept_and_said(world: World, client_for: ClientFor) -> None:
    number = id_number(3)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    sent = told(id_number=wrong)
    answer = client_for(world.accounts["spring"]).post("/arrivals/register/", sent, follow=True)
    assert len(list(answer.context["messages"])) == 2
    report = current(sent["id"])
    assert open_person(report, report.response).identity.id_number == wrong


def test_undo_right_after_saving_takes_the_entry_back(world: World, client_for: ClientFor) -> None:
    client, sent = client_for(world.accounts["spring"]), told()
    page = client.post("/arrivals/register/", sent, follow=True)
    (message,) = page.context["messages"]
    assert message.extra_tags == f"/arrivals/{sent['id']}/void/?undo=1"
    assert client.post(message.extra_tags, headers={"HX-Request": "true"}).status_code == 200
    assert not ArrivalReport.objects.at().exists()
    assert not MatchKey.objects.exists()
    assert ArrivalReport.objects.known().get().reason


def test_the_next_person_of_the_household_shares_address_and_journey(
    world: World, client_for: ClientFor
) -> None:
    client, sent = client_for(world.accounts["spring"]), told(trip="G1234", transport="rail")
    page = client.post("/arrivals/register/", sent, follow=True)
    form = client.get(page.context["next_url"]).context["form"]
    assert form["address"].value() == "3号楼2单元301室"
    assert form["trip"].value() == "G1234"
    assert not form["name"].value()
    assert Event.objects.filter(action="arrivals.household", subject=sent["id"]).exists()
    colleague = client_for(world.accounts["summer"])
    elsewhere = colleague.get(f"/arrivals/register/?household={sent['id']}").context["form"]
    assert not elsewhere["address"].value()


def test_a_unit_names_the_community_and_wrong_names_are_asked_back(
    world: World, client_for: ClientFor
) -> None:
    client = client_for(world.accounts["audit-office"])
    sent = told(place="东街道夏荫社区")
    assert client.post("/arrivals/declare/", sent).status_code == 302
    assert current(sent["id"]).path == world.places["summer"].path
    refused = client.post("/arrivals/declare/", told(place="无名社区"))
    assert refused.status_code == 422
    assert "place" in refused.context["form"].errors


def test_roles_and_areas_decide_who_enters(world: World, client_for: ClientFor) -> None:
    spring, summer, unit = (client_for(world.accounts[name]) for name in ("spring", "summer", "audit-office"))
    assert unit.get("/arrivals/register/").status_code == 403
    assert spring.get("/arrivals/declare/").status_code == 403
    own = world.register(5)
    for address in ("edit", "void"):
        assert summer.get(f"/arrivals/{own.entry_id}/{address}/").status_code == 404
        assert unit.get(f"/arrivals/{own.entry_id}/{address}/").status_code == 404
        assert spring.get(f"/arrivals/{uuid.uuid4()}/{address}/").status_code == 404
    assert Client().get("/arrivals/register/").status_code == 302


def test_a_correction_needs_a_reason_keeps_the_version_and_its_form_is_audited(
    world: World, client_for: ClientFor
) -> None:
    client, own = client_for(world.accounts["spring"]), world.register(5)
    form = client.get(f"/arrivals/{own.entry_id}/edit/").context["form"]
    assert Event.objects.filter(action="arrivals.disclose", purpose="correct").count() == 1
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent = {name: value for name, value in sent.items() if value is not False}
    assert client.post(f"/arrivals/{own.entry_id}/edit/", sent).status_code == 422
    changed = sent | {"phone": "19911112222", "reason": "打错了"}
    assert client.post(f"/arrivals/{own.entry_id}/edit/", changed).status_code == 302
    report = current(own.entry_id)
    assert report.number == 2
    assert open_person(report, report.response).contact.phone == "19911112222"
    page = client.get(f"/arrivals/{own.entry_id}/")
    assert [len(change.fields) for change in page.context["history"]] == [3, 0]


def test_taking_back_later_needs_a_reason(world: World, client_for: ClientFor) -> None:
    client, own = client_for(world.accounts["spring"]), world.register(5)
    assert client.post(f"/arrivals/{own.entry_id}/void/", {"reason": ""}).status_code == 422
    assert client.post(f"/arrivals/{own.entry_id}/void/", {"reason": "重复登记"}).status_code == 302
    assert not ArrivalReport.objects.at().exists()
