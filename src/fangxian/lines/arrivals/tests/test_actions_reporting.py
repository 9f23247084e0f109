"""Writes of both sides: once however often sent, all of a list or nothing, corrected with a reason, in scope only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fangxian.conftest import World, id_number
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Standing
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.contacts.models import Contact


def state(report: ArrivalReport) -> Standing:
    return Standing.objects.known().get(entry=report.entry_id)


def test_a_report_sent_again_is_the_same_entry_and_other_content_under_its_id_a_conflict(
    world: World,
) -> None:
    arrival = world.declaration(1)
    actor = world.actor("audit-office")
    assert len(actions.report(actor, world.response, [arrival])) == 1
    assert actions.report(actor, world.response, [arrival]) == []
    with pytest.raises(Conflict):
        actions.report(actor, world.response, [replace(arrival, origin="上海")])
    assert ArrivalReport.objects.count() == 1
    assert Event.objects.filter(action="arrivals.unit").count() == 1


def test_one_bad_row_keeps_the_whole_list_out(world: World) -> None:
    rows = [
        world.declaration(1),
        world.declaration(2, arrived_at=world.response.started_at + timedelta(days=40)),
    ]
    with pytest.raises(Invalid) as refused:
        actions.report(world.actor("audit-office"), world.response, rows)
    assert "arrived_at" in refused.value.errors
    assert not ArrivalReport.objects.exists()


def test_nobody_reports_for_others(world: World) -> None:
    with pytest.raises(Missing):
        actions.report(world.actor("archives"), world.response, [world.declaration(1)])
    with pytest.raises(Missing):
        actions.report(world.actor("summer"), world.response, [world.registration(1)])
    with pytest.raises(Forbidden):
        actions.report(world.actor("committee"), world.response, [world.registration(1)])


def test_deadlines_count_hours_from_the_arrival_and_from_its_days_end_when_no_time_is_known(
    world: World,
) -> None:
    arrived = world.response.started_at
    stated = world.declare(1, arrived_at=arrived)
    assert stated.due_at == arrived + timedelta(hours=world.response.declaration_hours)
    unstated = world.register(2, arrived_at=arrived, time_stated=False)
    assert unstated.due_at - arrived > timedelta(hours=world.response.registration_hours)


def test_a_correction_reconciles_anew_and_a_void_takes_the_match_back(world: World) -> None:
    unit = world.declare(3, id_number=id_number(4))
    community = world.register(3, phone="", address="")
    assert state(unit).state != Standing.State.MATCHED
    right = replace(world.declaration(3), id=unit.entry_id)
    with pytest.raises(Invalid):
        actions.correct(world.actor("audit-office"), unit.entry_id, right, " ")
    actions.correct(world.actor("audit-office"), unit.entry_id, right, "证件号打错")
    assert state(unit).state == Standing.State.MATCHED
    assert state(unit).counterpart == community.entry_id
    actions.void(world.actor("spring"), community.entry_id, "重复")
    assert state(unit).state == Standing.State.UNIT_ONLY
    assert not MatchKey.objects.filter(entry=community.entry_id).exists()
    with pytest.raises(Missing):
        actions.void(world.actor("spring"), community.entry_id, "再撤一次")


def test_the_other_side_neither_corrects_nor_voids(world: World) -> None:
    unit = world.declare(5)
    for name in ("spring", "archives"):
        with pytest.raises((Missing, Forbidden)):
            actions.void(world.actor(name), unit.entry_id, "不对")
    with pytest.raises(Invalid):
        actions.correct(world.actor("audit-office"), unit.entry_id, world.registration(5), "换成登记")


def test_a_contact_counts_for_the_person_whoever_asked(world: World) -> None:
    unit, community = world.declare(6), world.register(6)
    contacts.log(world.actor("spring"), "arrival", community.entry_id, "phone", "reached")
    contacts.log(world.actor("audit-office"), "arrival", unit.entry_id, "visit", "not_reached", "没有人在家")
    assert len(set(Contact.objects.at().values_list("subject", flat=True))) == 1
    assert b"\xe6\xb2\xa1" not in bytes(Contact.objects.at().get(means="visit").remark)
    with pytest.raises(Missing):
        contacts.log(world.actor("spring"), "arrival", unit.entry_id, "phone", "reached")
    with pytest.raises(Missing):
        contacts.log(world.actor("spring"), "arrival", new_id(), "phone", "reached")
