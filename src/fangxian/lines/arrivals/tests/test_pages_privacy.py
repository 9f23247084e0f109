"""What one side's pages show of the other: its state and the names of differing fields, and nothing it entered."""

from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.conftest import World, id_number, invent
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
NUMBER = id_number(7)
UNIT_ONLY_KNOWS = {
    "phone": "13800001234",
    "address": "审计局家属院九号楼",
    "origin": "湖北 武汉",
    "trip": "G4321",
}
COMMUNITY_ONLY_KNOWS = {
    "phone": "13900005678",
    "address": "春晖小区七单元",
    "origin": "湖北 荆州",
    "trip": "K8765",
}


@pytest.fixture
def both(world: World) -> dict[str, str]:
    """One person whom both sides report with the same ID number and otherwise different words."""
    unit = world.declare(7, name="陈安", id_number=NUMBER, **UNIT_ONLY_KNOWS)
    community = world.register(7, name="陳安", id_number=NUMBER, **COMMUNITY_ONLY_KNOWS)
    return {"unit": str(unit.entry_id), "community": str(community.entry_id)}


def pages(client: Client, entry: str) -> str:
    """Everything that a reader may open about the line, in one text."""
    addresses = [
        f"/arrivals/{entry}/",
        "/arrivals/",
        "/arrivals/gaps/",
        "/arrivals/gaps/?view=body",
        "/arrivals/gaps/?view=place",
        *(
            f"/arrivals/entries/?measure=arrivals.{code}"
            for code in ("declared", "registered", "dual_reported")
        ),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.content.decode() for answer in answers)


def shown(words: dict[str, str], html: str) -> set[str]:
    """Which of a side's words a text holds, whole or as masking would leave them."""
    parts = {word for value in words.values() for word in (value, value[:4], value[-4:], value[:3] + "＊")}
    return {part for part in parts if part in html}


def test_the_unit_never_sees_what_the_community_entered(
    world: World, both: dict[str, str], client_for: ClientFor
) -> None:
    client = client_for(world.accounts["audit-office"])
    own = pages(client, both["unit"])
    assert shown(UNIT_ONLY_KNOWS, own)
    assert shown(COMMUNITY_ONLY_KNOWS, own) - {"湖北 荆"[:3]} <= shown(UNIT_ONLY_KNOWS, own)
    assert "荆州" not in own
    assert "陳" not in own
    assert both["community"] not in own
    assert client.get(f"/arrivals/{both['community']}/").status_code == 404
    assert client.post(f"/arrivals/{both['community']}/disclose/", {"purpose": "contact"}).status_code == 404


def test_the_community_never_sees_what_the_unit_entered(
    world: World, both: dict[str, str], client_for: ClientFor
) -> None:
    client = client_for(world.accounts["spring"])
    own = pages(client, both["community"])
    assert shown(COMMUNITY_ONLY_KNOWS, own)
    assert "武汉" not in own
    assert (
        "审计局" not in own
    )  # a match by ID number tells nobody the employer that the community did not enter
    assert "G4321" not in own
    assert "陈安" not in own
    assert both["unit"] not in own
    assert client.get(f"/arrivals/{both['unit']}/").status_code == 404


def test_each_side_sees_the_names_of_differing_fields(world: World, client_for: ClientFor) -> None:
    unit = world.declare(8, id_number=id_number(8), address="一号楼一单元101室")
    world.register(8, id_number=id_number(8), address="九号楼二单元202室", place="summer")
    own = client_for(world.accounts["audit-office"]).get(f"/arrivals/{unit.entry_id}/").content.decode()
    assert "九号楼" not in own
    assert "夏荫" not in own
    conflicting = client_for(world.accounts["audit-office"]).get(f"/arrivals/{unit.entry_id}/")
    assert conflicting.context["case"].conflicts == ["address", "community"]


def test_a_community_sees_of_a_declaration_only_unit_arrival_and_a_masked_name(
    world: World, client_for: ClientFor
) -> None:
    declared = world.declare(9, name="欧阳清河", **UNIT_ONLY_KNOWS)
    html = client_for(world.accounts["spring"]).get("/arrivals/gaps/?view=to_register").content.decode()
    assert "欧＊＊＊" in html
    assert "审计局" in html
    assert "清河" not in html
    for told in ("13800001234", "1234", "武汉", "G4321", "家属院", invent(9).identity.id_number):
        assert told not in html
    other = client_for(world.accounts["summer"]).get("/arrivals/gaps/?view=to_register").content.decode()
    assert str(declared.entry_id) not in other


def test_a_unit_sees_of_a_registration_only_community_and_arrival(
    world: World, client_for: ClientFor
) -> None:
    world.register(10, name="司马长河", employer="audit-office", **COMMUNITY_ONLY_KNOWS)
    html = client_for(world.accounts["audit-office"]).get("/arrivals/gaps/?view=to_declare").content.decode()
    assert "春晖社区" in html
    for told in ("司", "长河", "5678", "荆州", "K8765", "七单元"):
        assert told not in html
    assert "春晖社区" not in client_for(world.accounts["archives"]).get("/arrivals/gaps/").content.decode()


def test_a_registration_page_is_not_prefilled_from_the_declaration(
    world: World, client_for: ClientFor
) -> None:
    world.declare(11, name="诸葛平", **UNIT_ONLY_KNOWS)
    client = client_for(world.accounts["spring"])
    html = client.get("/arrivals/register/?place=220602001001").content.decode()
    for told in ("诸", "13800001234", "武汉", "家属院"):
        assert told not in html


def test_the_committee_sees_both_masked_with_what_differs(
    world: World, both: dict[str, str], client_for: ClientFor
) -> None:
    answer = client_for(world.accounts["committee"]).get(f"/arrivals/{both['unit']}/")
    html = answer.content.decode()
    assert "武汉" in html
    assert "荆州" in html
    assert "陈＊" in html
    assert "陳＊" in html
    assert NUMBER not in html
    assert "13800001234" not in html
    assert answer.context["pair"].sentence


def test_drill_down_shows_each_side_its_own_account_of_the_same_facts(
    world: World, both: dict[str, str], client_for: ClientFor
) -> None:
    address = "/arrivals/entries/?measure=arrivals.dual_reported"
    (unit_fact,) = client_for(world.accounts["audit-office"]).get(address).context["facts"]
    (community_fact,) = client_for(world.accounts["spring"]).get(address).context["facts"]
    assert str(unit_fact.row.standing.entry_id) == both["unit"]
    assert str(community_fact.row.standing.entry_id) == both["community"]
