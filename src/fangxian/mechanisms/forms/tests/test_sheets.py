"""The sheet that people use already becomes a form: nobody types its fields again (M8)."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.errors import Invalid
from fangxian.mechanisms.forms.sheets import Proposal, Proposed, propose
from fangxian.mechanisms.forms.sheets.proposing import cut_off_in
from fangxian.mechanisms.forms.sheets.words import CODES, code_of
from fangxian.mechanisms.forms.tests.sheets_to_try import (
    ITEMS,
    RETURNEES,
    RETURNEES_MERGED,
    SUPPLIES,
    SUPPLIES_MERGED,
    workbook,
)
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Frequency
from fangxian.mechanisms.imports.sheets import Sheet, read_workbook

pytestmark = pytest.mark.django_db


def proposed(rows: list[list[object]], merged: list[str] | None = None) -> Proposed:
    return propose(read_workbook(workbook(rows, merged or []), "form.xlsx"))


def at(found: Proposed, cell: str) -> Proposal:
    return next(each for each in found.proposals if each.cell == cell)


def test_a_sheet_of_supplies_becomes_fields_with_units_kinds_and_types() -> None:
    found = proposed(SUPPLIES, SUPPLIES_MERGED)
    form = found.form
    assert (form.title, form.code, form.cut_off) == ("防疫物资日报表", "supplies-daily", datetime.time(18))
    told = [(field.title, field.type, field.kind, field.unit) for field in form.fields]
    assert told == [
        ("口罩·当日新增", FieldType.INTEGER, FieldKind.FLOW, "只"),
        ("口罩·库存", FieldType.INTEGER, FieldKind.CURRENT, "只"),
        ("消毒液·当日新增", FieldType.DECIMAL, FieldKind.FLOW, "公斤"),
        ("消毒液·库存", FieldType.DECIMAL, FieldKind.CURRENT, "公斤"),
        ("采购金额", FieldType.AMOUNT, FieldKind.CURRENT, "万元"),
        ("备注", FieldType.TEXT, FieldKind.CURRENT, ""),
    ]
    assert [field.code for field in form.fields][:2] == ["masks_new", "masks_stock"]


def test_who_reports_and_the_running_number_are_not_asked_again() -> None:
    found = proposed(SUPPLIES, SUPPLIES_MERGED)
    assert [each.heading for each in found.proposals if each.why_not] == ["序号", "单位名称"]


def test_a_column_about_one_person_is_not_taken() -> None:
    found = proposed([["姓名", "身份证号", "发热人数"], ["某某", "", 1]])
    assert [field.title for field in found.form.fields] == ["发热人数"]
    assert all(each.why_not for each in found.proposals[:2])


def test_what_the_ledgers_know_is_filled_in_by_them() -> None:
    form = proposed(RETURNEES, RETURNEES_MERGED).form
    assert {field.title: field.measure for field in form.fields if field.measure} == {
        "返程人员·新增": "arrivals.declared",
        "返程人员·其中来自重点地区": "arrivals.declared_from_key_area",
        "返程人员·累计": "arrivals.declared",
        "双报情况·累计已双报": "arrivals.dual_reported",
        "双报情况·未到社区登记": "arrivals.unit_only",
        "满14天": "arrivals.observation_ended",
        "有发热等症状": "arrivals.with_symptoms",
    }


def test_a_sum_is_computed_from_its_group() -> None:
    found = proposed(RETURNEES, RETURNEES_MERGED)
    home, central, both = (at(found, cell).field for cell in ("G3", "H3", "I3"))
    assert (both.type, both.required) == (FieldType.COMPUTED, False)
    assert both.calculation == f"${{{home.code}}} + ${{{central.code}}}"
    assert home.unit == "人"


def test_answers_in_brackets_become_choices() -> None:
    found = proposed(RETURNEES, RETURNEES_MERGED)
    transport = at(found, "M3").field
    assert transport.type is FieldType.CHOICE
    assert [(choice.code, choice.title) for choice in transport.choices] == [
        ("rail", "火车"), ("air", "飞机"), ("car", "自驾"),
    ]  # fmt: skip
    assert at(found, "L3").field.type is FieldType.YES_NO


def test_items_in_rows_are_asked_by_each_column_in_their_own_unit() -> None:
    found = proposed(ITEMS)
    assert (found.form.frequency, found.form.cut_off) == (Frequency.WEEKLY, datetime.time(17))
    assert len(found.form.fields) == 9
    assert [(each.cell, each.field.title, each.field.unit) for each in found.proposals[3:5]] == [
        ("D4", "酒精·当日入库", "公斤"), ("E4", "酒精·当日出库", "公斤"),
    ]  # fmt: skip


def test_what_stood_in_the_cells_tells_the_type() -> None:
    rows = [["消耗", "复工", "进展"], [2.5, "是", "已完成三个小区"], [3.25, "否", "无"]]
    assert [field.type for field in proposed(rows).form.fields] == [
        FieldType.DECIMAL, FieldType.YES_NO, FieldType.TEXT,
    ]  # fmt: skip


def test_a_sheet_without_a_table_is_refused() -> None:
    with pytest.raises(Invalid):
        proposed([["通知"], ["请各单位做好防控工作。"]])


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("截至18时", "18:00"), ("截至2月10日下午6点", "18:00"), ("统计至17:30", "17:30"), ("每日8点半前报", "08:30"),
        ("截止晚上9点", "21:00"), ("2020年2月10日", None), ("截至2月10日", None), ("25时前", None),
    ],
)  # fmt: skip
def test_the_hour_is_read_as_people_write_it(text: str, hour: str | None) -> None:
    assert cut_off_in(text) == (datetime.time.fromisoformat(hour) if hour else None)


def test_codes_are_made_of_words_that_are_known() -> None:
    assert code_of("医用口罩·库存") == "medical_masks_stock"
    assert code_of("某某某某某口罩") == ""


REFERENCE = re.compile(r"\$\{(\w+)\}")
CELLS = st.one_of(
    st.sampled_from(
        ["序号", "口罩（只）", "新增", "累计", "合计", "备注", "单位：人", "", "截至18时", *list(CODES)[:20]]
    ),
    st.integers(0, 999),
    st.floats(0, 9, allow_nan=False),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_whatever_a_sheet_holds_each_proposal_has_a_code_and_a_title(rows: list[list[object]]) -> None:
    """Codes are distinct and a calculation refers only to fields of the sheet."""
    try:
        found = propose([Sheet("表", rows)])  # type: ignore[arg-type]
    except Invalid:
        return
    fields: list[Field] = [each.field for each in found.proposals]
    codes = [field.code for field in fields]
    assert all(codes)
    assert len(codes) == len(set(codes))
    assert all(field.title for field in fields)
    named = {code for field in fields for code in REFERENCE.findall(field.calculation)}
    assert named <= set(codes)
