"""Columns find their fields: by name, by likeness, by content; people have the last word."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.mechanisms.imports.codes import Code
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.mapping import Mapping, fingerprint, guess
from fangxian.mechanisms.imports.tests.samples import FIELDS, HEADERS

PERSON = ("测试甲", "11010519491231002X", "13800000000", "2020-02-03")


def fields_of(mapping: Mapping) -> dict[int, str]:
    """Return column → field code."""
    return {column: code for column, (code, _) in mapping.columns.items()}


def test_our_own_titles_are_certain() -> None:
    mapping = guess(HEADERS, [], FIELDS)
    assert mapping.columns == {column: (field.code, 100) for column, field in enumerate(FIELDS)}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("姓 名*", "name"),
        ("聯繫電話", "phone"),
        ("本人联系电话（手机）", "phone"),
        ("身份証號碼", "id_number"),
        ("居民信息 / 居住地址", "address"),
        ("住址 / 社区", "community"),
        ("到达 / 时间", "arrived_at"),
        ("返回本地时间", "arrived_at"),
        ("有无症状（发热等）", "symptoms"),
        ("工作單位名称", "employer"),
    ],
)
def test_names_that_offices_use(header: str, code: str) -> None:
    assert fields_of(guess([header], [], FIELDS)) == {0: code}


def test_the_sharper_name_wins_and_no_field_stands_twice() -> None:
    mapping = guess(["单位联系电话", "联系电话", "单位", "工作单位"], [], FIELDS)
    assert fields_of(mapping)[1] == "phone"
    assert fields_of(mapping)[3] == "employer"
    assert len(set(fields_of(mapping).values())) == len(mapping.columns)


def test_of_two_columns_for_one_field_the_name_that_the_field_has_first_is_meant() -> None:
    place = Field("place", "地方", ("村（社区）", "镇办"))
    assert fields_of(guess(["镇办", "村（社区）", "备注"], [], [place])) == {1: "place"}
    assert fields_of(guess(["镇办", "备注"], [], [place])) == {0: "place"}


def test_content_speaks_where_names_are_silent() -> None:
    mapping = guess(["甲栏", "乙栏", "丙栏", "丁栏"], [PERSON] * 3, FIELDS)
    assert fields_of(mapping) == {1: "id_number", 2: "phone", 3: "arrived_at"}
    assert all(confidence < 80 for _, confidence in mapping.columns.values())


def test_a_name_that_its_content_contradicts_is_doubted() -> None:
    sure = guess(["电话"], [["13800000000"]] * 3, FIELDS)
    doubted = guess(["电话"], [["红旗街一号楼"]] * 3, FIELDS)
    assert sure.columns[0] == ("phone", 100)
    assert doubted.columns[0][1] < 80


def test_people_correct_a_guess() -> None:
    mapping = guess(["姓名", "联系电话", "其他号码"], [], FIELDS).with_choice(2, "phone")
    assert fields_of(mapping) == {0: "name", 2: "phone"}
    assert fields_of(mapping.with_choice(0, None)) == {2: "phone"}
    assert mapping.column_of("phone") == 2
    assert mapping.column_of("trip") is None


def test_a_corrected_mapping_is_remembered_for_the_same_header_only() -> None:
    headers = ["姓名", "去向"]
    taught = guess(headers, [], FIELDS).with_choice(1, "address")
    assert guess(["姓  名", "去向", ""], [], FIELDS, taught) == taught
    assert 1 not in guess(["去向", "姓名"], [], FIELDS, taught).with_choice(1, None).columns
    assert fields_of(guess(["去向", "姓名"], [], FIELDS, taught)) == {1: "name"}


def test_required_fields_without_a_column_are_named() -> None:
    problems = guess(["电话"], [], FIELDS).missing(FIELDS)
    assert [(problem.code, problem.title) for problem in problems] == [
        (Code.MISSING_COLUMN, "姓名"),
        (Code.MISSING_COLUMN, "到达时间"),
    ]


@given(
    st.dictionaries(
        st.integers(0, 50),
        st.tuples(st.sampled_from([field.code for field in FIELDS]), st.integers(0, 100)),
        max_size=8,
    )
)
def test_mappings_survive_json(columns: dict[int, tuple[str, int]]) -> None:
    mapping = Mapping(columns, "0f")
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping


def test_json_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        Mapping.from_json({"columns": []})


@given(st.permutations(HEADERS))
def test_order_does_not_matter_to_the_guess_but_to_the_fingerprint(headers: list[str]) -> None:
    mapping = guess(headers, [], FIELDS)
    titles = {field.code: str(field.title) for field in FIELDS}
    assert all(titles[code] == headers[column] for column, (code, _) in mapping.columns.items())
    assert (fingerprint(headers) == fingerprint(HEADERS)) == (headers == HEADERS)
