"""A form that is not finished is kept as it is; what it lacks is said, and nothing of it is in the way (M8)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.command.forms.tests.test_building import MASKS, SPENT, only, sent
from fangxian.conftest import World
from fangxian.core.errors import Conflict, Invalid
from fangxian.mechanisms.forms import actions, catalogue
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.queries import faults
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
HALF = {"title": "", "type": "choice", "choices": "", "kind": "current"}
COMPUTED = {
    "title": "合计",
    "type": "computed",
    "calculation": "${nothing} +",
    "unit": "只",
    "kind": "current",
}


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["committee"])


def test_code_and_title_suffice(world: World) -> None:
    committee = world.actor("committee")
    version = actions.propose(committee, Form("supplies", "物资日报", ()), draft=True)
    assert version.state == FormVersion.State.DRAFT
    form = catalogue.read(version)
    assert set(faults(form)) == {"fields"}
    with pytest.raises(Invalid) as refused:
        actions.propose(committee, form)
    assert set(refused.value.errors) == {"fields"}
    for code, title, wrong in (
        ("Not A Code", "物资", "code"),
        ("supplies", " ", "title"),
        ("field", "物资", "code"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.propose(committee, Form(code, title, ()), draft=True)
        assert set(refused.value.errors) == {wrong}


def test_a_half_finished_draft_is_kept_and_says_what_it_lacks_where_it_belongs(
    world: World, committee: Client
) -> None:
    answer = committee.post("/forms/new/", sent(world, MASKS, HALF, COMPUTED, do="draft"))
    assert (answer.status_code, answer["Location"]) == (302, "/forms/supplies/edit/")
    page = committee.get(answer["Location"])
    builder = page.context["builder"]
    assert [bool(field.lacks) for field in builder.fields] == [False, True, True]
    assert builder.wanting == 2
    assert [field["title"].value() for field in builder.fields] == ["口罩库存", "", "合计"]
    assert builder.fields[2]["calculation"].value() == "${nothing} +"
    assert "口罩库存" in committee.get("/forms/supplies/").content.decode()
    assert [row.state for row in committee.get("/forms/").context["rows"] if row.form.code == "supplies"] == [
        "draft"
    ]
    assert committee.get("/forms/supplies/form.xlsx").status_code == 200
    refused = committee.post("/forms/supplies/edit/", sent(world, MASKS, HALF, COMPUTED))
    assert refused.status_code == 422
    assert only().state == FormVersion.State.DRAFT


def test_the_last_fault_is_found_when_the_others_are_mended(world: World, committee: Client) -> None:
    committee.post("/forms/new/", sent(world, MASKS, COMPUTED, do="draft"))
    builder = committee.get("/forms/supplies/edit/").context["builder"]
    assert [bool(field.lacks) for field in builder.fields] == [False, True]
    answer = committee.post("/forms/supplies/edit/", sent(world, MASKS, SPENT, do="draft"))
    assert answer["Location"] == "/forms/supplies/"
    assert committee.get("/forms/supplies/edit/").context["builder"].wanting == 0
    assert committee.post("/forms/supplies/edit/", sent(world, MASKS, SPENT)).status_code == 302
    assert only().state == FormVersion.State.PROPOSED


def test_settings_may_be_missing_and_what_cannot_be_read_is_named(world: World, committee: Client) -> None:
    settings = {"valid_from": "", "frequency": "weekly", "weekday": "", "reviews": "", "issued_by": ""}
    unreadable = MASKS | {"type": "decimal", "decimals": "viele"}
    answer = committee.post("/forms/new/", sent(world, unreadable, do="draft", **settings), follow=True)
    version = only()
    assert (version.content["frequency"], version.content.get("due_on", "")) == ("weekly", "")
    assert version.form.issued_by == world.bodies["committee"]
    page = answer.content.decode()
    assert "小数位" in page
    assert answer.context["builder"].lacks
    title = {"title": "", "code": "supplies"}
    assert committee.post("/forms/new/", sent(world, MASKS, do="draft", **title)).status_code == 422


def test_a_draft_s_other_body_and_role_are_refused_as_ever(world: World, client_for: SignIn) -> None:
    liaison = client_for(world.accounts["audit-office"])
    assert liaison.post("/forms/new/", sent(world, HALF, do="draft")).status_code == 403
    other = sent(world, HALF, do="draft", issued_by=str(world.bodies["committee"].pk), code="daily-returnees")
    assert client_for(world.accounts["committee"]).post("/forms/new/", other).status_code == 422
    assert not FormVersion.objects.exists()


def test_what_changed_since_the_page_was_opened_is_not_decided_unseen(
    world: World, committee: Client, client_for: SignIn
) -> None:
    command = client_for(world.accounts["command"])
    committee.post("/forms/new/", sent(world, MASKS))
    seen = {"do": "approve", "seen": only().made_at.isoformat()}
    opened = only()
    committee.post("/forms/supplies/edit/", sent(world, MASKS, SPENT))
    assert command.post("/forms/supplies/decide/", seen).status_code == 409
    with pytest.raises(Conflict):
        actions.approve(world.actor("command"), opened)
    assert only().state == FormVersion.State.PROPOSED
    page = command.get("/forms/supplies/").content.decode()
    assert f'name="seen" value="{only().made_at.isoformat()}"' in page
    assert (
        command.post("/forms/supplies/decide/", seen | {"seen": only().made_at.isoformat()}).status_code
        == 302
    )


def test_a_field_without_a_title_is_read_back(world: World) -> None:
    fields = (Field("a", ""), Field("a", "乙"), Field("", ""))
    version = actions.propose(world.actor("committee"), Form("supplies", "物资", fields), draft=True)
    version.refresh_from_db()
    assert [(field.code, field.title) for field in catalogue.read(version).fields] == [
        ("a", ""), ("a", "乙"), ("", ""),
    ]  # fmt: skip
