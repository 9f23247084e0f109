"""Stories of leave: asked by the unit, granted where somebody serves, called back, and never lost (M10)."""

from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.personnel import leaves
from fangxian.mechanisms.personnel.leaves import LEAVES
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Leave
from fangxian.mechanisms.personnel.tests.opened import stated


def figure(world: World, code: str) -> Any:
    return answers.answer(ask(world.response, end=clock.now()), measure(code)).total.value


@pytest.fixture
def asked(world: World) -> Leave:
    """Somebody posted to the spring community, for whom his unit asks leave of an illness from today."""
    stated(world, "audit-office", PERSONS, name="赵安", body="audit-office")
    stated(world, "committee", POSTINGS, person="赵安", place="春晖社区", body="audit-office")
    return stated(
        world, "audit-office", LEAVES, person="赵安", since="2020-02-01", kind="病假", body="audit-office"
    )  # type: ignore[no-any-return]


@pytest.mark.django_db
def test_the_unit_asks_and_the_place_where_he_serves_grants(
    world: World, asked: Leave, client_for: Any
) -> None:
    assert (asked.step, asked.kind, asked.path) == ("asked", "sick", world.places["spring"].path)
    assert figure(world, "personnel.on_leave") == 0
    with pytest.raises(Forbidden):
        leaves.grant(world.actor("audit-office"), asked.entry_id)
    with pytest.raises(Missing):
        leaves.grant(world.actor("autumn"), asked.entry_id)
    spring = client_for(world.accounts["spring"])
    page = spring.get(f"/ledgers/leaves/{asked.entry_id}/").content.decode()
    assert f"/personnel/leaves/{asked.entry_id}/?deed=grant" in page
    assert spring.get(f"/personnel/leaves/{asked.entry_id}/?deed=grant").status_code == 200
    assert spring.post(f"/personnel/leaves/{asked.entry_id}/", {"deed": "grant"}).status_code == 302
    row = Leave.objects.at().get(entry=asked.entry_id)
    assert (row.step, row.approver) == ("granted", str(world.accounts["spring"])[:60])
    assert figure(world, "personnel.on_leave") == 1
    with pytest.raises(Conflict):
        leaves.grant(world.actor("spring"), asked.entry_id)


@pytest.mark.django_db
def test_leave_called_back_stays_in_the_ledger_with_the_reason(
    world: World, asked: Leave, client_for: Any
) -> None:
    leaves.grant(world.actor("spring"), asked.entry_id)
    spring = client_for(world.accounts["spring"])
    assert spring.post(f"/personnel/leaves/{asked.entry_id}/", {"deed": "cancel"}).status_code == 422
    assert figure(world, "personnel.on_leave") == 1
    sent = {"deed": "cancel", "reason": "全员取消休假"}
    assert spring.post(f"/personnel/leaves/{asked.entry_id}/", sent).status_code == 302
    assert (figure(world, "personnel.on_leave"), figure(world, "personnel.leave_cancelled")) == (0, 1)
    row = Leave.objects.at().get(entry=asked.entry_id)
    assert (row.step, row.reason) == ("cancelled", "全员取消休假")
    with pytest.raises(Conflict):
        leaves.cancel(world.actor("spring"), asked.entry_id, "再次")
    assert (
        stated(world, "spring", LEAVES, person="赵安", since="2020-02-01", place="春晖社区").step == "granted"
    )


@pytest.mark.django_db
def test_what_is_wrong_is_said_at_its_field(world: World, asked: Leave) -> None:
    wrong = (
        ({"since": "2020-02-03"}, "place"),
        ({"since": "2020-02-03", "until": "2020-02-02", "body": "audit-office"}, "until"),
        ({"since": "2020-02-03", "substitute": "赵安", "body": "audit-office"}, "substitute"),
    )
    for told, field in wrong:
        with pytest.raises(Invalid) as refused:
            stated(world, "audit-office", LEAVES, person="赵安", **told)
        assert set(refused.value.errors) == {field}
    with pytest.raises(Conflict):
        stated(world, "audit-office", LEAVES, person="赵安", since="2020-02-01", body="audit-office")
