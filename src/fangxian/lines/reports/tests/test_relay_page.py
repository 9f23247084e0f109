"""A relay becomes reports only when somebody who files for those units confirms it (M8)."""

import datetime
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, INDUSTRY, LONG_AGO, World
from fangxian.core.errors import Forbidden
from fangxian.lines.reports import actions
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.relay import actions as relay_actions
from fangxian.lines.reports.relay.drafting import draft
from fangxian.lines.reports.relay.drafts import Reading, Source
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
PAGE = "/reports/relay/"
DAY = timedelta(days=1)
WHOLE = "新增{n} 重点地区0 累计{n} 双报0 未登记0 在管{n} 解除0 发热0"
TEXT = f"""#接龙 2月1日
1. 北方银行 {WHOLE.format(n=1)}
2. 南方银行：今日无新增，电话13900000000
3. 东方银行 新增2
收到
"""


@pytest.fixture
def regulator(world: World, client_for: SignIn) -> Client:
    world.time.advance(timedelta(hours=1))
    return client_for(world.accounts["regulator"])


def read(world: World, text: str, name: str = "regulator", day: datetime.date | None = None) -> Reading:
    code = "daily-returnees"
    return draft(world.actor(name), world.response, text, code, day, FIRST_DAY)


def inputs(page: Any) -> dict[str, Any]:
    """Return what the page's form would send as it stands: what is ticked, chosen and filled in."""
    rows = page.context["rows"]
    sent: dict[str, Any] = {"take": [str(row.number) for row in rows if row.is_taken]}
    for row in rows:
        sent[f"post-{row.number}"] = row.chosen
        sent |= {box.name: box.text for box in row.boxes}
    return sent


def test_nothing_is_written_before_it_is_confirmed(regulator: Client) -> None:
    page = regulator.post(PAGE, {"text": TEXT})
    assert [row.draft.understood for row in page.context["rows"]] == [True, True, False]
    assert not DailyReport.objects.exists()


def test_what_is_confirmed_is_filed_with_its_line_and_what_is_blank_becomes_a_draft(
    world: World, regulator: Client
) -> None:
    page = regulator.post(PAGE, {"text": TEXT})
    sent = inputs(page)
    assert sent["take"] == ["0", "1"]
    regulator.post(PAGE, {"text": TEXT, "do": "file", **sent})
    north = DailyReport.objects.at().get(body=world.bodies["north-bank"])
    south = DailyReport.objects.at().get(body=world.bodies["south-bank"])
    assert (north.state, north.n01, north.n03, north.n06) == ("submitted", 1, 1, 1)
    assert re.search("2.*北方银行", north.comment)
    assert re.search("2.*北方银行", north.differences["new_arrivals"]["reason"])
    assert (south.state, south.n01, south.is_zero) == ("submitted", 0, True)
    assert "139" not in south.comment
    assert DailyReport.objects.count() == 2


def test_a_flow_that_nobody_stated_stays_blank_and_the_report_a_draft(
    world: World, regulator: Client
) -> None:
    text = "北方银行 新增1 累计3"
    sent = inputs(regulator.post(PAGE, {"text": text}))
    regulator.post(PAGE, {"text": text, "do": "file", **sent})
    report = DailyReport.objects.at().get()
    assert (report.state, report.n01, report.n02, report.n03) == ("draft", 1, None, 3)


def test_totals_are_offered_from_the_ledgers_and_marked_so(world: World) -> None:
    world.declare(1, "north-bank")
    world.time.advance(timedelta(hours=1))
    (found,) = read(world, "北方银行：无新增").drafts
    sources = {value.field.code: (value.number, value.source) for value in found.values}
    assert sources["total_arrivals"] == (1, Source.LEDGER)
    assert sources["new_arrivals"] == (0, Source.SAID)
    (blank,) = read(world, "北方银行：累计1").drafts
    assert {v.source for v in blank.values if v.field.code == "new_arrivals"} == {Source.BLANK}


