"""A locked period stays as it is, whoever writes by whatever way; its figures are those of the lock (M8)."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fangxian.conftest import FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.core import clock
from fangxian.core.errors import Forbidden, Invalid, Missing, Refusal
from fangxian.core.ids import new_id
from fangxian.lines.reports import actions
from fangxian.lines.reports.figures import MEASURES
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation, PeriodLock
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import By, ask, end_of, start_of
from fangxian.mechanisms.imports import actions as imports
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
DAY = timedelta(days=1)
UNITS = ("audit-office", "archives", "statistics", "north-bank")


@pytest.fixture
def days(world: World) -> World:
    """Two days are over: some filed, one late, one is silent, one is excused."""
    world.file("audit-office")
    world.file(
        "archives", numbers={**world.filing().numbers, "new_arrivals": 2}, reasons={"new_arrivals": "核对中"}
    )
    actions.excuse(SYSTEM, world.response, world.bodies["meteorology"], FIRST_DAY, FIRST_DAY + DAY, "停业")
    world.time.advance(timedelta(hours=4))
    world.file("north-bank")
    world.time.advance(DAY)
    world.file("statistics", FIRST_DAY + DAY)
    return world


def lock(world: World, first: date = FIRST_DAY, last: date = FIRST_DAY, **part: Any) -> PeriodLock:
    part = part or {"place": world.places["county"]}
    return actions.lock(world.actor("committee"), world.response, first, last, "已上报市里", **part)


def organs(world: World) -> dict[str, Any]:
    return {"body": world.bodies["committee"], "line": ORGANS}


def refused(world: World, act: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as refusal:
        act()
    return str(refusal.value.errors["day"])


def test_nothing_of_a_locked_day_is_written(days: World) -> None:
    world = days
    filed = DailyReport.objects.at().get(body=world.bodies["audit-office"], day=FIRST_DAY)
    excuse = Excuse.objects.at().get()
    owing = Obligation.objects.at().get(body=world.bodies["archives"])
    lock(world)
    bank, committee = world.actor("audit-office"), world.actor("committee")
    filing = world.filing("audit-office")
    for act in (
        lambda: world.file("statistics"),
        lambda: world.file("statistics", draft=True),
        lambda: actions.file_zero(
            world.actor("statistics"), world.response, world.bodies["statistics"], ORGANS, FIRST_DAY, new_id()
        ),
        lambda: actions.refile(bank, filed.entry_id, filing, "改"),
        lambda: actions.review(committee, [filed.entry_id], accept=True),
        lambda: actions.review(committee, [filed.entry_id], accept=False, comment="改"),
        lambda: actions.excuse(committee, world.response, world.bodies["archives"], FIRST_DAY, None, "停业"),
        lambda: actions.withdraw_excuse(committee, excuse.entry_id, "误报"),
        lambda: actions.oblige(
            SYSTEM, world.response, [(world.bodies["regulator"], INDUSTRY, FIRST_DAY, None)]
        ),
    ):
        said = refused(world, act)
        assert "committee" in said
        assert "已上报市里" in said
    actions.end_obligation(committee, owing.entry_id, FIRST_DAY + DAY, "停")
    assert not DailyReport.objects.at().filter(body=world.bodies["statistics"], day=FIRST_DAY).exists()


def test_other_days_forms_and_parts_stay_open(days: World) -> None:
    world = days
    lock(world, **organs(world))
    world.file("south-bank")
    world.file("archives", FIRST_DAY + DAY)
    with pytest.raises(Missing):
        lock(world, form="another-form", place=world.places["county"])
    assert DailyReport.objects.at().filter(body=world.bodies["south-bank"]).exists()


def test_a_report_sent_again_after_the_lock_is_still_the_same(days: World) -> None:
    """Whoever retries is told that it is in already, not that he is late."""
    world = days
    filing = world.filing("statistics")
    actions.file(world.actor("statistics"), world.response, [filing])
    lock(world)
    assert actions.file(world.actor("statistics"), world.response, [filing]) == []


def test_a_lock_waits_for_the_grace_and_needs_a_reason_and_a_part(days: World) -> None:
    world = days
    committee, today = world.actor("committee"), FIRST_DAY + 2 * DAY
    county = world.places["county"]
    for first, last, reason, part in (
        (FIRST_DAY, today, "x", {"place": county}),
        (FIRST_DAY + DAY, FIRST_DAY, "x", {"place": county}),
        (FIRST_DAY, FIRST_DAY, " ", {"place": county}),
        (FIRST_DAY, FIRST_DAY, "x", {}),
        (FIRST_DAY, FIRST_DAY, "x", {"body": world.bodies["north-bank"], "line": ORGANS}),
    ):
        with pytest.raises(Invalid):
            actions.lock(committee, world.response, first, last, reason, **part)
    assert not PeriodLock.objects.exists()


@pytest.mark.parametrize("name", ["audit-office", "regulator", "spring", "supervisor", "administrator"])
def test_only_committee_and_command_lock(days: World, name: str) -> None:
    with pytest.raises(Forbidden):
        actions.lock(days.actor(name), days.response, FIRST_DAY, FIRST_DAY, "x", place=days.places["county"])


def test_nobody_locks_or_unlocks_outside_his_part(days: World) -> None:
    world = days
    street = people.create_account(SYSTEM, name="street")
    people.grant_role(SYSTEM, street, Role.COMMAND, place=world.places["west"])
    world.accounts["street"] = street
    held = lock(world)
    with pytest.raises(Missing):
        actions.unlock(world.actor("street"), held.entry_id, "x")
    with pytest.raises(Missing):
        actions.lock(
            world.actor("street"), world.response, FIRST_DAY, FIRST_DAY, "x", place=world.places["east"]
        )


def test_unlocked_days_are_open_and_the_history_tells_why(days: World, client_for: SignIn) -> None:
    world = days
    held = lock(world)
    committee = client_for(world.accounts["committee"])
    assert committee.post(f"/reports/locks/{held.entry_id}/unlock/", {"reason": " "}).status_code == 422
    assert (
        committee.post(f"/reports/locks/{held.entry_id}/unlock/", {"reason": "补报两家"}).status_code == 302
    )
    world.file("statistics")
    page = committee.get("/reports/locks/")
    assert not page.context["held"]
    assert [row.opened_why for row in page.context["opened"]] == ["补报两家"]


def test_a_period_is_locked_on_its_page(days: World, client_for: SignIn) -> None:
    committee = client_for(days.accounts["committee"])
    told = {"first_day": "2020-02-01", "last_day": "2020-02-01", "body": "committee", "line": ORGANS}
    assert committee.post("/reports/locks/", told).status_code == 422
    assert committee.post("/reports/locks/", told | {"body": "nobody", "reason": "x"}).status_code == 422
    assert committee.post("/reports/locks/", told | {"reason": "已上报"}).status_code == 302
    (row,) = committee.get("/reports/locks/").context["held"]
    assert (row.lock.reason, row.lock.body) == ("已上报", days.bodies["committee"])
    assert client_for(days.accounts["audit-office"]).get("/reports/locks/").status_code == 403


def test_a_lock_is_known_as_of_its_hour(days: World) -> None:
    world = days
    held = lock(world)
    locked = clock.now()
    world.time.advance(timedelta(hours=1))
    actions.unlock(world.actor("committee"), held.entry_id, "补报")
    assert PeriodLock.objects.at(locked).count() == 1
    assert not PeriodLock.objects.at().exists()


def test_pages_say_who_locked_and_offer_nothing_to_change(days: World, client_for: SignIn) -> None:
    world = days
    filed = DailyReport.objects.at().get(body=world.bodies["audit-office"], day=FIRST_DAY)
    lock(world)
    for name in ("audit-office", "committee"):
        page = client_for(world.accounts[name]).get(f"/reports/{filed.entry_id}/")
        assert page.context["lock"]
        assert "已上报市里" in page.content.decode()
        assert not any(page.context[may] for may in ("may_accept", "may_return", "may_file", "may_take_back"))


def test_bulk_acceptance_passes_over_locked_reports(days: World, client_for: SignIn) -> None:
    world = days
    lock(world, **organs(world))
    client_for(world.accounts["committee"]).post("/reports/review/", {"equal": "1"})
    states = {row.body.code: row.state for row in DailyReport.objects.at().select_related("body") if row.body}
    assert states["audit-office"] == "submitted"
    assert states["north-bank"] == states["statistics"] == "accepted"


def test_a_workbook_for_a_locked_day_names_its_rows(days: World) -> None:
    world = days
    lock(world)
    book, content = Workbook(), io.BytesIO()
    book.active.append(["单位", "报告日期", "新增返程人员", "其中来自重点地区", "累计返程人员", "累计已双报",
                        "尚未到社区登记", "14天观察期内", "满14天", "有发热等症状"])  # fmt: skip
    for day in ("2020-02-01", "2020-02-02"):
        book.active.append(["南方银行", day, *[0] * 8])
    book.save(content)
    run = imports.upload(
        world.actor("regulator"), world.response, "reports.daily", "x.xlsx", content.getvalue(),
        body=world.bodies["regulator"], line=INDUSTRY,
    )  # fmt: skip
    found = imports.check(run)
    assert [(problem.row, problem.code) for _sheet, problem in found.problems] == [(2, "LOCKED")]
    imports.commit(world.actor("regulator"), run, partial=True)
    days_filed = (
        DailyReport.objects.at().filter(body=world.bodies["south-bank"]).values_list("day", flat=True)
    )
    assert list(days_filed) == [FIRST_DAY + DAY]


def figures(world: World, as_of: Any = None) -> dict[str, Any]:
    """Every figure of the first day, in all and by body."""
    told = {}
    question = ask(world.response, start=start_of(FIRST_DAY), end=end_of(FIRST_DAY), as_of=as_of, by=By.BODY)
    for answer in answers.answers(question, MEASURES):
        told[answer.measure.code] = answer.total.value
        told |= {
            f"{answer.measure.code} {node.key}": value.value for node, value in answer.nodes if value.value
        }
    return told


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["file", "draft", "zero", "refile", "accept", "return", "take_back", "excuse", "withdraw",
                         "oblige", "end", "lock_again"]),
        st.sampled_from(UNITS), st.integers(0, 2), st.integers(0, 3),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def step(world: World, do: str, unit: str, day_number: int, number: int) -> None:
    """Try one write as whoever may do it; a refusal is an answer."""
    day, body = FIRST_DAY + day_number * DAY, world.bodies[unit]
    line, actor, committee = world.line_of[unit], world.actor(unit), world.actor("committee")
    numbers = {**world.filing(unit, day).numbers, "new_arrivals": number}
    report = DailyReport.objects.at().filter(body=body, day=day).first()
    entry = report.entry_id if report else new_id()
    filing = world.filing(
        unit, day, numbers=numbers, reasons=dict.fromkeys(numbers, "核"), draft=do == "draft"
    )
    world.time.advance(timedelta(minutes=1))
    excuse = Excuse.objects.at().first()
    owing = Obligation.objects.at().filter(body=body).first()
    acts: dict[str, Callable[[], object]] = {
        "file": lambda: actions.file(actor, world.response, [filing]),
        "draft": lambda: actions.file(actor, world.response, [filing]),
        "zero": lambda: actions.file_zero(actor, world.response, body, line, day, new_id()),
        "refile": lambda: actions.refile(actor, entry, filing, "改"),
        "accept": lambda: actions.review(committee, [entry], accept=True),
        "return": lambda: actions.review(committee, [entry], accept=False, comment="核"),
        "take_back": lambda: actions.take_back(committee, [entry]),
        "excuse": lambda: actions.excuse(SYSTEM, world.response, body, day, day + DAY, "停"),
        "withdraw": lambda: actions.withdraw_excuse(SYSTEM, excuse.entry_id if excuse else entry, "误"),
        "oblige": lambda: actions.oblige(
            SYSTEM, world.response, [(world.bodies["regulator"], INDUSTRY, day, None)]
        ),
        "end": lambda: owing and actions.end_obligation(SYSTEM, owing.entry_id, day, "停"),
        "lock_again": lambda: lock(world, day, day),
    }
    with suppress(Refusal):
        acts[do]()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_writes_changes_a_locked_day(
    days: World, steps: list[tuple[str, str, int, int]]
) -> None:
    world = days
    held = PeriodLock.objects.at().order_by("recorded_from").first() or lock(world)
    before = figures(world, held.recorded_from)
    rows = list(DailyReport.objects.at(held.recorded_from).filter(day=FIRST_DAY).order_by("pk").values())
    for each in steps:
        step(world, *each)
    assert figures(world) == before
    assert list(DailyReport.objects.at().filter(day=FIRST_DAY).order_by("pk").values()) == rows
    assert (before["reports.due"], before["reports.filed"], before["reports.late"]) == (5, 3, 1)
