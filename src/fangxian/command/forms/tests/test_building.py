"""The committee makes a form from a sheet or on a page, another approves it, and units owe it (M8)."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from fangxian.conftest import ORGANS, World
from fangxian.lines.reports import actions as reports
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.forms import catalogue
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.tests.sheets_to_try import SUPPLIES, SUPPLIES_MERGED, workbook
from fangxian.mechanisms.forms.vocabulary import FieldKind, FieldType
from fangxian.mechanisms.forms.xlsform import written
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
MASKS = {"title": "口罩库存", "type": "integer", "kind": "current", "unit": "只", "required": "on"}
SPENT = {"title": "采购金额", "type": "amount", "kind": "flow", "unit": "元", "decimals": "2"}


def sent(world: World, *fields: dict[str, str], do: str = "propose", **head: Any) -> dict[str, Any]:
    """Return what the builder's page sends."""
    form = {
        "title": "物资日报",
        "code": "supplies",
        "issued_by": str(world.bodies["committee"].pk),
        "valid_from": "2020-02-02",
        "frequency": "daily",
        "weekday": "4",
        "reviews": "1",
        "count": str(len(fields)),
        "do": do,
    }
    rows = {f"f{at}-{name}": value for at, field in enumerate(fields) for name, value in field.items()}
    return form | rows | head


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["committee"])


@pytest.fixture
def command(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["command"])


def only() -> FormVersion:
    return FormVersion.objects.get()


def test_a_form_is_proposed_approved_and_owed(world: World, committee: Client, command: Client) -> None:
    answer = committee.post("/forms/new/", sent(world, MASKS, SPENT))
    assert answer.status_code == 302
    assert answer["Location"] == "/forms/supplies/"
    assert only().state == FormVersion.State.PROPOSED
    (duty,) = [duty for duty in duties(world.actor("command"), world.response) if "forms" in duty.url]
    assert "2" in str(duty.title)
    page = command.get(duty.url)
    assert page.context["may_decide"]
    assert page.context["weight"].cost.fields == 2
    assert command.post("/forms/supplies/decide/", {"do": "approve"}).status_code == 302
    form = catalogue.form_of("supplies")
    assert [(field.code, field.type, field.kind, field.decimals) for field in form.fields] == [
        ("masks_stock", FieldType.INTEGER, FieldKind.CURRENT, 0),
        ("bought_amount", FieldType.AMOUNT, FieldKind.FLOW, 2),
    ]
    owing = committee.post("/forms/supplies/owing/", {"line": ORGANS, "valid_from": "2020-02-02"})
    assert owing.status_code == 302
    world.time.advance(datetime.timedelta(days=1))
    (row,) = [row for row in committee.get("/forms/").context["rows"] if row.form.code == "supplies"]
    assert row.owed_by >= 4
    assert row.state == "in_use"


def test_whoever_proposed_it_does_not_decide_it(world: World, committee: Client) -> None:
    committee.post("/forms/new/", sent(world, MASKS))
    assert committee.post("/forms/supplies/decide/", {"do": "approve"}).status_code == 403
    assert only().state == FormVersion.State.PROPOSED
    assert not [duty for duty in duties(world.actor("committee"), world.response) if "forms" in duty.url]


def test_a_refusal_needs_a_remark_that_its_maker_reads(
    world: World, committee: Client, command: Client
) -> None:
    committee.post("/forms/new/", sent(world, MASKS))
    assert command.post("/forms/supplies/decide/", {"do": "refuse"}).status_code == 422
    command.post("/forms/supplies/decide/", {"do": "refuse", "remark": "台账里已经有了"})
    assert only().state == FormVersion.State.REFUSED
    assert "台账里已经有了" in committee.get("/forms/supplies/").content.decode()


def test_a_draft_is_kept_and_seen_only_by_those_who_make_forms(
    world: World, committee: Client, client_for: SignIn
) -> None:
    committee.post("/forms/new/", sent(world, MASKS, do="draft"))
    assert only().state == FormVersion.State.DRAFT
    assert committee.get("/forms/supplies/").status_code == 200
    assert client_for(world.accounts["audit-office"]).get("/forms/supplies/").status_code == 404


