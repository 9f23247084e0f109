"""Who owes reports and who is excused: entered, ended and withdrawn, never twice (M8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports.models import Excuse, Obligation
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
EXCUSES, OBLIGATIONS = "/reports/excuses/", "/reports/obligations/"


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["committee"])


def due(world: World) -> object:
    question = ask(world.response, end=world.time.now())
    return answers.answer(question, registry.measure("reports.due")).total.value


def test_an_excused_unit_leaves_the_denominator_and_comes_back(world: World, committee: Client) -> None:
    world.time.advance(timedelta(hours=3))
    assert due(world) == 6
    form = {"body": "统计局", "valid_from": "2020-02-01", "valid_to": "2020-02-03", "reason": "闭馆"}
    assert committee.post(EXCUSES, form).status_code == 302
    assert due(world) == 5
    excuse = Excuse.objects.at().get()
    assert committee.post(f"{EXCUSES}{excuse.entry_id}/withdraw/", {"reason": "照常上班"}).status_code == 302
    assert due(world) == 6


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"valid_to": "2020-01-30"}, "valid_to"),
        ({"body": "火星局"}, "body"),
        ({"valid_from": "soon"}, "valid_from"),
    ],
)
def test_an_excuse_that_makes_no_sense_goes_back(
    committee: Client, changes: dict[str, str], field: str
) -> None:
    form = {"body": "statistics", "valid_from": "2020-02-01", "valid_to": "2020-02-03", "reason": "闭馆"}
    refused = committee.post(EXCUSES, form | changes)
    assert refused.status_code == 422
    assert field in refused.context["form"].errors
    assert not Excuse.objects.exists()


def test_withdrawing_needs_a_reason(world: World, committee: Client) -> None:
    form = {"body": "statistics", "valid_from": "2020-02-01", "reason": "停业"}
    committee.post(EXCUSES, form)
    excuse = Excuse.objects.at().get()
    assert committee.post(f"{EXCUSES}{excuse.entry_id}/withdraw/").status_code == 422
    assert Excuse.objects.at().exists()


def test_a_unit_owes_a_report_once_and_may_stop(world: World, committee: Client) -> None:
    form = {"body": "regulator", "line": "industry", "valid_from": FIRST_DAY.isoformat()}
    assert committee.post(OBLIGATIONS, form).status_code == 302
    assert committee.post(OBLIGATIONS, form).status_code == 409
    owed = Obligation.objects.at().get(body__code="regulator")
    end = f"{OBLIGATIONS}{owed.entry_id}/end/"
    assert committee.post(end, {"valid_to": "2020-02-01", "reason": "撤销"}).status_code == 422
    assert committee.post(end, {"valid_to": "", "reason": "撤销"}).status_code == 422
    assert committee.post(end, {"valid_to": "2020-02-02", "reason": "撤销"}).status_code == 302
    assert Obligation.objects.at().get(body__code="regulator").valid_to == FIRST_DAY + timedelta(days=1)


def test_a_liaison_reads_the_registers_and_changes_nothing(world: World, client_for: SignIn) -> None:
    liaison = client_for(world.accounts["statistics"])
    assert [row.body.code for row in liaison.get(OBLIGATIONS).context["rows"]] == ["statistics"]
    form = {"body": "statistics", "valid_from": "2020-02-01", "reason": "不想报"}
    assert liaison.post(EXCUSES, form).status_code == 403
    assert liaison.post(OBLIGATIONS, form | {"line": "organs"}).status_code == 403
    assert not Excuse.objects.exists()
    owed = Obligation.objects.at().get(body__code="statistics")
    assert liaison.post(f"{OBLIGATIONS}{owed.entry_id}/end/", {"valid_to": "2020-02-02"}).status_code == 403


def test_what_does_not_exist_cannot_be_ended(world: World, committee: Client) -> None:
    unknown = world.response.id
    assert committee.post(f"{EXCUSES}{unknown}/withdraw/", {"reason": "错"}).status_code == 404
    end = f"{OBLIGATIONS}{unknown}/end/"
    assert committee.post(end, {"valid_to": "2020-02-02", "reason": "错"}).status_code == 404
