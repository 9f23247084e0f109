"""What we send back: templates, error sheets that can be sent again, exports that cannot run."""

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fangxian.mechanisms.imports.codes import Code, Problem, Severity, explained
from fangxian.mechanisms.imports.dates import SHANGHAI
from fangxian.mechanisms.imports.header import PROBLEMS_HEADING, Row, Table, find_tables
from fangxian.mechanisms.imports.mapping import guess
from fangxian.mechanisms.imports.rows import ReadRow, read_rows
from fangxian.mechanisms.imports.sheets import Cell, FormulaFault, read_workbook
from fangxian.mechanisms.imports.tests.samples import FIELDS, HEADERS, changed, xlsx
from fangxian.mechanisms.imports.values import Reading
from fangxian.mechanisms.imports.workbooks import error_sheet, error_workbook, export, guarded, template

DOCUMENTATION = Path(__file__).parents[5] / "docs" / "import-errors.md"


def table_of(content: bytes) -> Table:
    """Return the one table of a workbook."""
    (table,) = find_tables(read_workbook(content, "a.xlsx"), FIELDS)
    return table


def people_of(table: Table) -> list[ReadRow]:
    """Return the rows of a table, read by the guessed mapping."""
    return list(
        read_rows(table, guess(table.headers, table.samples, FIELDS), FIELDS, Reading(default_year=2020))
    )


def test_a_filled_template_is_read_without_a_question() -> None:
    examples = [{"name": "示例甲", "arrived_at": datetime(2020, 2, 1, 8, 0, tzinfo=SHANGHAI)}]
    blank = template(FIELDS, "返程人员登记表", examples, {"community": ["红旗社区", "新建社区"]})
    filled = changed(
        blank, {"A3": "测试甲", "C3": "11010519491231002X", "F3": "2月3日 14:20", "J3": "红旗社区"}
    )
    table = table_of(filled)
    mapping = guess(table.headers, table.samples, FIELDS)
    assert [confidence for _, confidence in mapping.columns.values()] == [100] * len(FIELDS)
    (person,) = people_of(table)
    assert person.values["name"] == "测试甲"
    assert person.acceptable


def test_a_template_helps_its_reader() -> None:
    content = template(
        FIELDS, "登记:表/一", choices={"community": [f"第{number}社区" for number in range(300)]}
    )
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert sheet.title == "登记表一"
    assert sheet.freeze_panes == "A3"
    assert sheet["A2"].value == "姓名*"
    assert "community" in str(sheet["J2"].comment)
    assert sheet.column_dimensions["C"].width > 10
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"B3", "J3"}
    assert rules["J3"].endswith("$B$300")
    assert book.worksheets[1].sheet_state == "hidden"


def test_a_blank_template_has_no_people_and_its_examples_are_none() -> None:
    content = template(FIELDS, "登记表", [{"name": "示例甲", "arrived_at": date(2020, 2, 1)}])
    assert table_of(content).rows == []


def sent() -> tuple[Table, list[Problem]]:
    """Return a table as it came in, with its problems."""
    rows: list[list[Cell]] = [
        ["登记表"],
        [*HEADERS],
        [
            "测试甲",
            "男",
            "11010519491231002X",
            "13800000000",
            "武汉",
            "2月30日",
            "火车",
            "K1",
            "1号",
            "红旗社区",
        ],
        ["", "女", "", "", "'=HYPERLINK", "2020/2/3"],
        ["测试丙", "男", "", "", "", datetime(2020, 2, 3, 14, 20)],  # noqa: DTZ001
    ]
    table = table_of(xlsx(rows))
    return table, [problem for person in people_of(table) for problem in person.problems]


def test_an_error_sheet_marks_the_cells_and_says_the_sentences() -> None:
    table, problems = sent()
    with translation.override("en"):
        content = error_sheet(table, problems)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["P1"].value == PROBLEMS_HEADING
    assert (
        sheet["P2"].value == "BAD_DATE: “2月30日” in “到达时间” is not a date; write it as 2020-02-03 14:20."
    )
    assert sheet["F2"].fill.bgColor.rgb != sheet["A2"].fill.bgColor.rgb
    assert sheet["P4"].value is None


