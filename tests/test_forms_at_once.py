"""Two who propose or approve a form at the same moment: one version, one decision, and nothing approved unseen (M8)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fangxian.conftest import BEGAN, FIRST_DAY, World
from fangxian.core import clock
from fangxian.core.clock import ShiftedClock
from fangxian.core.errors import Refusal
from fangxian.mechanisms.forms import actions
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Role
from tests.test_concurrency import at_once, make_world_at

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]
State = FormVersion.State
FORM = Form("supplies", "物资日报", (Field("masks", "口罩"),), valid_from=FIRST_DAY)
ROUNDS = 6


@pytest.fixture
def running(transactional_db: None) -> Iterator[World]:
    """The small world, committed, with a second account of the command, under a running clock."""
    world = make_world_at(BEGAN)
    with clock.use(ShiftedClock(BEGAN + timedelta(hours=1))):
        world.accounts["deputy"] = people.create_account(SYSTEM, name="deputy")
        people.grant_role(SYSTEM, world.accounts["deputy"], Role.COMMAND, place=world.places["county"])
        yield world


def refusals(found: list[Any]) -> list[int]:
    """Return the status of each refusal; anything else that was raised fails here."""
    errors = [each for each in found if isinstance(each, Exception)]
    assert all(isinstance(error, Refusal) for error in errors), errors
    return [error.status for error in errors]


def deciding(world: World, name: str, version: FormVersion, *, refuse: bool = False) -> Any:
    actor = Actor(world.accounts[name])
    if refuse:
        return lambda: actions.refuse(actor, version, "太多")
    return lambda: actions.approve(actor, version)


def test_of_two_who_approve_at_once_one_decides_and_the_other_is_told(running: World) -> None:
    for number in range(ROUNDS):
        version = actions.propose(running.actor("committee"), replace(FORM, code=f"form-{number}"))
        found = at_once(deciding(running, "command", version), deciding(running, "deputy", version))
        assert refusals(found) == [409]
        version.refresh_from_db()
        assert version.state == State.APPROVED
        assert list(version.form.columns.values()) == ["n01"]


def test_an_approval_and_a_refusal_at_once_leave_one_of_the_two(running: World) -> None:
    for number in range(ROUNDS):
        version = actions.propose(running.actor("committee"), replace(FORM, code=f"form-{number}"))
        found = at_once(
            deciding(running, "command", version), deciding(running, "deputy", version, refuse=True)
        )
        assert refusals(found) == [409]
        version.refresh_from_db()
        decided = next(each for each in found if isinstance(each, FormVersion))
        assert (version.state, version.decided_by_id) == (decided.state, decided.decided_by_id)
        assert bool(version.form.columns) is (version.state == State.APPROVED)


def test_two_who_propose_a_new_form_at_once_make_one(running: World) -> None:
    committee = running.actor("committee")
    for number in range(ROUNDS):
        form = replace(FORM, code=f"form-{number}")
        found = at_once(*[lambda form=form: actions.propose(committee, form)] * 3)
        assert set(refusals(found)) <= {409}
        assert FormDefinition.objects.filter(code=form.code).count() == 1
        assert list(FormVersion.objects.filter(form=form.code).values_list("number", "state")) == [
            (1, State.PROPOSED)
        ]


def test_two_who_change_a_form_at_once_leave_one_open_version(running: World) -> None:
    actions.approve(running.actor("command"), actions.propose(running.actor("committee"), FORM))
    fields = [Field(f"more_{number}", f"防护服{number}") for number in range(3)]
    changes = [
        replace(FORM, fields=(*FORM.fields, field), valid_from=FIRST_DAY + timedelta(days=2))
        for field in fields
    ]
    committee = running.actor("committee")
    found = at_once(*[lambda change=change: actions.propose(committee, change) for change in changes])
    assert refusals(found) == []
    (open_,) = FormVersion.objects.filter(form=FORM.code, state=State.PROPOSED)
    assert open_.number == 2
    actions.approve(running.actor("command"), open_)
    assert set(form_of(FORM.code, FIRST_DAY + timedelta(days=2)).by_code) == {
        field["code"] for field in open_.content["fields"]
    }


def test_what_is_changed_while_somebody_decides_is_not_approved_unseen(running: World) -> None:
    committee = running.actor("committee")
    for number in range(ROUNDS):
        form = replace(FORM, code=f"form-{number}")
        version = actions.propose(committee, form)
        more = replace(form, fields=(*form.fields, Field("gowns", "防护服")))
        found = at_once(
            deciding(running, "command", version), lambda more=more: actions.propose(committee, more)
        )
        stored = {row.number: row for row in FormVersion.objects.filter(form=form.code)}
        if isinstance(
            found[0], FormVersion
        ):  # the approval came first: what was seen holds, the change follows or is late
            assert [field["code"] for field in stored[1].content["fields"]] == ["masks"]
        else:
            assert refusals(found) == [409]
            assert stored[1].state == State.PROPOSED


def test_a_proposal_that_changed_since_it_was_looked_at_is_looked_at_again(running: World) -> None:
    committee, command = running.actor("committee"), running.actor("command")
    seen = actions.propose(committee, FORM)
    actions.propose(committee, replace(FORM, fields=(*FORM.fields, Field("gowns", "防护服"))))
    with pytest.raises(Refusal) as refused:
        actions.approve(command, seen)
    assert refused.value.status == 409
    actions.approve(command, FormVersion.objects.get())
