"""Files that are no lists: each is refused by its code, and nothing of it is left behind (M5)."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from django.apps import apps
from openpyxl import Workbook

from fangxian.conftest import World, id_number, invent
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.models import ImportRun

HEADER = ["姓名", "身份证号", "联系电话", "现住址", "返回时间", "工作单位"]
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Row = list[object]


def row(number: int, arrived: object = "2020-01-31 08:00") -> Row:
    person = invent(number)
    contact = person.contact
    return [person.identity.name, id_number(number), contact.phone, contact.address, arrived, "审计局"]


def workbook(*rows: Row) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for index, cells in enumerate([HEADER, *rows]):
        sheet.write_row(index, 0, cells)
    book.close()
    return buffer.getvalue()


def too_many_rows() -> bytes:
    """Return a list of one row more than is taken, as text since a workbook of it takes long to make."""
    rows = [HEADER, *([f"某{number}", "", "", "", "2020-01-31", ""] for number in range(100_001))]
    return "\n".join(",".join(cells) for cells in rows).encode()


def bomb() -> bytes:
    """Return a workbook of some kilobytes that unpacks to 300 megabytes."""
    inner = workbook(row(1))
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(inner)) as read,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in read.infolist():
            written.writestr(part, read.read(part))
        with written.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as stream:
            for _ in range(300):
                stream.write(b"<c>" + b" " * (1024 * 1024))
    return buffer.getvalue()


def uncalculated() -> bytes:
    """Return a list whose dates are formulas that no spreadsheet ever calculated."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(row(1))
    sheet.append(row(2, "=TODAY()"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def send(world: World) -> Callable[[bytes, str], ImportRun]:
    def upload(content: bytes, name: str = "名单.xlsx") -> ImportRun:
        place = world.places["spring"]
        return imports.upload(
            world.actor("spring"), world.response, "arrivals.community", name, content, place=place
        )

    return upload


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (lambda: b"", "空.xlsx", Code.EMPTY_FILE),
        (lambda: workbook()[:200], "断.xlsx", Code.NOT_A_WORKBOOK),
        (lambda: b"%PDF-1.7 not a list", "名单.pdf", Code.NOT_A_WORKBOOK),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "截图.xlsx", Code.NOT_A_WORKBOOK),
        (
            lambda: COMPOUND_FILE + b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" * 60,
            "加密.xlsx",
            Code.ENCRYPTED,
        ),
        (too_many_rows, "十万.csv", Code.TOO_MANY_ROWS),
        (bomb, "炸弹.xlsx", Code.ZIP_BOMB),
        (lambda: bytes(21 * 1024 * 1024), "大.xlsx", Code.TOO_LARGE),
    ],
    ids=lambda value: value.name if isinstance(value, Code) else "",
)
def test_a_file_that_is_no_list_is_refused_whole(
    world: World, send: Callable[..., ImportRun], make: Callable[[], bytes], name: str, code: Code
) -> None:
    before = counts()
    with pytest.raises(SheetError) as refusal:
        send(make(), name)
    assert refusal.value.code is code
    assert counts() == before


def test_a_workbook_without_a_table_is_not_imported(world: World, send: Callable[..., ImportRun]) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["今天没有人返回"])
    buffer = io.BytesIO()
    book.save(buffer)
    before = counts()
    with pytest.raises(SheetError) as refusal:
        send(buffer.getvalue())
    assert refusal.value.code is Code.NO_HEADER
    assert counts() == before


def test_formulas_without_results_keep_their_rows_out_and_nothing_goes_in_unasked(
    world: World, send: Callable[..., ImportRun]
) -> None:
    run = send(uncalculated())
    before = counts()
    found = imports.check(run)
    assert [(problem.code, problem.row) for _sheet, problem in found.errors] == [(Code.FORMULA, 3)]
    with pytest.raises(Invalid):
        imports.commit(world.actor("spring"), run)
    assert counts() == before
    imports.commit(world.actor("spring"), run, partial=True)
    assert ArrivalReport.objects.at().count() == 1


def test_a_commit_that_fails_midway_leaves_nothing(
    world: World, send: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of the audit trail is full when the last event is written: neither rows nor the run's state stay."""
    run = send(workbook(row(1), row(2), row(3)))
    before = counts()
    real = imports.trail.record

    def full(who: object, kind: object, action: str, **told: object) -> None:
        if action == "imports.commit":
            raise OSError("no space left on device")
        real(who, kind, action, **told)

    monkeypatch.setattr(imports.trail, "record", full)
    with pytest.raises(OSError, match="no space"):
        imports.commit(world.actor("spring"), run)
    main = {label: count for label, count in counts().items() if not label.startswith("audit.")}
    assert main == {label: count for label, count in before.items() if not label.startswith("audit.")}
    run.refresh_from_db()
    assert run.state == ImportRun.State.UPLOADED


def test_a_file_goes_in_once(world: World, send: Callable[..., ImportRun]) -> None:
    content = workbook(row(1), row(2))
    run = send(content)
    imports.commit(world.actor("spring"), run)
    before = counts()
    assert send(content).pk == run.pk
    with pytest.raises(Invalid):
        imports.commit(world.actor("spring"), run)
    assert counts() == before


def test_nobody_sends_a_list_for_another_community_or_commits_a_stranger_s(
    world: World, send: Callable[..., ImportRun]
) -> None:
    run = send(workbook(row(1)))
    before = counts()
    for stranger in ("summer", "autumn"):
        with pytest.raises(Missing):
            imports.commit(world.actor(stranger), run)
        with pytest.raises(Missing):
            imports.upload(
                world.actor(stranger), world.response, "arrivals.community", "x.xlsx", workbook(row(2)),
                place=world.places["spring"],
            )  # fmt: skip
    assert counts() == before
