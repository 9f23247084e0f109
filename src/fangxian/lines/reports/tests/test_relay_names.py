"""Units are found under the names that people really write, and never under one that fits two (M8)."""

import uuid

import pytest

from fangxian.lines.reports.relay.matching import Bodies
from fangxian.lines.reports.relay.rules.reading import read
from fangxian.lines.reports.tests.test_relay_reading import NEAR, WORDS
from fangxian.trees.bodies.resolver import BodyName, Resolver

PLACES = ("吉林省", "白山市")
UNITS = (
    ("中共白山市委机构编制委员会办公室", "市委编办"),
    ("白山市纪委监委机关", "市纪委监委"),
    ("白山市卫生健康委员会", "市卫健委"),
    ("白山市北涧村镇银行有限公司", ""),
    ("白山市青麓农商银行有限公司", ""),
    ("白山市晨岫财产保险有限公司", ""),
    ("白山市宏渡公共交通有限公司", ""),
    ("白山市第一中学", ""),
    ("白山市第十一中学", ""),
    ("白山市实验小学", ""),
    ("白山市东街道向阳社区", ""),
    ("白山市西街道向阳社区", ""),
)
BODIES = Bodies(
    Resolver(BodyName(uuid.uuid4(), f"u{n}", name, short, PLACES) for n, (name, short) in enumerate(UNITS))
)


def found(text: str) -> list[str]:
    """Return the names of the bodies that a relay's lines mean, "" for an unknown one."""
    relay = read(text, WORDS, BODIES.names, NEAR, BODIES.same)
    bodies = [BODIES.resolve(line.unit).body for line in relay.lines]
    return [body.name if body else "" for body in bodies]


@pytest.mark.parametrize(
    ("said", "name"),
    [("编办", 0), ("市纪委", 1), ("卫健委", 2), ("村镇银行", 3), ("青麓农商行", 4), ("晨岫财险", 5), ("宏渡公交", 6),
     ("一中", 7), ("十一中", 8), ("实小", 9)],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{} 新增1", "3. {}：新增1", "{}今日新增1人", "7 {} 零报告", "{}小王 17:02\n新增1"]
)
def test_a_shortened_name_is_found(said: str, name: int, around: str) -> None:
    assert found(around.format(said)) == [UNITS[name][0]]


@pytest.mark.parametrize("said", ["向阳社区", "向阳", "白山市", "中学", "二中", "水务集团", "我局"])
def test_a_name_of_two_or_of_none_is_nobody_s(said: str) -> None:
    assert found(f"1. {said} 新增1") == [""]


def test_two_spellings_of_a_unit_are_one_line() -> None:
    assert found("村镇银行 新增1 累计2\n更正：北涧村镇银行累计3") == [UNITS[3][0]]


def test_several_numbered_units_in_one_line_are_each_found() -> None:
    assert found("1.编办 新增0 累计7 2.宏渡公交 新增0 累计6") == [UNITS[0][0], UNITS[6][0]]
