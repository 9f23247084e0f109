"""Workbooks on the page: what was understood, corrected by hand, imported whole or in part, sent back."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fangxian.conftest import World, id_number
from fangxian.core.audit.models import Event
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
HEADER = ("姓名", "证件号", "联系方式", "何地返回", "返回日期", "现住址", "所属社区")
GOOD = [
    ("褚宁（虚构）", id_number(1), "19900000001", "湖北武汉", "2020-01-31", "1号楼101", "春晖社区"),
    ("卫平（虚构）", id_number(2), "19900000002", "湖北黄冈", "1月30日", "2号楼202", "夏荫社区"),
]
FAULTY = ("蒋和（虚构）", id_number(3), "19900000003", "湖北", "不详", "3号楼303", "无名社区")


def sheet(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> SimpleUploadedFile:
    """Make a workbook with a title, as units do."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["返程人员登记表"])
    for row in (header, *rows):
        page.append(list(row))
    output = io.BytesIO()
    book.save(output)
    return SimpleUploadedFile("返程人员.xlsx", output.getvalue())


def upload(client: Client, file: SimpleUploadedFile, kind: str = "arrivals.unit") -> Any:
    return client.post("/imports/", {"kind": kind, "file": file}, follow=True)


def test_a_good_sheet_is_checked_then_imported(world: World, client_for: ClientFor) -> None:
    client = client_for(world.accounts["audit-office"])
    page = upload(client, sheet(GOOD))
    assert page.context["new"] == 2
    assert page.context["may_import_all"]
    assert not ArrivalReport.objects.exists()
    done = client.post(f"/imports/{page.context['run'].id}/commit/", follow=True)
    assert done.context["done"]
    assert ArrivalReport.objects.count() == 2
    again = upload(client, sheet([*GOOD, (*GOOD[0][:2], "19911111111", *GOOD[0][3:])]))
    assert (again.context["new"], again.context["check"].prepared.unchanged) == (0, 2)
    assert client.post(f"/imports/{page.context['run'].id}/commit/", follow=True).status_code == 200
    assert ArrivalReport.objects.count() == 2


def test_faulty_rows_stay_out_are_named_masked_and_can_be_sent_back(
    world: World, client_for: ClientFor
) -> None:
    client = client_for(world.accounts["audit-office"])
    page = upload(client, sheet([*GOOD, FAULTY]))
    run = page.context["run"]
    assert not page.context["may_import_all"]
    codes = {str(fault.problem.code) for fault in page.context["faults"]}
    assert "BAD_DATE" in codes
    assert all(fault.problem.row for fault in page.context["faults"])
    assert id_number(3) not in page.content.decode()
    client.post(f"/imports/{run.id}/commit/")
    assert not ArrivalReport.objects.exists()
    client.post(f"/imports/{run.id}/commit/", {"partial": "1"})
    assert ArrivalReport.objects.count() == 2
    faulty = openpyxl.load_workbook(io.BytesIO(client.get(f"/imports/{run.id}/errors/").content))
    rows = list(faulty.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][0] == FAULTY[0]
    assert "BAD_DATE" in rows[1][-1]
    assert Event.objects.filter(action="imports.errors", kind=Event.Kind.READ).count() == 1


def test_a_column_is_taken_for_what_a_person_says(world: World, client_for: ClientFor) -> None:
    client = client_for(world.accounts["audit-office"])
    header = ("姓名", "证件号", "联系方式", "何地返回", "X", "现住址", "所属社区")
    page = upload(client, sheet([(*row[:4], "老家", *row[5:]) for row in GOOD], header))
    run = page.context["run"]
    assert not page.context["may_import_all"]
    sent = {"table": "0", "column": "4", "field": "remark"}
    assert client.post(f"/imports/{run.id}/mapping/", sent).status_code == 302
    fragment = client.post(f"/imports/{run.id}/mapping/", sent, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    chosen = {column.heading: column.field for column in fragment.context["sheets"][0].columns}
    assert chosen["X"] == "remark"
    for wrong in ({"table": "9"}, {"field": "shoe size"}, {"column": "-1"}, {"column": "x"}):
        assert client.post(f"/imports/{run.id}/mapping/", sent | wrong).status_code == 422


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "EMPTY_FILE"), (b"hello", "NOT_A_WORKBOOK"), (b"PK\x03\x04broken", "NOT_A_WORKBOOK")],
)
def test_a_file_that_cannot_be_read_is_named_by_code_and_not_kept(
    world: World, client_for: ClientFor, content: bytes, code: str
) -> None:
    client = client_for(world.accounts["audit-office"])
    answer = upload(client, SimpleUploadedFile("a.xlsx", content))
    assert answer.status_code == 422
    assert any(code in error for error in answer.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_files_belong_to_their_sender_and_roles_decide(world: World, client_for: ClientFor) -> None:
    own = upload(client_for(world.accounts["audit-office"]), sheet(GOOD)).context["run"]
    colleague = client_for(world.accounts["archives"])
    for address in ("", "errors/"):
        assert colleague.get(f"/imports/{own.id}/{address}").status_code == 404
    for address in ("commit/", "mapping/"):
        assert colleague.post(f"/imports/{own.id}/{address}").status_code == 404
    assert colleague.get("/imports/").context["runs"] == []
    assert client_for(world.accounts["supervisor"]).get("/imports/").status_code == 403
    assert colleague.get("/imports/template/arrivals.community/").status_code == 403
    assert colleague.get("/imports/template/nonsense/").status_code == 404


def test_the_blank_workbook_is_understood_when_it_comes_back(world: World, client_for: ClientFor) -> None:
    client = client_for(world.accounts["spring"])
    answer = client.get("/imports/template/arrivals.community/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.worksheets[0]
    by_title = {str(cell.value).rstrip("*"): cell.column for cell in page[2] if cell.value}
    assert by_title
    for title, value in (("name", "韩新（虚构）"), ("arrived", "2020-01-31 14:20")):
        from django.utils.translation import gettext

        page.cell(3, by_title[gettext(title)], value)
    output = io.BytesIO()
    book.save(output)
    back = upload(client, SimpleUploadedFile("b.xlsx", output.getvalue()), "arrivals.community")
    assert back.context["new"] == 1