def test_as_yesterday_takes_yesterday_s_report_and_nothing_without_one(world: World) -> None:
    (unknown,) = read(world, "北方银行：同昨日").drafts
    assert unknown.numbers == {}
    assert not unknown.understood
    world.file("north-bank", numbers={**world.filing("north-bank").numbers, "total_arrivals": 4},
               reasons={"total_arrivals": "外地来"})  # fmt: skip
    world.time.advance(DAY)
    (found,) = read(world, "北方银行：新增0，其余同昨日", day=FIRST_DAY + DAY).drafts
    assert (found.numbers["new_arrivals"], found.numbers["total_arrivals"]) == (0, 4)


def test_of_none_at_all_none_are_of_any_kind_and_who_ended_is_in_the_ledgers(world: World) -> None:
    (none, some) = read(world, "北方银行 新增0 累计3\n南方银行 新增1 累计3").drafts
    sources = {value.field.code: (value.number, value.source) for value in none.values}
    assert sources["new_from_key_area"] == (0, Source.IMPLIED)
    assert sources["observation_ended"] == (0, Source.LEDGER)
    assert not none.blanks
    assert "new_from_key_area" not in none.said_numbers
    assert {field.code for field in some.blanks} == {"new_from_key_area", "observation_ended"}


def test_a_flow_as_yesterday_is_taken_only_where_it_was_none(world: World) -> None:
    world.file("north-bank", numbers={**world.filing("north-bank").numbers, "new_arrivals": 2, "total_arrivals": 2},
               reasons={"new_arrivals": "刚到", "total_arrivals": "刚到"})  # fmt: skip
    world.time.advance(DAY)
    (found,) = read(world, "北方银行：与昨日一致", day=FIRST_DAY + DAY).drafts
    assert "new_arrivals" not in found.numbers
    assert found.numbers["total_arrivals"] == 2
    assert not found.understood
    assert (found.said_numbers, found.as_yesterday["total_arrivals"]) == ({}, 2)


def test_an_unknown_unit_is_chosen_by_hand_or_left_out(world: World, regulator: Client) -> None:
    sent = inputs(regulator.post(PAGE, {"text": TEXT})) | {"take": ["2"]}
    refused = regulator.post(PAGE, {"text": TEXT, "do": "file", **sent})
    assert (refused.status_code, set(refused.context["refused"])) == (422, {4})
    sent["post-2"] = f"{INDUSTRY}:{world.bodies['south-bank'].id}"
    regulator.post(PAGE, {"text": TEXT, "do": "draft", **sent})
    assert DailyReport.objects.at().get().body == world.bodies["south-bank"]


def test_two_units_of_one_name_are_both_offered_and_none_is_guessed(world: World) -> None:
    twin = bodies.create_body(
        SYSTEM,
        code="north-bank-2",
        name="东街道北方银行",
        kind=Body.Kind.ENTERPRISE,
        place=world.places["east"],
    )
    bodies.place_in_line(SYSTEM, twin, Line(INDUSTRY), world.bodies["regulator"], LONG_AGO)
    actions.oblige(SYSTEM, world.response, [(twin, INDUSTRY, FIRST_DAY, None)])
    for text in ("北方 新增1", "银行 新增1"):
        (found,) = read(world, text).drafts
        assert found.obligation is None
        assert not found.understood


def test_who_filed_the_same_is_passed_over_and_another_number_replaces_it(
    world: World, regulator: Client
) -> None:
    numbers = {
        **world.filing("north-bank").numbers,
        "new_arrivals": 1,
        "total_arrivals": 1,
        "under_observation": 1,
    }
    world.file("north-bank", numbers=numbers, reasons=dict.fromkeys(numbers, "刚到"))
    same = regulator.post(PAGE, {"text": TEXT})
    assert (same.context["rows"][0].is_taken, same.context["rows"][0].draft.is_equal) == (False, True)
    text = TEXT.replace("1. 北方银行 新增1", "1. 北方银行 新增2")
    sent = inputs(regulator.post(PAGE, {"text": text}))
    regulator.post(PAGE, {"text": text, "do": "file", **sent})
    report = DailyReport.objects.at().get(body=world.bodies["north-bank"])
    assert (report.number, report.n01) == (2, 2)
    assert "北方银行" in report.reason


