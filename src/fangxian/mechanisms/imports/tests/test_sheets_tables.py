"""Tables as offices make them: titles, groups, blanks, remarks, signatures; every data row is found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.mechanisms.imports.codes import Code, SheetError
from fangxian.mechanisms.imports.header import CHOICES_SHEET, find_table, find_tables
from fangxian.mechanisms.imports.mapping import guess
from fangxian.mechanisms.imports.rows import read_rows
from fangxian.mechanisms.imports.sheets import Cell, Sheet, read_workbook
from fangxian.mechanisms.imports.tests.samples import FIELDS, HEADERS, xlsx
from fangxian.mechanisms.imports.values import Reading

MESSY: list[list[Any]] = [
    ["市某局春节后返程人员登记表"],
    ["填报单位：某局（盖章）", None, None, None, "填报日期：2020年2月3日"],
    ["序号", "基本情况", None, None, "返程情况", None, "居住情况", None, "备  注"],
    [None, "姓 名", "身份證號", "聯繫電話", "来自何地", "返回日期", "现住址", "所属社区", None],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ["例", "张某某", "220602199001019999", "13800000000", "武汉", "2月1日", "某街1号", "某社区", ""],
    [
        1,
        "测试甲",
        "11010519491231002X",
        "１３８００００００００",
        "武汉市",
        "2月3日",
        "红旗街1号",
        "红旗社区",
        None,
    ],
    [],
    [2, "测试 乙", "", "", "长春市", "2020.02.03 14:20", None, "红旗社区", "无证件"],
    [3, None, None, None, None, None, None, None, None],
    ["序号", "基本情况", None, None, "返程情况", None, "居住情况", None, "备  注"],
    [4, "注册员丙", None, None, "北京", "2-3", "新建街2号", "新建社区", "备注：复查"],
    ["合计", "3人"],
    ["共8个单位"],
    ["备注：以上人员均已告知。"],
    ["填表人：某某", None, None, "审核人（签字）：", None, "2020年2月3日"],
]
MERGED = ["A1:I1", "A3:A4", "B3:D3", "E3:F3", "G3:H3", "I3:I4", "G7:G9", "A15:I15"]


def test_a_messy_table_gives_its_people_and_nothing_else() -> None:
    (sheet,) = read_workbook(xlsx(MESSY, merged=MERGED), "a.xlsx")
    table = find_table(sheet, FIELDS)
    assert table.header_rows == (3, 4)
    assert table.headers[1:4] == ("基本情况 / 姓 名", "基本情况 / 身份證號", "基本情况 / 聯繫電話")
    assert [row.number for row in table.rows] == [7, 9, 12]
    assert [line.kind for line in table.skipped] == [
        *["title", "title", "numbering", "example", "header", "total", "total", "remark", "signature"]
    ]


def test_the_people_of_a_messy_table_are_read() -> None:
    (sheet,) = read_workbook(xlsx(MESSY, merged=MERGED), "a.xlsx")
    table = find_table(sheet, FIELDS)
    mapping = guess(table.headers, table.samples, FIELDS)
    first, second, third = read_rows(table, mapping, FIELDS, Reading(default_year=2020))
    assert first.values["phone"] == "13800000000"
    assert second.values["name"] == "测试乙"
    assert second.values["address"] == "红旗街1号"  # one merged cell for the family
    assert second.values["id_number"] is None
    assert third.values["remark"] == "备注:复查"
    assert first.acceptable
    assert not first.problems


def test_without_merged_cells_groups_spread_over_blanks() -> None:
    rows = [
        ["姓名", "住址", "", "电话"],
        ["", "社区", "详细地址", ""],
        ["测试甲", "红旗社区", "1号", "13800000000"],
    ]
    table = find_table(Sheet("a", [list(row) for row in rows]), FIELDS)
    assert table.headers == ("姓名", "住址 / 社区", "住址 / 详细地址", "电话")


def test_a_first_row_of_data_is_never_taken_into_the_header() -> None:
    rows = [["姓名", "", "到达时间"], ["测试甲", "男", "二月三日"], ["测试乙", "女", "二月四日"]]
    table = find_table(Sheet("a", [list(row) for row in rows]), FIELDS)
    assert len(table.rows) == 2


def test_a_row_with_few_values_keeps_its_problems_and_is_not_dropped() -> None:
    rows = [HEADERS, ["测试甲"], ["", "男", "", "13800000000"]]
    table = find_table(Sheet("a", [list(row) for row in rows]), FIELDS)
    mapping = guess(table.headers, table.samples, FIELDS)
    name_only, nameless = read_rows(table, mapping, FIELDS)
    assert [problem.field for problem in name_only.problems] == ["arrived_at"]
    assert [problem.code for problem in nameless.problems] == [Code.MISSING_VALUE] * 2
    assert nameless.problems[0].cell == "A3"


def test_a_sheet_without_known_names_has_no_header() -> None:
    sheet = Sheet("a", [["今天", "天气"], ["晴", "好"]])
    with pytest.raises(SheetError) as caught:
        find_table(sheet, FIELDS)
    assert caught.value.code == Code.NO_HEADER


def test_hidden_sheets_and_our_own_lists_are_passed_over() -> None:
    table: list[list[Cell]] = [["姓名", "到达时间"], ["测试甲", "2月3日"]]
    sheets = [
        Sheet("b", table, hidden=True),
        Sheet(CHOICES_SHEET, table),
        Sheet("说话", [["x"]]),
        Sheet("a", table),
    ]
    assert [found.sheet for found in find_tables(sheets, FIELDS)] == ["a"]
    with pytest.raises(SheetError):
        find_tables(sheets[:3], FIELDS)


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


@given(st.lists(st.tuples(NAMES, st.booleans()), min_size=1, max_size=12))
def test_no_person_is_ever_lost_among_blank_lines_and_remarks(people: list[tuple[str, bool]]) -> None:
    rows: list[list[Cell]] = [["返程人员名单"], ["序号", "姓名", "电话", "到达时间", "社区"]]
    for number, (name, blank_after) in enumerate(people, start=1):
        rows.append([float(number), name, "13800000000", "2020/2/3", "红旗社区"])
        rows.extend([[""]] if blank_after else [])
    rows += [["填报人：测试员"], ["注：以上名单截至今日"]]
    table = find_table(Sheet("a", rows), FIELDS)
    assert [row.cells[1] for row in table.rows] == [name for name, _ in people]
