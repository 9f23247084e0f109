"""Stories of the chain of responsibility: who answers for a place, and where nobody does (M1)."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import LONG_AGO, World
from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.core.ids import new_id
from fangxian.lines.structure import gaps as gaps_of
from fangxian.lines.structure import printing, queries
from fangxian.lines.structure.ledgers import CHARGES
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import By, ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.mechanisms.papers.document import Table
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Role
from fangxian.trees.places.models import Kind, Place

SHEET = "区划,责任类别,姓名,职务,联系电话\n{rows}"


def gaps(world: World, place: str = "county", **other: Any) -> Any:
    """Return how many places of a part lack somebody."""
    asked = ask(world.response, end=clock.now(), place=world.places[place], **other)
    return answers.answer(asked, measure("charges.gaps"))


def _charge(world: World, account: str, place: str, function: str, head: str, **other: Any) -> Any:
    return stated(
        world, account, CHARGES, place=world.places[place].code, function=function, head=head, **other
    )


@pytest.mark.django_db
def test_a_place_has_a_gap_until_both_are_stated_and_again_when_one_leaves(world: World) -> None:
    before = gaps(world).total.value
    assert before == len(
        Place.objects.filter(path__startswith="220602", kind__in=["county", "street", "community"])
    )
    _charge(world, "spring", "spring", "secretary", "吴明")
    assert gaps(world).total.value == before
    first = _charge(world, "spring", "spring", "first", "郑和")
    assert gaps(world).total.value == before - 1
    known = clock.now()
    world.time.advance(datetime.timedelta(hours=1))
    ledgers.void(world.actor("spring"), CHARGES, first.entry_id, "调离")
    assert gaps(world).total.value == before
    assert gaps(world, as_of=known).total.value == before - 1


@pytest.mark.django_db
def test_gaps_add_up_over_the_places_below_and_open_them(world: World) -> None:
    _charge(world, "spring", "spring", "secretary", "吴明")
    _charge(world, "spring", "spring", "first", "郑和")
    found = gaps(world, by=By.PLACE)
    assert found.total.value == sum(value.value for _node, value in found.nodes)
    asked = ask(world.response, end=clock.now(), place=world.places["county"])
    facts = answers.facts(asked, measure("charges.gaps"))
    assert len(facts) == found.total.value
    assert world.places["spring"].pk not in {gap.place.pk for gap in facts.latest(None, 50)}
    assert len(list(measure("charges.gaps").source.evidence(asked, measure("charges.gaps")))) == len(facts)


@pytest.mark.django_db
def test_one_sheet_sets_up_the_chain_of_a_county(world: World) -> None:
    rows = "\n".join(
        f"{place.code},{function},赵{number}{letter},书记,1990000{number:04}"
        for number, place in enumerate(Place.objects.filter(path__startswith="220602", kind=Kind.COMMUNITY))
        for function, letter in (("责任书记", "安"), ("第一责任人", "宁"))
    )
    run = imports.upload(
        world.actor("committee"), world.response, "charges", "责任链.csv", SHEET.format(rows=rows).encode(),
        place=world.places["county"],
    )  # fmt: skip
    assert not imports.commit(world.actor("committee"), run).problems
    counts = queries.gap_counts(world.actor("committee"), world.response, world.places["county"])
    assert counts["community"][1] == 0
    assert counts["county"] == (1, 1)


@pytest.mark.django_db
def test_the_chain_of_a_community_leads_up_to_the_province(world: World) -> None:
    _charge(world, "committee", "county", "first", "县长", job="县委书记")
    _charge(world, "spring", "spring", "first_secretary", "李清")
    links = queries.chain(world.actor("spring"), world.response, world.places["spring"])
    assert [link.place.kind for link in links] == ["province", "city", "county", "street", "community"]
    county = links[2]
    assert (county.missing, county.charges["first"][0].shown("head")) == (["secretary"], "县长")


@pytest.mark.django_db
def test_the_pages_of_the_chain_and_of_its_gaps(world: World, client_for: Any) -> None:
    _charge(world, "committee", "county", "first", "县长", phone="19900000009")
    client: Client = client_for(world.accounts["spring"])
    page = client.get("/structure/chain/").content.decode()
    assert "县长" in page
    assert "19900000009" not in page
    assert client.get("/structure/chain/?place=220602&level=street").status_code == 200
    assert client.get(f"/structure/chain/?place={world.places['autumn'].code}").status_code == 404
    listed = client_for(world.accounts["committee"]).get("/structure/chain/gaps/?measure=charges.gaps")
    assert "春晖社区" in listed.content.decode()
    told = client_for(world.accounts["committee"]).get("/api/v1/figures", {"measure": "charges.gaps"})
    assert told.status_code == 200


@pytest.mark.django_db
def test_the_chain_has_three_or_five_levels_and_is_printed_with_its_gaps(
    world: World, client_for: Any
) -> None:
    _charge(world, "spring", "spring", "secretary", "吴明", job="书记")
    response, committee = world.response, world.actor("committee")
    three = gaps_of.CHAINS["3"]
    links = queries.answering(committee, response, world.places["county"], three)
    assert {link.place.kind for link in links} == {"county", "street", "community"}
    told = printing.chain_document(response, world.places["county"], links, clock.now())
    (table,) = [block for block in told.blocks if isinstance(block, Table)]
    texts = {row[0].text: [cell.text for cell in row[2:]] for row in table.rows}
    assert texts["春晖社区"][0] == "吴明 书记"
    gap = texts["春晖社区"][1]
    assert texts["秋实社区"] == [gap, gap]
    client: Client = client_for(world.accounts["committee"])
    for words in ("?levels=3", "?levels=grids&place=220602", ""):
        assert client.get(f"/structure/chain/{words}").status_code == 200
    assert client.get("/structure/chain.pdf?levels=3").content[:4] == b"%PDF"


@pytest.fixture
def top(world: World) -> Actor:
    """The city's own command: it stands at the top of the jurisdiction, and the province above it."""
    account = people.create_account(SYSTEM, name="city-command")
    people.grant_role(SYSTEM, account, Role.COMMAND, place=world.places["city"], valid_from=LONG_AGO)
    return Actor(account)