def test_what_is_wrong_is_said_beside_its_field_with_the_position(world: World, committee: Client) -> None:
    wrong = MASKS | {"constraint": ". >= ${nothing}"}
    answer = committee.post("/forms/new/", sent(world, wrong, SPENT | {"title": ""}))
    assert answer.status_code == 422
    assert "title" in answer.context["builder"].fields[1].errors
    answer = committee.post("/forms/new/", sent(world, wrong, SPENT))
    assert answer.status_code == 422
    (error,) = answer.context["builder"].fields[0].errors["constraint"]
    assert "6" in error
    assert "nothing" in error
    assert not FormVersion.objects.exists()


def test_fields_move_and_go_without_javascript(world: World, committee: Client) -> None:
    def titles(do: str) -> list[str]:
        answer = committee.post("/forms/new/", sent(world, MASKS, SPENT, do=do))
        assert answer.status_code == 200
        return [field["title"].value() or "" for field in answer.context["builder"].fields]

    assert titles("down:0") == ["采购金额", "口罩库存"]
    assert titles("up:1") == ["采购金额", "口罩库存"]
    assert titles("remove:0") == ["采购金额"]
    assert titles("add") == ["口罩库存", "采购金额", ""]
    assert titles("up:0") == ["口罩库存", "采购金额"]


def test_the_sheet_that_people_use_becomes_the_builder_s_fields(world: World, committee: Client) -> None:
    sheet = SimpleUploadedFile("物资.xlsx", workbook(SUPPLIES, SUPPLIES_MERGED))
    answer = committee.post("/forms/from-file/", {"file": sheet})
    assert answer.status_code == 200
    assert 'formaction="/forms/new/#f1"' in answer.content.decode()
    builder = answer.context["builder"]
    assert builder.head["title"].value() == "防疫物资日报表"
    assert [field["title"].value() for field in builder.fields if not field["leave_out"].value()][:2] == [
        "口罩·当日新增", "口罩·库存",
    ]  # fmt: skip


def test_a_field_that_is_left_out_is_not_asked(world: World, committee: Client) -> None:
    committee.post("/forms/new/", sent(world, {"title": "", "leave_out": "on"}, MASKS))
    assert [field["code"] for field in only().content["fields"]] == ["masks_stock"]


def test_an_exported_form_comes_back_through_the_same_page(world: World, committee: Client) -> None:
    committee.post("/forms/new/", sent(world, MASKS, SPENT))
    exported = committee.get("/forms/supplies/form.xlsx")
    assert exported["Content-Disposition"].endswith('"supplies-1.xlsx"')
    sheet = SimpleUploadedFile("form.xlsx", exported.content)
    answer = committee.post("/forms/from-file/", {"file": sheet})
    assert [field["title"].value() for field in answer.context["builder"].fields] == ["口罩库存", "采购金额"]


