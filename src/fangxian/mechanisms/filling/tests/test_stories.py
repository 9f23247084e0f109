"""A liaison, a committee and a community fill what came down this morning; others are refused (M8)."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fangxian.conftest import BEGAN, World
from fangxian.core.audit.models import Event
from fangxian.core.errors import Forbidden, Invalid, Missing
from fangxian.mechanisms.filling import actions, queries
from fangxian.mechanisms.filling.models import Filling, KnownForm
from fangxian.mechanisms.filling.owners import of_body, owner_of
from fangxian.mechanisms.filling.rules.choices import Choice, Source
from fangxian.mechanisms.filling.rules.meaning import Window
from fangxian.mechanisms.filling.tests.blanks import (
    UNITS_FORM,
    at,
    book,
    persons_form,
    sent,
    sheet_of,
    units_form,
    values,
)
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]


@pytest.fixture
def told(world: World) -> World:
    """Three declared before the first cut-off, one after it; one of them registered."""
    world.declare(1)
    world.declare(2)
    world.declare(3, "archives")
    world.register(1)
    at(world, "02-02T09:00")
    world.declare(4)
    return world


def test_the_committee_fills_every_row_it_knows_and_each_number_leads_to_its_entries(
    told: World, client_for: SignIn
) -> None:
    committee = told.actor("committee")
    filling = sent(told, "committee", units_form(), owner_of("place:220602"))
    filling = actions.fill(committee, filling, date(2020, 2, 2))
    assert filling.to == datetime.fromisoformat("2020-02-02T18:00+08:00")
    found = values(filling)
    assert [found[cell] for cell in ("B4", "C4", "D4")] == [1, 3, 1]
    assert [found[cell] for cell in ("B5", "C5", "D5")] == [0, 1, 0]
    assert (found["B6"], found["C7"]) == (None, 0)
    flags = {cell["cell"]: cell["flag"] for cell in filling.cells}
    assert (flags["B6"], flags["E4"]) == ("unknown", "unmapped")
    new = sheet_of(actions.take_out(committee, filling))
    assert (new["C4"].value, new["B8"].value, new["E4"].value) == (3, "=SUM(B4:B7)", None)
    url = next(cell["url"] for cell in filling.cells if cell["cell"] == "C4")
    page = client_for(told.accounts["committee"]).get(url)
    assert page.status_code == 200
    assert len(page.context["facts"]) == 3


def test_a_unit_fills_its_own_row_and_leaves_the_others_to_them(told: World) -> None:
    filling = actions.fill(
        told.actor("audit-office"), sent(told, "audit-office", units_form()), date(2020, 2, 2)
    )
    found = values(filling)
    assert (found["B4"], found["C4"]) == (1, 3)
    assert (found["C5"], found["C7"]) == (None, None)
    assert {cell["flag"] for cell in filling.cells if cell["cell"] in ("C5", "C7")} == {"outside"}


def test_the_day_runs_from_cut_off_to_cut_off_and_a_later_entry_counts_tomorrow(told: World) -> None:
    owner = owner_of("place:220602")
    committee = told.actor("committee")
    first = actions.fill(committee, sent(told, "committee", units_form(), owner), date(2020, 2, 1))
    assert (values(first)["B4"], values(first)["C4"]) == (2, 2)
    at(told, "02-02T19:00")
    told.declare(5)
    again = actions.fill(committee, sent(told, "committee", units_form(), owner), date(2020, 2, 2))
    assert (values(again)["B4"], values(again)["C4"]) == (1, 3)
    record = queries.filling_for(committee, first.id)
    assert sheet_of(actions.take_out(committee, record))["C4"].value == 2


def test_persons_are_masked_until_a_purpose_is_stated_and_every_taking_out_is_on_record(told: World) -> None:
    unit = told.actor("audit-office")
    filling = actions.fill(unit, sent(told, "audit-office", persons_form()), date(2020, 2, 2))
    assert filling.persons == 3
    assert not any(cell["value"] for cell in filling.cells if cell["measure"].startswith("ledger"))
    new = sheet_of(actions.take_out(unit, filling))
    assert "＊" in new["B3"].value
    assert [new.cell(row, 1).value for row in (3, 4, 5)] == [1, 2, 3]
    assert new["A6"].value.startswith("填表人：")
    told_why = actions.fill(unit, actions.reopen(unit, filling), date(2020, 2, 2), "区里统一采样")
    content = actions.take_out(unit, told_why)
    assert "＊" not in sheet_of(content)["B3"].value
    assert "区里统一采样" in openpyxl.load_workbook(io.BytesIO(content)).properties.description
    events = list(Event.objects.filter(action="filling.export").order_by("at"))
    assert [(event.detail["masked"], event.count, event.purpose) for event in events] == [
        (True, 3, ""), (False, 3, "区里统一采样"),
    ]  # fmt: skip


def test_a_community_lists_whom_it_registered(told: World) -> None:
    filling = actions.fill(told.actor("spring"), sent(told, "spring", persons_form()), date(2020, 2, 2))
    assert filling.persons == 1


def test_tomorrow_is_one_click_and_a_changed_version_says_what_changed(
    told: World, client_for: SignIn
) -> None:
    committee, owner = told.actor("committee"), owner_of("place:220602")
    filling = sent(told, "committee", units_form(), owner)
    key = next(key for key in filling.choices if "双报" in key)
    actions.choose(committee, filling, key, Choice(Source.MEASURE, "arrivals.registered", Window.TOTAL))
    actions.fill(committee, filling, date(2020, 2, 2))
    at(told, "02-03T08:00")
    client = client_for(told.accounts["committee"])
    known = KnownForm.objects.get()
    answer = client.post(f"/filling/known/{known.id}/")
    today = Filling.objects.exclude(pk=filling.pk).get()
    assert answer["Location"] == f"/filling/{today.id}/"
    assert today.filled_at
    assert today.choices[key]["code"] == "arrivals.registered"
    rows = [list(row) for row in UNITS_FORM]
    rows[1][3], rows[1][4] = "双报总人数", "发热人数"
    changed = sent(told, "committee", book(rows, "A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "A9:E9"), owner)
    assert changed.changes["renamed"] == [["双报人数", "双报总人数"]]
    assert (changed.changes["added"], changed.changes["removed"]) == (["发热人数"], ["口罩（只）"])
    carried = next(choice for name, choice in changed.choices.items() if "双报" in name)
    assert (carried["code"], carried["confirmed"]) == ("arrivals.registered", True)


def test_a_mere_hint_fills_nothing_tomorrow_either(told: World) -> None:
    unit = told.actor("audit-office")
    form = book([["日报"], ["返程人员登记了否甲乙", "备注"], [None, None]], "A1:B1")
    filling = sent(told, "audit-office", form)
    hint = next(choice for key, choice in filling.choices.items() if "返程" in key)
    assert 0 < hint["confidence"] < 70
    actions.fill(unit, filling, date(2020, 2, 2))
    again = actions.fill_again(unit, KnownForm.objects.get(), date(2020, 2, 3))
    assert values(filling) == values(again) == {"A3": None, "B3": None}


def test_what_others_confirmed_is_offered_without_their_values(told: World) -> None:
    actions.fill(told.actor("archives"), sent(told, "archives", units_form()), date(2020, 2, 2))
    offered = sent(told, "audit-office", units_form())
    assert offered.changes["used_by"] == str(told.bodies["archives"])
    assert offered.cells == []


def test_the_same_file_is_the_same_filling_until_it_was_filled(told: World) -> None:
    form = units_form()
    one, two = sent(told, "audit-office", form), sent(told, "audit-office", form)
    assert one == two
    unit = told.actor("audit-office")
    actions.fill(unit, one, date(2020, 2, 2))
    assert sent(told, "audit-office", form) != one
    with pytest.raises(Invalid, match="state"):
        actions.fill(unit, one, date(2020, 2, 2))


def test_nobody_fills_for_others_and_roles_without_the_right_not_at_all(told: World) -> None:
    owner = of_body("archives", "organs")
    with pytest.raises(Missing):
        actions.upload(told.actor("audit-office"), told.response, owner, "x.xlsx", units_form())
    with pytest.raises(Forbidden):
        actions.upload(told.actor("supervisor"), told.response, owner, "x.xlsx", units_form())
    filling = sent(told, "archives", units_form())
    with pytest.raises(Missing):
        queries.filling_for(told.actor("audit-office"), filling.id)
    with pytest.raises(Missing):
        actions.fill(told.actor("audit-office"), filling, date(2020, 2, 2))


def test_bad_input_is_said_at_its_field(told: World) -> None:
    unit = told.actor("audit-office")
    filling = sent(told, "audit-office", units_form())
    key = next(iter(filling.choices))
    with pytest.raises(Invalid, match="key"):
        actions.choose(unit, filling, "nothing", Choice())
    with pytest.raises(Missing):
        actions.choose(unit, filling, key, Choice(Source.MEASURE, "no.such"))
    with pytest.raises(Invalid, match="code"):
        actions.choose(unit, filling, key, Choice(Source.LEDGER, "arrivals.no_such"))
    with pytest.raises(Invalid, match="file"):
        sent(told, "audit-office", book([["没有空格的说明"]]))
    persons = sent(told, "audit-office", persons_form())
    with pytest.raises(Invalid, match="purpose"):
        actions.fill(unit, persons, date(2020, 2, 2), "x")


def test_the_page_from_dropping_in_to_taking_out(told: World, client_for: SignIn) -> None:
    client = client_for(told.accounts["audit-office"])
    assert client.get("/filling/").status_code == 200
    file = SimpleUploadedFile("今日表.xlsx", units_form())
    answer = client.post("/filling/", {"file": file})
    page = client.get(answer["Location"])
    assert "单位名称" in page.content.decode()
    filling = Filling.objects.get()
    key = next(key for key in filling.choices if "口罩" in key)
    sent_ = {"key": key, "what": "measure:arrivals.with_symptoms", "window": "now", "line": ""}
    fragment = client.post(f"/filling/{filling.id}/choose/", sent_, headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div id="blanks">')
    wrong = client.post(f"/filling/{filling.id}/fill/", {"to": "so bald wie möglich"})
    assert wrong.status_code == 422
    client.post(f"/filling/{filling.id}/fill/", {"to": "2020-02-02T18:00"})
    answer = client.get(f"/filling/{filling.id}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert sheet_of(answer.content)["C4"].value == 3
    home = client.get("/filling/").content.decode()
    assert f"/filling/known/{KnownForm.objects.get().id}/" in home
    broken = client.post("/filling/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")})
    assert broken.status_code == 422


def test_a_page_costs_the_same_for_many_rows_as_for_few(
    told: World, client_for: SignIn, django_assert_max_num_queries: Any
) -> None:
    committee, owner = told.actor("committee"), owner_of("place:220602")
    rows = [
        *UNITS_FORM[:3],
        *([["审计局"], ["档案馆"], ["统计局"], ["气象局"], ["北方银行"], ["南方银行"]] * 20),
    ]
    filling = sent(told, "committee", book(rows, "A1:E1", "A2:A3", "B2:C2", "D2:D3", "E2:E3"), owner)
    client = client_for(told.accounts["committee"])
    client.get("/filling/")
    with django_assert_max_num_queries(45):
        assert client.get(f"/filling/{filling.id}/").status_code == 200
    assert len(actions.preview(committee, filling)) == 480


def test_the_interface_for_programs_does_the_same(told: World, client_for: SignIn) -> None:
    client = client_for(told.accounts["audit-office"])
    data = {"body": "audit-office", "line": "organs", "file": SimpleUploadedFile("表.xlsx", units_form())}
    made = client.post("/api/v1/filling", data)
    assert made.status_code == 201
    form = made.json()
    blank = next(each for each in form["blanks"] if each["label"].endswith("新增"))
    assert (blank["what"], blank["window"], blank["fills"]) == ("measure:arrivals.declared", "day", True)
    url = f"/api/v1/filling/{form['id']}"
    choice = [{"key": blank["key"], "what": "", "window": "", "line": ""}]
    chosen = client.put(f"{url}/blanks", json.dumps(choice), content_type="application/json")
    assert chosen.status_code == 200
    done = client.post(
        f"{url}/fill", json.dumps({"to": "2020-02-02"}), content_type="application/json"
    ).json()
    cells = {cell["cell"]: cell for cell in done["cells"]}
    assert (cells["B4"]["measure"], cells["C4"]["value"]) == (None, 3)
    assert sheet_of(client.get(f"{url}/file").content)["C4"].value == 3
    assert client_for(told.accounts["archives"]).get(url).status_code == 404
    assert client_for(told.accounts["auditor"]).get(url).status_code == 403
    assert client.post("/api/v1/filling", data | {"file": SimpleUploadedFile("x", b"")}).status_code == 422


def test_a_number_that_nobody_reported_stays_blank(told: World) -> None:
    rows = [["日报汇总"], ["单位", "新增返程人员"], ["审计局"], ["档案馆"]]
    committee, owner = told.actor("committee"), owner_of("place:220602")
    told.file("audit-office")
    filling = sent(told, "committee", book(rows, "A1:B1"), owner)
    (key,) = filling.choices
    reported = Choice(Source.MEASURE, "reports.field.new_arrivals", Window.TOTAL)
    actions.choose(committee, filling, key, reported)
    filled = actions.fill(committee, filling, BEGAN + timedelta(days=3))
    flags = {cell["cell"]: (cell["value"], cell["flag"]) for cell in filled.cells}
    assert flags["B3"][0] is not None
    assert flags["B4"] == (None, "silent")