def test_one_refused_line_keeps_no_other_back(world: World, regulator: Client) -> None:
    report = world.file("north-bank")
    actions.review(world.actor("committee"), [report.entry_id], accept=True)
    sent = inputs(regulator.post(PAGE, {"text": TEXT})) | {"take": ["0", "1"]}
    page = regulator.post(PAGE, {"text": TEXT, "do": "file", **sent})
    assert set(page.context["refused"]) == {2}
    assert DailyReport.objects.at().filter(body=world.bodies["south-bank"]).exists()


def test_a_locked_day_is_refused_and_says_whom_to_ask(world: World, regulator: Client) -> None:
    world.time.advance(timedelta(hours=4))
    actions.lock(
        world.actor("committee"), world.response, FIRST_DAY, FIRST_DAY, "已上报", place=world.places["county"]
    )
    page = regulator.post(PAGE, {"text": TEXT})
    assert not any(row.is_taken for row in page.context["rows"])
    sent = inputs(page) | {"take": ["0"]}
    refused = regulator.post(PAGE, {"text": TEXT, "do": "file", **sent})
    assert "committee" in str(refused.context["refused"][2])
    assert not DailyReport.objects.exists()


def test_units_of_others_are_not_found(world: World) -> None:
    (found,) = read(world, "审计局 新增1").drafts
    assert found.resolution.body is None
    assert found.obligation is None


def test_who_files_for_nobody_pastes_nothing(world: World, client_for: SignIn) -> None:
    for name in ("committee", "spring", "supervisor", "auditor"):
        assert client_for(world.accounts[name]).post(PAGE, {"text": TEXT}).status_code == 403
    reading = read(world, TEXT)
    with pytest.raises(Forbidden):
        relay_actions.enter(
            world.actor("spring"), world.response, reading, relay_actions.taken_whole(reading)
        )


def test_a_text_without_reports_says_so(regulator: Client) -> None:
    page = regulator.post(PAGE, {"text": "大家辛苦了"})
    assert page.status_code == 200
    assert page.context["rows"] == []


def test_what_is_in_doubt_stands_first_and_open_and_the_rest_is_folded(regulator: Client) -> None:
    page = regulator.post(PAGE, {"text": TEXT})
    text = page.content.decode()
    assert [[row.number for row in rows] for _title, rows in page.context["groups"]] == [[2], [0, 1]]
    assert (text.count('<details class="relay-more" open>'), text.count('<details class="relay-more"')) == (
        1,
        3,
    )


def test_a_long_relay_takes_no_more_queries(
    world: World, regulator: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    regulator.post(PAGE, {"text": TEXT})
    with django_assert_max_num_queries(32):
        regulator.post(
            PAGE, {"text": TEXT + "".join(f"北方银行 新增{n}\n甲{n}公司 新增{n}\n" for n in range(60))}
        )


def test_a_service_account_reads_a_relay_and_files_it_itself(world: World) -> None:
    account = people.create_account(SYSTEM, name="relay-service", is_service=True)
    on = {"body": world.bodies["regulator"], "line": Line(INDUSTRY)}
    people.grant_role(SYSTEM, account, Role.UNIT_LIAISON, **on)
    secret = people.issue_token(SYSTEM, account, "relay", ["reports.file"])
    client = Client(headers={"authorization": f"Bearer {secret}"})
    sent = {"text": TEXT, "form": "daily-returnees"}
    answer = client.post("/api/v1/reports/relay", sent, content_type="application/json")
    told = answer.json()
    assert (answer.status_code, told["day"]) == (200, "2020-02-01")
    assert [(row["line"], row["code"], row["understood"]) for row in told["rows"]] == [
        (2, "north-bank", True), (3, "south-bank", True), (4, None, False),
    ]  # fmt: skip
    assert not DailyReport.objects.exists()
    unknown = client.post("/api/v1/reports/relay", sent | {"form": "none"}, content_type="application/json")
    assert unknown.status_code == 404
