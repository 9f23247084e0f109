"""Stories of pairing: the committee pairs, units fill their five ones, communities answer every day (M9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.pairing import actions, duties, queries, reminding
from fangxian.lines.pairing.ledgers import ANSWERS, GUARDIANS, PAIRINGS
from fangxian.lines.pairing.models import Pairing, PairingAnswer
from fangxian.lines.pairing.rules import propose
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.messages.sources import Window
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated

ONES = {
    "task_force": "包联专班", "task_force_people": "6", "plan": "审发〔2020〕3号", "plan_on": "2020-01-30",
    "kept_since": "2020-02-01",
}  # fmt: skip


def figure(world: World, code: str, **asked: Any) -> int | None:
    question = ask(world.response, end=asked.pop("end", clock.now()), **asked)
    return answers.answer(question, measure(f"pairing.{code}")).total.value  # type: ignore[return-value]


def pair(world: World, body: str = "audit-office", place: str = "春晖社区", **told: Any) -> Pairing:
    return stated(world, "committee", PAIRINGS, body=body, place=place, since="2020-02-01", **told)  # type: ignore[no-any-return]


def correct(world: World, account: str, row: Any, **told: Any) -> Any:
    values = read(PAIRINGS, told, Meaning(world.actor(account), world.response))
    return ledgers.correct(world.actor(account), PAIRINGS, row.entry_id, values, "补充五个一")


@pytest.mark.django_db
def test_units_and_communities_are_paired_many_to_many_and_fill_the_five_ones(world: World) -> None:
    row = pair(world)
    pair(world, place="夏荫社区")
    pair(world, "archives")
    told = [figure(world, code) for code in ("units", "communities", "pairs", "five_ones_gaps")]
    assert told == [2, 2, 3, 15]
    for name in ("赵安", "钱宁"):
        stated(world, "audit-office", PERSONS, name=name, body="audit-office")
    unit = {"body": "audit-office", "place": "春晖社区", "since": "2020-02-01", **ONES}
    made = correct(world, "audit-office", row, lead="赵安", owner="钱宁", **unit)
    assert made.missing == 0
    assert (figure(world, "five_ones_complete"), figure(world, "five_ones_gaps")) == (1, 10)
    assert figure(world, "pairs", place=world.places["spring"]) == 2
    assert figure(world, "pairs", place=world.places["west"]) == 0
    assert figure(world, "units", body=world.bodies["archives"], line="organs") == 1


@pytest.mark.django_db
def test_a_unit_neither_pairs_itself_nor_moves_nor_touches_another(world: World) -> None:
    row = pair(world)
    with pytest.raises(Invalid):
        stated(world, "audit-office", PAIRINGS, body="audit-office", place="夏荫社区")
    with pytest.raises(Invalid):
        correct(world, "audit-office", row, body="audit-office", place="夏荫社区", since="2020-02-01")
    with pytest.raises(Missing):
        correct(world, "archives", row, body="audit-office", place="春晖社区", since="2020-02-01")
    with pytest.raises(Forbidden):
        correct(world, "spring", row, body="audit-office", place="春晖社区", since="2020-02-01")
    with pytest.raises(Conflict):
        pair(world)


@pytest.mark.django_db
def test_five_people_look_after_an_observed_person_who_is_not_named(world: World) -> None:
    stated(world, "spring", PERSONS, name="孙平", kind="community", place="春晖社区")
    person = {"name": "3号楼201", "place": "春晖社区", "reference": "G-7"}
    row = stated(world, "spring", GUARDIANS, official="孙平", grid_worker="孙平", **person)
    assert row.missing == 3
    assert (figure(world, "guarded"), figure(world, "guarded_complete")) == (1, 0)
    with pytest.raises(Missing):
        stated(world, "autumn", GUARDIANS, **person)


@pytest.mark.django_db
def test_a_community_answers_by_one_tap_and_anew(world: World, client_for: Any) -> None:
    row = pair(world)
    spring = client_for(world.accounts["spring"])
    assert [duty.count for duty in duties.owed(world.actor("spring"), world.response)] == [1]
    url = f"/pairing/answers/{row.entry_id}/"
    assert "审计局" in spring.get("/pairing/answers/").content.decode()
    assert spring.post(url, {"tap": "yes"}).status_code == 302
    assert duties.owed(world.actor("spring"), world.response) == []
    assert (figure(world, "answers"), figure(world, "answers_no")) == (1, 0)
    no = {"follows": "no", "together": "yes", "remark": ""}
    assert spring.post(url, no).status_code == 422
    assert spring.post(url, no | {"remark": "没有到岗"}).status_code == 302
    assert (figure(world, "answers"), figure(world, "answers_no")) == (1, 1)
    given = PairingAnswer.objects.at().get()
    assert (given.body_id, given.number) == (world.bodies["audit-office"].id, 2)
    assert client_for(world.accounts["autumn"]).post(url, {"tap": "yes"}).status_code == 404
    assert client_for(world.accounts["audit-office"]).post(url, {"tap": "yes"}).status_code == 403
    with pytest.raises(Missing):
        actions.answer(world.actor("summer"), row.entry_id, "yes", "yes")


@pytest.mark.django_db
def test_an_answer_needs_a_pairing_of_that_place_and_day(world: World) -> None:
    row = pair(world, until="2020-02-03")
    told = {"pairing": "审计局 · 春晖社区", "place": "春晖社区", "follows": "yes", "together": "yes"}
    world.time.advance(timedelta(days=3))
    assert stated(world, "spring", ANSWERS, day="2020-02-03", **told).pairing == row.entry_id
    for day in ("2020-02-04", "2020-02-05"):  # after its end, and a day to come
        with pytest.raises(Invalid):
            stated(world, "spring", ANSWERS, day=day, **told)


@pytest.mark.django_db
def test_who_has_not_answered_is_reminded(world: World) -> None:
    row = pair(world)
    pair(world, "archives")
    (source,) = reminding.sources(world.response)
    now = clock.now()
    window = Window(now, now + timedelta(days=2))
    (owing,) = source.owing(world.response, window)
    assert (owing.path, owing.count, owing.due_at.hour) == (world.places["spring"].path, 2, 20)
    actions.answer(world.actor("spring"), row.entry_id, "yes", "yes")
    assert [owing.count for owing in source.owing(world.response, window)] == [1]


@pytest.mark.django_db
def test_the_committee_takes_a_proposal_over_by_row_and_whole(world: World, client_for: Any) -> None:
    for number, body in enumerate(("audit-office", "archives", "archives", "statistics")):
        stated(world, body, PERSONS, name=f"赵{'安宁平和'[number]}", body=body)
    world.register(1, "spring")
    stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区")
    committee = world.actor("committee")
    needs = {need.path: need for need in queries.needs(committee, world.response, world.places["county"])}
    spring = needs[world.places["spring"].path]
    assert (spring.arrivals, spring.checkpoints) == (1, 1)
    first = propose(needs.values(), queries.units(committee, world.response))[0]
    assert first == (world.bodies["archives"].id, spring.path)  # the strongest for the neediest
    client = client_for(world.accounts["committee"])
    rows = client.get("/pairing/proposal/").context["rows"]
    assert len(rows) == 3
    answer = client.post("/pairing/proposal/", {"chosen": [rows[0]["key"]]})
    assert answer["Location"] == "/pairing/"
    assert figure(world, "pairs") == 1
    (said,) = client.get("/pairing/").context["messages"]
    assert client_for(world.accounts["command"]).post(said.extra_tags).status_code in (403, 404)  # not his
    assert client.post(said.extra_tags)["Location"] == "/pairing/proposal/"
    assert figure(world, "pairs") == 0
    assert client.post(said.extra_tags).status_code == 404
    assert client.post("/pairing/undo/yesterday/").status_code == 404
    assert client.post("/pairing/proposal/", {"chosen": [rows[0]["key"]]}).status_code == 302
    left = client.get("/pairing/proposal/").context["rows"]
    assert client.post("/pairing/proposal/", {"chosen": [row["key"] for row in left]}).status_code == 302
    assert (figure(world, "communities"), figure(world, "units")) == (3, 3)
    assert client.get("/pairing/proposal/").context["rows"] == []
    assert client.post("/pairing/proposal/", {"chosen": ["x"]})["Location"] == "/pairing/proposal/"
    assert client_for(world.accounts["audit-office"]).get("/pairing/proposal/").status_code == 403


@pytest.mark.django_db
def test_coverage_shows_gaps_by_street_and_community(world: World, client_for: Any) -> None:
    pair(world)
    client = client_for(world.accounts["committee"])
    rows = {row.place.name: row for row in client.get("/pairing/").context["rows"]}
    assert (rows["东街道"].communities, rows["东街道"].bare, rows["西街道"].bare) == (2, 1, 1)
    page = client.get("/pairing/?place=220602001").content.decode()
    assert "审计局" in page
    assert "夏荫社区" in page
    counts = []
    for body in ("archives", "statistics"):
        with CaptureQueriesContext(connection) as found:
            client.get("/pairing/?place=220602001")
        counts.append(len(found))
        pair(world, body)
        pair(world, body, place="夏荫社区")
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_the_map_shows_every_community_and_the_list_which_slots_are_empty(
    world: World, client_for: Any
) -> None:
    row = pair(world, **ONES)
    client, counts = client_for(world.accounts["committee"]), []
    for body in ("archives", "statistics"):
        client.get("/pairing/map/")
        with CaptureQueriesContext(connection) as found:
            told = dict(client.get("/pairing/map/").context["streets"])
        counts.append(len(found))
        pair(world, body, place="秋实社区")
    assert counts[0] == counts[1]
    (east,) = (tiles for street, tiles in told.items() if street.name == "东街道")
    assert [(tile.place.name, tile.state) for tile in east] == [("春晖社区", "neutral"), ("夏荫社区", "due")]
    (only,) = dict(client.get("/pairing/map/?state=due").context["streets"]).values()
    assert [tile.place.name for tile in only] == ["夏荫社区"]
    assert row.gaps == "|lead|owner|"
    page = client.get("/ledgers/pairings/?gaps=lead").content.decode()
    assert "处级" in page
    assert len(client.get("/ledgers/pairings/?gaps=plan").context["rows"]) == 2
    assert "缺" in client.get("/pairing/?place=220602001").content.decode()
    (spring,) = dict(client_for(world.accounts["spring"]).get("/pairing/map/").context["streets"]).values()
    assert [tile.place.name for tile in spring] == ["春晖社区"]


@pytest.mark.django_db
def test_a_sheet_pairs_many_and_names_what_is_wrong(world: World) -> None:
    rows = ("审计局,春晖社区,包联专班,6", "档案馆,没有的社区,专班,3")
    sheet = "\n".join(("包联单位,包联社区,工作专班,专班人数", *rows))
    run = imports.upload(world.actor("committee"), world.response, "pairings", "a.csv", sheet.encode(),
                         place=world.places["county"])  # fmt: skip
    found = imports.check(run)
    assert {(problem.row, problem.field) for _sheet, problem in found.errors} == {(3, "place")}
    imports.commit(world.actor("committee"), run, partial=True)
    assert figure(world, "pairs") == 1


@pytest.mark.django_db
def test_a_unit_s_own_sheet_need_not_name_the_unit(world: World) -> None:
    pair(world, task_force="包联专班")
    sheet = "包联社区,方案文号,备注\n春晖社区,审发〔2020〕3号,补报"
    unit = world.actor("audit-office")
    run = imports.upload(unit, world.response, "pairings", "c.csv", sheet.encode(),
                         body=world.bodies["audit-office"], line="organs")  # fmt: skip
    assert not imports.commit(unit, run).problems
    row = Pairing.objects.at().get()
    assert (row.task_force, row.plan) == ("包联专班", "审发〔2020〕3号")
    run = imports.upload(world.actor("committee"), world.response, "pairings", "c.csv", sheet.encode(),
                         place=world.places["county"])  # fmt: skip
    assert {problem.field for _sheet, problem in imports.check(run).errors} == {"body"}


@pytest.mark.django_db
def test_a_pair_that_has_ended_is_paired_anew(world: World) -> None:
    told = {"body": "audit-office", "place": "春晖社区"}
    row = pair(world)
    committee = world.actor("committee")
    correct(world, "committee", row, **told, since="2020-01-28", until="2020-01-31")
    assert figure(world, "pairs") == 0
    made = actions.pair(committee, world.response, [(world.bodies["audit-office"], world.places["spring"])])
    assert (len(made), figure(world, "pairs"), figure(world, "units")) == (1, 1, 1)
    with pytest.raises(Conflict):
        actions.pair(committee, world.response, [(world.bodies["audit-office"], world.places["spring"])])