def xlsform(*rows: list[str]) -> bytes:
    """Return a workbook with a sheet of questions."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in [["type", "name", "label"], *rows]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_an_xlsform_outside_the_subset_and_a_file_without_a_table_are_refused(committee: Client) -> None:
    strange = xlsform(["geopoint", "here", "位置"])
    for content in (strange, workbook([["通知"]]), b"nothing"):
        answer = committee.post("/forms/from-file/", {"file": SimpleUploadedFile("x.xlsx", content)})
        assert answer.status_code == 422


def test_the_preview_shows_the_unit_s_view_and_the_cost(world: World, committee: Client) -> None:
    answer = committee.post(
        "/forms/preview/", sent(world, MASKS, MASKS | {"title": "有发热等症状", "unit": "人"})
    )
    assert answer.status_code == 200
    assert "口罩库存" in answer.content.decode()
    assert [each.why.value for each in answer.context["weight"].duplicates] == ["ledger"]
    assert committee.post("/forms/preview/", sent(world, {"title": ""})).context["form"] is None
    assert not FormVersion.objects.exists()


def test_a_change_that_asks_for_nothing_more_holds_at_once(
    world: World, committee: Client, command: Client
) -> None:
    committee.post("/forms/new/", sent(world, MASKS, SPENT))
    command.post("/forms/supplies/decide/", {"do": "approve"})
    answer = committee.post(
        "/forms/supplies/edit/", sent(world, MASKS | {"code": "masks_stock"}, valid_from="2020-02-05")
    )
    assert answer.status_code == 302
    assert FormVersion.objects.get(number=2).state == FormVersion.State.APPROVED
    page = committee.get("/forms/supplies/?version=2")
    assert [field.title for field in page.context["sheet"].step.change.removed] == ["采购金额"]


def test_a_form_is_retired_with_a_reason(world: World, committee: Client, command: Client) -> None:
    committee.post("/forms/new/", sent(world, MASKS))
    command.post("/forms/supplies/decide/", {"do": "approve"})
    assert committee.post("/forms/supplies/retire/", {"day": "2020-02-09"}).status_code == 422
    assert (
        committee.post("/forms/supplies/retire/", {"day": "2020-01-09", "reason": "并入"}).status_code == 422
    )
    assert (
        committee.post("/forms/supplies/retire/", {"day": "2020-02-09", "reason": "并入日报"}).status_code
        == 302
    )
    world.time.advance(datetime.timedelta(days=9))
    (row,) = [row for row in committee.get("/forms/").context["rows"] if row.form.code == "supplies"]
    assert row.state == "retired"


def test_a_rule_is_ended_and_what_was_owed_stays_owed(
    world: World, committee: Client, command: Client
) -> None:
    committee.post("/forms/new/", sent(world, MASKS))
    command.post("/forms/supplies/decide/", {"do": "approve"})
    rule = reports.set_rule(
        world.actor("committee"), world.response, "supplies", ORGANS, datetime.date(2020, 2, 2)
    )
    wrong = committee.post(
        "/forms/supplies/owing/", {"line": ORGANS, "valid_from": "2020-02-02", "body": "无此单位"}
    )
    assert wrong.status_code == 422
    url = f"/forms/supplies/owing/{rule.entry_id}/end/"
    assert committee.post(url, {"valid_to": "2020-02-05", "reason": "合并"}).status_code == 302
    assert committee.post(f"/forms/other/owing/{rule.entry_id}/end/", {}).status_code == 404


def test_roles_without_the_permission_are_refused_and_others_forms_are_not_there(
    world: World, committee: Client, client_for: SignIn
) -> None:
    liaison = client_for(world.accounts["audit-office"])
    for url in ("/forms/new/", "/forms/from-file/", "/forms/supplies/owing/", "/forms/supplies/edit/"):
        assert liaison.get(url).status_code == 403, url
    assert liaison.post("/forms/supplies/decide/", {"do": "approve"}).status_code == 403
    for url in ("/forms/none/", "/forms/none/form.xlsx", "/forms/none/edit/", "/forms/none/owing/"):
        assert committee.get(url).status_code == 404, url
    assert committee.get("/forms/daily-returnees/").status_code == 200
    assert committee.get("/forms/daily-returnees/edit/").status_code == 404
    assert (
        committee.post("/forms/daily-returnees/retire/", {"day": "2020-02-09", "reason": "x"}).status_code
        == 404
    )
    sent_down = load_workbook(io.BytesIO(liaison.get("/forms/daily-returnees/form.xlsx").content))
    kept = load_workbook(io.BytesIO(written(catalogue.form_of("daily-returnees"))))
    assert _cells(sent_down) == _cells(kept)


def _cells(book: Workbook) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def test_the_list_costs_the_same_however_many_forms(world: World, committee: Client) -> None:
    committee.post("/forms/new/", sent(world, MASKS))
    committee.get("/forms/")
    with CaptureQueriesContext(connection) as one:
        committee.get("/forms/")
    for number in range(4):
        committee.post("/forms/new/", sent(world, MASKS, SPENT, code=f"supplies-{number}"))
    committee.get("/forms/")
    with CaptureQueriesContext(connection) as many:
        assert len(committee.get("/forms/").context["rows"]) == 6
    assert len(many) == len(one)
