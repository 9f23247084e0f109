"""What people send: good files of every kind, and files that are refused with a code, not a crash."""

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from fangxian.mechanisms.imports.archive import Limits
from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.sheets import COMPOUND_FILE, Cell, FormulaFault, read_workbook
from fangxian.mechanisms.imports.tests.samples import many_rows, xlsx


def code_of(content: bytes, filename: str = "arrivals.xlsx", limits: Limits | None = None) -> Code:
    """Return the code with which a file is refused."""
    with pytest.raises(SheetError) as caught:
        read_workbook(content, filename, limits)
    return caught.value.code


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of these parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return output.getvalue()


def with_part(workbook: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with one part's bytes replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    assert old in parts[name]
    return zipped({**parts, name: parts[name].replace(old, new)})


def ods(table: str) -> bytes:
    """Return an OpenDocument spreadsheet around the markup of a table's rows."""
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表一">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": b"<m/>", "content.xml": content.encode()})


ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def test_cells_keep_their_types_and_places() -> None:
    rows: list[list[Cell]] = [
        ["名单"],
        [],
        ["姓名", "人数", "日期"],
        ["测试甲", 3, datetime(2020, 2, 3, 14, 20)],  # noqa: DTZ001
    ]
    (sheet,) = read_workbook(xlsx(rows, merged=["A1:C1"], name="一月", also=["空"]), "a.xlsx")
    assert sheet.name == "一月"
    assert sheet.rows[3] == ["测试甲", 3, datetime(2020, 2, 3, 14, 20)]  # noqa: DTZ001
    assert sheet.merged == ((0, 0, 0, 2),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_in_the_encodings_of_the_day(encoding: str, delimiter: str) -> None:
    text = f"姓名{delimiter}住址\r\n测试甲{delimiter}红旗街1号\r\n\r\n"
    (sheet,) = read_workbook(text.encode(encoding), "名单.CSV")
    assert sheet.rows == [["姓名", "住址"], ["测试甲", "红旗街1号"]]


def test_ods_is_read() -> None:
    row = (
        "<table:table-row>" + ODS_CELL.format("", "姓名") + ODS_CELL.format("", "住址") + "</table:table-row>"
    )
    (sheet,) = read_workbook(ods(row), "a.ods")
    assert sheet.rows == [["姓名", "住址"]]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.xlsx", Code.EMPTY_FILE),
        (b"\n \n,,\n"[:1], "a.csv", Code.EMPTY_FILE),
        (b"%PDF-1.7 ...", "a.xlsx", Code.NOT_A_WORKBOOK),
        (b"<html><table><tr><td>x</td></tr></table></html>", "a.xls", Code.NOT_A_WORKBOOK),
        (b"\x00\x01\x02", "a.csv", Code.NOT_A_WORKBOOK),
        (b"PK\x03\x04 cut off", "a.xlsx", Code.NOT_A_WORKBOOK),
        (zipped({"word/document.xml": b"<w/>"}), "a.docx", Code.NOT_A_WORKBOOK),
        (zipped({"xl/workbook.xml": b"<not-a-workbook/>"}), "a.xlsx", Code.NOT_A_WORKBOOK),
        (COMPOUND_FILE + bytes(600), "a.xls", Code.NOT_A_WORKBOOK),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_code(content: bytes, filename: str, code: Code) -> None:
    assert code_of(content, filename) == code


def test_a_workbook_without_any_value_is_empty() -> None:
    assert code_of(xlsx([])) == Code.EMPTY_FILE


def test_a_password_protected_workbook_is_named_as_such() -> None:
    """Excel wraps an encrypted workbook in a compound file with a stream named EncryptedPackage."""
    header = COMPOUND_FILE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(478)
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\0") + "EncryptedPackage".encode("utf-16-le")
    assert code_of(header + directory.ljust(1024, b"\0")) == Code.ENCRYPTED


def test_an_encrypted_ods_is_named_as_such() -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert code_of(zipped({"content.xml": b"\x8a\x01", "META-INF/manifest.xml": manifest})) == Code.ENCRYPTED


def test_a_large_file_is_refused_before_it_is_opened() -> None:
    assert code_of(bytes(2048), limits=Limits(file_bytes=1024)) == Code.TOO_LARGE


def test_a_zip_bomb_is_refused() -> None:
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert code_of(bomb) == Code.ZIP_BOMB


def test_a_bomb_that_understates_its_size_is_refused_too() -> None:
    size = 30 * 1024 * 1024
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(size)})
    lying = bomb.replace(struct.pack("<L", size), struct.pack("<L", 10))
    assert lying != bomb
    assert code_of(lying) == Code.ZIP_BOMB


@pytest.mark.parametrize(
    ("place", "code"),
    [("XFD1048576", Code.TOO_WIDE), ("A1048576", Code.TOO_MANY_ROWS), ("XFD2", Code.TOO_WIDE)],
)
@pytest.mark.parametrize("markup", [' r="{}"', " r='{}'", '\nr = "{}"'])
def test_two_values_at_far_ends_of_a_sheet_do_not_exhaust_memory(place: str, code: Code, markup: str) -> None:
    content = xlsx([["姓名"], ["测试甲"], ["B", 1]])
    far = with_part(content, "xl/worksheets/sheet1.xml", b' r="B3"', markup.format(place).encode())
    assert code_of(far) == code


def test_formatting_far_below_the_table_does_no_harm() -> None:
    blank = b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"></c></row></sheetData>'
    content = with_part(xlsx([["姓名"]]), "xl/worksheets/sheet1.xml", b"</sheetData>", blank)
    assert read_workbook(content, "a.xlsx")[0].rows == [["姓名"]]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (
            '<table:table-row table:number-rows-repeated="1048576">' + ODS_CELL.format("", "x"),
            Code.TOO_MANY_ROWS,
        ),
        (
            "<table:table-row>" + ODS_CELL.format(' table:number-columns-repeated="16384"', "x"),
            Code.TOO_WIDE,
        ),
    ],
)
def test_repetitions_in_an_ods_are_counted(table: str, code: Code) -> None:
    assert code_of(ods(table + "</table:table-row>")) == code


def test_a_hundred_thousand_rows_are_read_and_many_more_are_not() -> None:
    (sheet,) = read_workbook(many_rows(100_000), "a.xlsx")
    assert len(sheet.rows) == 100_001
    assert code_of(many_rows(101_001)) == Code.TOO_MANY_ROWS


def test_csv_rows_are_limited() -> None:
    assert code_of(b"a,b\n" * 12, "a.csv", Limits(rows=10, spare_rows=1)) == Code.TOO_MANY_ROWS


def test_formulas_give_their_results_and_faulty_ones_are_told_from_blanks() -> None:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as workbook:
        sheet = workbook.add_worksheet("a&b")
        sheet.write_row(0, 0, ["姓名", "人数", "合计", "日期"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 3, "=TODAY()", workbook.add_format({"num_format": "yyyy-mm-dd"}), 43864)
    (read,) = read_workbook(output.getvalue(), "a.xlsx")
    assert read.rows[1] == ["", 2, FormulaFault("#DIV/0!"), date(2020, 2, 3)]


def test_a_formula_that_was_never_calculated_is_no_blank() -> None:
    (sheet,) = read_workbook(xlsx([["人数"], ["=1+1"]]), "a.xlsx")
    assert sheet.rows[1] == [FormulaFault("=")]
