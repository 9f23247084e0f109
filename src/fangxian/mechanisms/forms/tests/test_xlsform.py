"""A form goes out as XLSForm, ODK's own reader accepts it, and it comes back the same; the rest is refused (M8)."""

import io

import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from fangxian.core.errors import Invalid
from fangxian.mechanisms.forms.tests.forms_to_try import forms
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form, Frequency
from fangxian.mechanisms.forms.xlsform import Sheets, read, written

SURVEY = ["type", "name", "label", "hint", "required", "constraint", "calculation", "relevant"]
SUPPLIES = Form(
    "daily-supplies",
    "防疫物资日报",
    (
        Field("masks_new", "新增口罩", FieldKind.FLOW, unit="只", help="含捐赠"),
        Field("masks", "口罩库存", constraint=". >= ${masks_new}", constraint_message="库存不少于新增", unit="只"),
        Field("spent", "采购金额", type=FieldType.AMOUNT, decimals=2, unit="元"),
        Field("all", "合计", type=FieldType.COMPUTED, calculation="${masks} + ${yesterday.masks_new}"),
        Field("closed", "是否停业", type=FieldType.YES_NO, unit=""),
        Field("state", "状态", type=FieldType.CHOICE, choices=(Choice("open", "营业"), Choice("shut", "停业"))),
    ),
    frequency=Frequency.WEEKLY,
    due_on="4",
)  # fmt: skip


def sheets_of(content: bytes) -> Sheets:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def accepted(content: bytes) -> str:
    """Let ODK's own reader make its XForm of a workbook; it raises for whatever it does not accept."""
    xform: str = convert(content).xform
    return xform


def survey(*rows: list[str], **more: list[list[str]]) -> Sheets:
    return {"survey": [SURVEY, *rows], **more}


def refused(sheets: Sheets) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read(sheets)
    return {cell: str(text) for cell, text in refusal.value.errors.items()}


@settings(max_examples=60, deadline=None)
@given(forms())
def test_what_was_written_reads_the_same(form: Form) -> None:
    assert read(sheets_of(written(form))) == form


@settings(max_examples=25, deadline=None)
@given(forms())
def test_odk_accepts_whatever_is_written(form: Form) -> None:
    xform = accepted(written(form))
    assert all(f"/{field.code}" in xform for field in form.fields)


def test_odk_sees_the_questions_with_their_rules() -> None:
    xml = accepted(written(SUPPLIES))
    for said in ("防疫物资日报", "新增口罩", "含捐赠", "库存不少于新增", "营业", "__last-saved"):
        assert said in xml
    assert 'type="decimal"' in xml
    assert 'required="true()"' in xml


def test_a_foreign_form_is_read_with_plain_defaults() -> None:
    form = read(
        survey(
            ["note", "n", "每日十八点前填报"],
            ["integer", "found", "发现人数", "当日", "true", ". >= 0"],
            ["select_one how", "transport", "交通方式"],
            choices=[["list_name", "name", "label"], ["how", "rail", "火车"], ["how", "air", "飞机"]],
        )
    )
    found, transport = form.fields
    assert (form.help, form.code) == ("每日十八点前填报", "")
    assert (found.type, found.required, found.help, found.unit) == (FieldType.INTEGER, True, "当日", "")
    assert transport.choices == (Choice("rail", "火车"), Choice("air", "飞机"))
    assert not transport.required


def test_a_note_between_questions_helps_the_next_one() -> None:
    form = read(survey(["text", "a", "甲"], ["note", "n", "说明"], ["text", "b", "乙", "提示"]))
    assert [field.help for field in form.fields] == ["", "说明\n提示"]


@pytest.mark.parametrize(
    ("row", "cell", "word"),
    [
        (["geopoint", "where", "位置"], "survey!A2", "geopoint"),
        (["begin repeat", "people", "人员"], "survey!A2", "begin repeat"),
        (["select_one how", "transport", "交通方式"], "survey!A2", "how"),
        (["integer", "found", ""], "survey!C2", "label"),
        (["integer", "", "发现"], "survey!B2", "name"),
        (["integer", "found", "发现", "", "${a} = 1"], "survey!E2", "required"),
        (["integer", "found", "发现", "", "", "", "", "${a} = 1"], "survey!H2", "relevant"),
    ],
)
def test_what_lies_outside_the_subset_is_named_by_row_and_column(
    row: list[str], cell: str, word: str
) -> None:
    errors = refused(survey(row))
    assert list(errors) == [cell]
    assert word in errors[cell]
    assert "第2行" in errors[cell]


def test_a_code_twice_and_a_strange_kind_are_refused() -> None:
    assert list(refused(survey(["text", "a", "甲"], ["text", "a", "乙"]))) == ["survey!B3"]
    heading = ["type", "name", "label", "fangxian::kind", "fangxian::type"]
    errors = refused({"survey": [heading, ["integer", "a", "甲", "sometimes", "amount"]]})
    assert list(errors) == ["survey!E2", "survey!D2"]


def test_a_workbook_without_questions_is_no_form() -> None:
    assert list(refused({"Sheet1": [["口罩"]]})) == ["survey"]
