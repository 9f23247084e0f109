"""The two trees, the response, the caller himself, and workbooks over the API."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from fangxian.command.api.tests.caller import API, Caller, committee, liaison, worker
from fangxian.conftest import World
from fangxian.lines.arrivals.models import ArrivalReport


def workbook(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """Return a workbook as a community keeps it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (("姓名", "身份证号", "电话", "返程日期", "住址"), *rows):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("登记表.xlsx", content.getvalue())


def send(caller: Caller, file: SimpleUploadedFile, **form: Any) -> Any:
    """Send a workbook."""
    return caller.client.post(f"{API}/imports", {"file": file, "kind": "arrivals.community", **form})


ROW = ("虚构乙", "11010519491231002X", "19900000002", "2020-01-31", "1号楼1单元101室")


def test_a_workbook_is_checked_then_entered_then_known(world: World) -> None:
    community, form = worker(world), {"place": "220602001001"}
    checked = send(community, workbook(ROW), dry_run=True, **form)
    assert (checked.status_code, checked.json()["new"], checked.json()["dry_run"]) == (200, 1, True)
    assert not ArrivalReport.objects.exists()
    file = workbook(ROW)
    entered = send(community, file, **form)
    assert (entered.status_code, entered.json()["state"]) == (201, "done")
    assert ArrivalReport.objects.count() == 1
    file.seek(0)
    again = send(community, file, **form)
    assert (again.status_code, ArrivalReport.objects.count()) == (200, 1)
    shown = community.get(f"/imports/{entered.json()['id']}")
    assert shown.json()["unchanged"] == 1
    assert worker(world, "autumn").get(f"/imports/{entered.json()['id']}").status_code == 404


def test_faulty_rows_keep_the_whole_file_out(world: World) -> None:
    answer = send(worker(world), workbook(ROW, ("虚构丙", "", "", "某日", "")), place="220602001001")
    assert answer.status_code == 422
    assert not ArrivalReport.objects.exists()


def test_what_is_no_workbook_is_told_with_its_code(world: World) -> None:
    answer = send(worker(world), SimpleUploadedFile("a.xlsx", b"no"), place="220602001001")
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_A_WORKBOOK")


def test_a_sheet_for_another_community_is_outside(world: World) -> None:
    assert send(worker(world), workbook(ROW), place="220602002001").status_code == 404
    assert send(worker(world), workbook(ROW)).status_code == 422


def test_places_and_bodies_are_those_of_one_s_area(world: World) -> None:
    above, community = committee(world), worker(world)
    assert [row["name"] for row in above.get("/places/220602/children").json()] == ["东街道", "西街道"]
    assert [row["name"] for row in above.get("/places", q="春晖").json()] == ["春晖社区", "春晖一网格"]
    assert [row["name"] for row in community.get("/places").json()] == ["春晖社区"]
    assert community.get("/places/220602/children").status_code == 404
    banks = above.get("/bodies", line="industry", q="银行").json()["items"]
    assert [(row["code"], row["lines"]) for row in banks] == [
        ("north-bank", ["industry"]), ("south-bank", ["industry"]),
    ]  # fmt: skip


def test_the_response_tells_its_rules_and_the_caller_who_he_is(world: World) -> None:
    unit = liaison(world, "audit-office", "reports.file", "response.view")
    assert unit.get("/response").json()["report_cut_off"] == "10:00:00"
    me = unit.get("/me").json()
    assert me["permissions"] == ["response.view", "reports.file"]
    assert me["roles"] == [{"role": "unit_liaison", "place": None, "body": "audit-office", "line": "organs"}]
