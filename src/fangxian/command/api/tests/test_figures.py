"""Figures over the API are the engine's, in the caller's part of both trees; each opens its entries (M24)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.command.api.tests.caller import committee, liaison, worker
from fangxian.conftest import World
from fangxian.mechanisms.figures import answers, evidence, registry
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account


def fill(world: World) -> None:
    """Enter three declarations, one of them registered, and one registration without a declaration."""
    for number, body in ((1, "audit-office"), (2, "audit-office"), (3, "archives")):
        world.declare(number, body)
    world.register(1, employer="audit-office")
    world.register(4, place="autumn", employer="statistics")
    world.file("audit-office")


def test_every_measure_says_over_the_api_what_the_engine_says(world: World) -> None:
    fill(world)
    world.time.advance(timedelta(hours=30))
    answer = committee(world).get("/figures").json()
    scope = SYSTEM.scope("figures.view")
    engine = answers.answers(ask(world.response, scope=scope), registry.all_measures())
    assert [(row["measure"], row["value"], row["denominator"]) for row in answer] == [
        (found.measure.code, found.total.value, found.total.denominator) for found in engine
    ]
    declared = next(row for row in answer if row["measure"] == "arrivals.declared")
    assert declared["value"] == 3
    assert "from" in declared


def test_each_sees_the_figures_of_his_own_part(world: World) -> None:
    fill(world)
    for caller, declared in ((liaison(world), 2), (liaison(world, "archives"), 1), (committee(world), 3)):
        (figure,) = caller.get("/figures", measure="arrivals.declared").json()
        assert figure["value"] == declared
    assert liaison(world).get("/figures", measure="arrivals.declared", body="archives").status_code == 404


def test_a_breakdown_by_body_adds_up_and_names_its_nodes(world: World) -> None:
    fill(world)
    (figure,) = committee(world).get("/figures", measure="arrivals.declared", by="body", line="organs").json()
    parts = {part["code"]: part["value"] for part in figure["breakdown"] if part["value"]}
    assert parts == {"audit-office": 2, "archives": 1}


def test_a_figure_opens_the_entries_behind_it_as_known_then(world: World) -> None:
    fill(world)
    then = world.time.now().isoformat()
    world.declare(5)
    above = committee(world)
    (figure,) = above.get("/figures", measure="arrivals.declared", as_of=then, line="organs").json()
    assert figure["value"] == 3
    page = above.client.get(figure["entries"]).json()
    assert (page["value"], len(page["items"]), page["hidden"]) == (3, 3, 0)
    for fact in page["items"]:
        assert above.client.get(fact["url"]).json()["side"] == "unit"


def test_entries_outside_the_reader_s_part_are_counted_and_not_shown(world: World) -> None:
    fill(world)
    page = worker(world).get("/figures/entries", measure="arrivals.persons").json()
    assert page["value"] == 3, "the community counts who lives there"
    assert (len(page["items"]), page["hidden"]) == (1, 3), "and reads what it registered itself"


def test_silence_has_facts_too(world: World) -> None:
    world.file("audit-office")
    world.time.advance(timedelta(hours=3))
    page = committee(world).get("/figures/entries", measure="reports.missing", line="organs").json()
    assert {(fact["body"], fact["kind"], fact["entry"]) for fact in page["items"]} == {
        ("archives", "silence", None), ("statistics", "silence", None), ("meteorology", "silence", None),
    }  # fmt: skip
    (filed,) = committee(world).get("/figures/entries", measure="reports.filed").json()["items"]
    assert filed["kind"] == "report"


def test_the_dictionary_explains_every_measure(world: World) -> None:
    rows = liaison(world).get("/measures").json()
    assert [row["measure"] for row in rows] == [measure.code for measure in registry.all_measures()]
    assert all(row["title"] and row["sentence"] and row["unit"] for row in rows)


@pytest.mark.parametrize(
    ("query", "field"),
    [({"from": "soon"}, "from"), ({"as_of": "1850-01-01"}, "as_of"), ({"by": "colour"}, "by")],
)
def test_a_question_that_makes_no_sense_is_told_by_parameter(
    world: World, query: dict[str, str], field: str
) -> None:
    answer = committee(world).get("/figures", **query)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {field})


def test_an_unknown_measure_does_not_exist(world: World) -> None:
    assert committee(world).get("/figures", measure="arrivals.invented").status_code == 404


def test_what_a_page_does_not_open_the_api_does_not_either(
    world: World, client_for: Callable[[Account], Client]
) -> None:
    """A unit's people are referred to communities; whether it may open a case is said in one place."""
    world.register(1, employer="audit-office", has_symptoms=True)
    seen = (
        ("audit-office", liaison(world), 0),
        ("spring", worker(world), 1),
        ("committee", committee(world), 1),
    )
    for name, caller, expected in seen:
        shown = client_for(world.accounts[name]).get("/cases/entries/?measure=cases.open").context["rows"]
        page = caller.get("/figures/entries", measure="cases.open").json()
        assert (len(shown), len(page["items"])) == (expected, expected), name
        assert (page["value"], page["hidden"]) == (1, 1 - expected), name


def test_every_figure_says_how_its_facts_are_read(world: World) -> None:
    fill(world)
    world.time.advance(timedelta(hours=30))
    question = ask(world.response, scope=SYSTEM.scope("figures.view"))
    for measure in registry.all_measures():
        found = evidence.facts(SYSTEM, question, measure)
        assert found.hidden == 0, measure.code
        facts = answers.facts(question, measure)
        assert len(found.rows) == min(len(facts), evidence.PAGE + 1), measure.code
