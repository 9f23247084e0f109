"""An entry sent again is the same entry; with other content it is a conflict that reveals nothing (decision 2)."""

import uuid
from dataclasses import replace

import pytest

from fangxian.conftest import World, invent
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, MatchKey, Standing
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Entry


def rows() -> tuple[int, ...]:
    kinds = (Entry, ArrivalReport, Standing, MatchKey, DailyReport, Event)
    return tuple(kind._default_manager.count() for kind in kinds)


def send(world: World, sender: str, *sent: Arrival) -> list[ArrivalReport]:
    return arrivals.report(world.actor(sender), world.response, list(sent))


def test_the_same_entry_sent_again_is_the_same_entry(world: World) -> None:
    arrival = world.declaration(1)
    (first,) = send(world, "audit-office", arrival)
    before = rows()
    assert send(world, "audit-office", arrival) == []
    assert rows() == before
    assert ArrivalReport.objects.at().get().pk == first.pk


def test_half_a_list_that_came_before_comes_again_with_the_rest(world: World) -> None:
    one, other, third = (world.registration(number) for number in (1, 2, 3))
    send(world, "spring", other)
    new = send(world, "spring", one, other, third)
    assert {row.entry_id for row in new} == {one.id, third.id}
    assert Standing.objects.known().count() == 3


def test_an_entry_in_a_list_twice_is_entered_once(world: World) -> None:
    arrival = world.registration(1)
    assert len(send(world, "spring", arrival, arrival)) == 1
    assert Entry.objects.filter(kind="arrival").count() == 1
    with pytest.raises(Conflict):
        send(
            world, "spring", world.registration(3), replace(one := world.registration(2), origin="武汉"), one
        )
    assert Entry.objects.filter(kind="arrival").count() == 1


def test_other_content_under_a_known_id_is_refused_and_reveals_nothing(world: World) -> None:
    arrival = world.declaration(1)
    send(world, "audit-office", arrival)
    before = rows()
    other = replace(arrival, person=invent(2), origin="武汉")
    with pytest.raises(Conflict) as refusal:
        send(world, "audit-office", world.declaration(3), other)
    assert rows() == before
    for secret in (arrival.person.identity.name, arrival.person.identity.id_number, "审计局", "春晖"):
        assert secret not in str(refusal.value.message)


def test_somebody_else_s_id_is_refused_in_the_same_words(world: World) -> None:
    """Whose entry it is, of which kind and on which side, cannot be told from the refusal."""
    arrival = world.declaration(1)
    send(world, "audit-office", arrival)
    filed = world.file("archives")
    words = set()
    for sender, content in (
        ("audit-office", replace(arrival, origin="武汉")),
        ("archives", replace(world.declaration(2, "archives"), id=arrival.id)),
        ("autumn", replace(world.registration(1, "autumn"), id=arrival.id)),
        ("autumn", replace(world.registration(1, "autumn"), id=filed.entry_id)),
    ):
        with pytest.raises(Conflict) as refusal:
            send(world, sender, content)
        words.add(str(refusal.value.message))
    assert len(words) == 1


def test_outside_the_scope_an_entry_does_not_exist(world: World) -> None:
    declared, registered = world.declare(1), world.register(2)
    missing = uuid.uuid4()
    for sender in ("archives", "summer", "north-bank", "auditor", "administrator"):
        for entry in (declared.entry_id, registered.entry_id, missing):
            with pytest.raises(Missing) as refusal:
                arrivals.void(world.actor(sender), entry, "不是我们的")
            assert str(refusal.value.message) == "没有这份报告。"
    assert Standing.objects.known().count() == 2


def test_nobody_declares_or_registers_outside_his_part(world: World) -> None:
    before = rows()
    for sender, arrival, kind in (
        ("archives", world.declaration(1, "audit-office"), Missing),
        ("summer", world.registration(1, "spring"), Missing),
        ("summer", world.declaration(1, "audit-office"), Forbidden),
        ("supervisor", world.registration(1, "spring"), Forbidden),
        ("committee", world.registration(1, "spring"), Forbidden),
    ):
        with pytest.raises(kind):
            send(world, sender, arrival)
    assert rows() == before


def test_reports_out_of_order_come_to_the_same(world: World) -> None:
    """A registration made offline before the declaration arrives after it, or before: the person is one."""
    unit, community = world.declaration(1), world.registration(1, "spring", "audit-office")
    send(world, "spring", community)
    send(world, "audit-office", unit)
    assert set(Standing.objects.known().values_list("state", flat=True)) == {"matched"}
    unit, community = world.declaration(2), world.registration(2, "spring", "audit-office")
    send(world, "audit-office", unit)
    send(world, "spring", community)
    assert set(Standing.objects.known().values_list("state", flat=True)) == {"matched"}


def test_sent_again_after_a_correction_or_a_void_nothing_comes_back(world: World) -> None:
    arrival = world.declaration(1)
    send(world, "audit-office", arrival)
    arrivals.correct(world.actor("audit-office"), arrival.id, replace(arrival, origin="武汉"), "写错")
    assert send(world, "audit-office", arrival) == []
    assert ArrivalReport.objects.at().get().origin == "武汉"
    arrivals.void(world.actor("audit-office"), arrival.id, "误报")
    assert send(world, "audit-office", arrival) == []
    assert not ArrivalReport.objects.at().exists()
    assert not Standing.objects.known().exists()


def test_a_daily_report_sent_again_is_the_same_report(world: World) -> None:
    filing = world.filing()
    liaison = world.actor("audit-office")
    assert len(reports.file(liaison, world.response, [filing])) == 1
    before = rows()
    assert reports.file(liaison, world.response, [filing]) == []
    assert rows() == before
    with pytest.raises(Conflict):
        reports.file(liaison, world.response, [replace(filing, comment="另一份")])
    with pytest.raises(Conflict):
        reports.file(liaison, world.response, [replace(filing, id=uuid.uuid4())])
    assert rows() == before


def test_a_correction_needs_its_reason_and_the_latest_version(world: World) -> None:
    arrival = world.declaration(1)
    (first,) = send(world, "audit-office", arrival)
    liaison = world.actor("audit-office")
    with pytest.raises(Invalid):
        arrivals.correct(liaison, arrival.id, replace(arrival, origin="北京"), " ")
    assert ArrivalReport.objects.at().get().pk == first.pk


def test_of_two_who_correct_the_same_version_one_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both opened the page; the second one's save meets a newer version and changes nothing."""
    arrival = world.declaration(1)
    send(world, "audit-office", arrival)
    liaison = world.actor("audit-office")
    opened = arrivals.own_report(liaison, arrival.id)
    arrivals.correct(liaison, arrival.id, replace(arrival, origin="北京"), "先")
    monkeypatch.setattr("fangxian.lines.arrivals.actions.reporting.own_report", lambda actor, entry: opened)
    before = rows()
    for late in (
        lambda: arrivals.correct(liaison, arrival.id, replace(arrival, origin="武汉"), "后"),
        lambda: arrivals.void(liaison, arrival.id, "后"),
    ):
        with pytest.raises(Refusal) as refusal:
            late()
        assert refusal.value.status == 409
    assert rows() == before
    assert ArrivalReport.objects.at().get().origin == "北京"
    assert MatchKey.objects.filter(entry=arrival.id).exists()