def test_a_corrected_error_sheet_is_accepted() -> None:
    table, problems = sent()
    again = table_of(changed(error_sheet(table, problems), {"F2": "2月3日", "A3": "测试乙"}))
    people = people_of(again)
    assert [person.values["name"] for person in people] == ["测试甲", "测试乙", "测试丙"]
    assert all(person.acceptable for person in people)
    assert people[1].values["origin"] == "=HYPERLINK"
    only = table_of(error_sheet(table, problems, only_faulty=True))
    assert len(only.rows) == 2


def test_several_tables_come_back_as_several_sheets() -> None:
    table, problems = sent()
    content = error_workbook([(table, problems), (table, [])], only_faulty=True)
    book = load_workbook(io.BytesIO(content))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 1]


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=12)
MINUTES = st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1))  # noqa: DTZ001 — as spreadsheets hold them
CELLS: st.SearchStrategy[Cell] = st.one_of(
    WORDS,
    WORDS.map(lambda word: f"={word}"),
    st.integers(0, 10**12).map(float),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    MINUTES.map(lambda at: at.replace(second=0, microsecond=0)),
    st.just(FormulaFault("#REF!")),
)


@given(st.lists(st.lists(CELLS, min_size=13, max_size=13), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_error_sheets_lose_nothing_that_was_sent(rows: list[list[Cell]]) -> None:
    """Whatever was sent reads the same from the sheet that goes back, problems included."""
    headers = tuple(HEADERS)
    numbered = [Row(2 + index, ("测试甲", "男", *cells)) for index, cells in enumerate(rows)]
    table = Table("表", headers, (1,), numbered, [])
    before = people_of(table)
    after = people_of(table_of(error_sheet(table, [problem for row in before for problem in row.problems])))
    assert [row.values for row in after] == [row.values for row in before]
    assert [row.problems for row in after] == [row.problems for row in before]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_exports_disarm_formulas_and_reading_gives_the_text_back(text: str) -> None:
    content = export([[text, "男"]], FIELDS[:2], watermark="导出人：测试员", title="台账")
    book = load_workbook(io.BytesIO(content))
    cell = book.worksheets[1]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert guarded(text) == f"'{text}"


def test_an_export_says_who_took_it_out_on_every_page() -> None:
    watermark = "测试员 & 某局 2020-02-10 15:00"
    moment = datetime(2020, 2, 3, 6, 20, tzinfo=SHANGHAI) + timedelta(hours=8)
    rows = [["测试甲", "女", None, "13800000000", True, moment, 3, 2.5]]
    content = export(rows, FIELDS[:8], watermark=watermark, title="返程台账")
    book = load_workbook(io.BytesIO(content))
    note, sheet = book.worksheets
    assert note["A2"].value == watermark
    for page in (note, sheet):
        assert page.oddFooter is not None
        assert page.oddHeader is not None
        assert "测试员 && 某局" in str(page.oddFooter.left.text)
        assert "测试员 && 某局" in str(page.oddHeader.center.text)
    assert sheet["D2"].value == "13800000000"
    assert sheet["F2"].value == datetime(2020, 2, 3, 14, 20)  # noqa: DTZ001
    assert [cell.value for cell in sheet[1]] == HEADERS[:8]


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangxian.mechanisms.imports.workbooks.MEMORY_DIRECTORY", str(tmp_path))
    while_writing: list[int] = []

    def rows() -> Iterator[list[object]]:
        while_writing.append(len(os.listdir(tmp_path)))
        yield ["测试甲"]

    content = export(rows(), FIELDS[:1], watermark="w", title="t")
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert while_writing == [1]
    assert os.listdir(tmp_path) == []


def test_every_code_is_explained_on_the_documentation_page() -> None:
    page = DOCUMENTATION.read_text(encoding="utf-8")
    with translation.override("en"):
        for code, severity, sentence in explained():
            assert f"| `{code}` | {severity} | {sentence} |" in page
    assert page.count("| `") == len(Code)


def test_problems_keep_what_people_wrote_out_of_logs() -> None:
    problem = Problem(Code.BAD_PHONE, 3, 27, "phone", "1380000", "电话")
    assert "1380000" not in repr(problem)
    assert "1380000" in problem.sentence
    assert problem.cell == "AB3"
    assert problem.severity is Severity.WARNING