@pytest.mark.django_db
def test_the_command_at_the_top_says_who_answers_above_it(world: World, top: Actor, client_for: Any) -> None:
    told = {"place": "吉林省", "function": "first", "head": "王立", "job": "省长", "phone": "19900000009"}
    before = gaps(world, "city").total.value
    row = _stated(world, top, **told)
    assert (row.path, gaps(world, "city").total.value) == ("22", before)
    for name in ("spring", "committee"):
        with pytest.raises(Missing):
            stated(world, name, CHARGES, **told | {"head": "李四"})
    response = world.response
    link = queries.chain(world.actor("spring"), response, world.places["spring"])[0]
    assert (link.place.code, link.missing, link.charges["first"][0].shown("head")) == (
        "22",
        ["secretary"],
        "王立",
    )
    client, worker = client_for(top.account), client_for(world.accounts["spring"])
    pages = [f"/ledgers/charges/{row.entry_id}/", "/structure/", "/ledgers/charges/", "/structure/chain/"]
    for page in pages:
        seen = worker.get(page).content.decode()
        assert "王立" in seen, page
        assert "19900000009" not in seen
    purpose = {"purpose": "联系"}
    assert worker.post(f"{pages[0]}disclose/", purpose).status_code == 404
    assert "19900000009" in client.post(f"{pages[0]}disclose/", purpose).content.decode()
    assert worker.get(f"{pages[0]}edit/").status_code == 404
    shown = client.get("/structure/chain/")
    assert [place.code for place in shown.context["rows"]][:2] == ["22", "2206"]
    assert "function=secretary" in shown.content.decode()
    links = worker.get("/api/v1/chain", {"place": world.places["spring"].code}).json()
    assert (links[0]["place"]["code"], links[0]["charges"]) == ("22", {"first": ["王立"]})
    ledgers.void(top, CHARGES, row.entry_id, "调离")
    assert queries.above_us(response) == []


@pytest.mark.django_db
def test_who_answers_above_stands_in_the_sheet_the_print_and_the_api(
    world: World, top: Actor, client_for: Any
) -> None:
    sheet = SHEET.format(rows="吉林省,责任书记,王立,书记,\n白山市,第一责任人,周全,市长,").encode()
    run = imports.upload(top, world.response, "charges", "责任链.csv", sheet, place=world.places["city"])
    assert not imports.commit(top, run).problems
    refused = imports.upload(
        world.actor("committee"), world.response, "charges", "区.csv", sheet, place=world.places["county"]
    )
    assert {problem.row for _sheet, problem in imports.check(refused).errors} == {2, 3}
    response = world.response
    links = queries.answering(top, response, world.places["city"], gaps_of.LEVELS)
    assert [link.place.code for link in links][:2] == ["22", "2206"]
    paper = printing.document(response, queries.above_us(response), [], clock.now())
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.rows[0]][2:] == ["王立 书记", "（没有填）"]
    sent = {"id": str(new_id()), "place": "22", "function": "first", "head": "李省"}
    for account, status in ((top.account, 201), (world.accounts["committee"], 404)):
        client = client_for(account)
        told = sent | {"id": str(new_id())}
        answer = client.post("/api/v1/charges", json.dumps(told), content_type="application/json")
        assert answer.status_code == status, answer.content


def _stated(world: World, actor: Actor, **told: Any) -> Any:
    values = read(CHARGES, told, Meaning(actor, world.response))
    return ledgers.enter(actor, world.response, CHARGES, [Statement(CHARGES, values)])[0]
