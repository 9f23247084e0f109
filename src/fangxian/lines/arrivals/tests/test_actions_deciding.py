"""Human decisions are versions: made by the committee, made anew, undone; "not ours" only by whom it names."""

import pytest

from fangxian.conftest import World
from fangxian.core.errors import Conflict, Forbidden, Missing
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Standing
from fangxian.mechanisms.cases.models import Referral


def pair(world: World) -> tuple[ArrivalReport, ArrivalReport]:
    return (
        world.declare(1, id_number="", phone="", address=""),
        world.register(1, id_number="", phone="", address=""),
    )


def state(report: ArrivalReport) -> str:
    return Standing.objects.known().get(entry=report.entry_id).state


def test_a_decision_made_anew_replaces_the_former_which_stays_readable(world: World) -> None:
    one, other = pair(world)
    committee = world.actor("committee")
    same = actions.decide(committee, one.entry_id, other.entry_id, same=True)
    assert state(one) == Standing.State.MATCHED
    known = world.time.now()
    actions.decide(committee, other.entry_id, one.entry_id, same=False, reason="同名")
    assert state(one) == Standing.State.UNIT_ONLY
    assert Decision.objects.at().get().number == 2
    assert Decision.objects.at(known).get().verdict == Decision.Verdict.SAME
    actions.undo(committee, same.entry_id)
    assert state(one) == Standing.State.POSSIBLE
    with pytest.raises(Missing):
        actions.undo(committee, same.entry_id)


@pytest.mark.parametrize(("who", "refusal"), [("spring", Forbidden), ("audit-office", Forbidden)])
def test_no_side_decides_about_itself(world: World, who: str, refusal: type[Exception]) -> None:
    one, other = pair(world)
    with pytest.raises(refusal):
        actions.decide(world.actor(who), one.entry_id, other.entry_id, same=True)


def test_not_ours_is_said_once_by_the_community_named_and_again_after_it_was_given_back(world: World) -> None:
    declared = world.declare(2)
    spring = world.actor("spring")
    with pytest.raises(Missing):
        actions.disclaim(world.actor("summer"), declared.entry_id)
    answer = actions.disclaim(spring, declared.entry_id)
    with pytest.raises(Conflict):
        actions.disclaim(spring, declared.entry_id)
    assert Standing.objects.known().get(entry=declared.entry_id).disclaimed
    actions.undo(world.actor("committee"), answer.entry_id)
    assert Referral.objects.at().get().state == Referral.State.CLOSED
    actions.disclaim(spring, declared.entry_id)
    assert Referral.objects.at().filter(state=Referral.State.OPEN).count() == 1


def test_a_declaration_taken_back_takes_its_case_along(world: World) -> None:
    declared = world.declare(3)
    actions.disclaim(world.actor("spring"), declared.entry_id)
    actions.void(world.actor("audit-office"), declared.entry_id, "此人未返程")
    assert not Decision.objects.at().exists()
    assert Referral.objects.at().get().state == Referral.State.CLOSED
