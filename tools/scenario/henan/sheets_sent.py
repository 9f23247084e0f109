"""The province's sheets: groups, medical teams batch by batch, one hospital's own, a customs office's, a head-count."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tools.scenario.clock import moment
from tools.scenario.henan.bodies import CUSTOMS, HEALTH, LINE, PROVINCE
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.sheets import Layout, Row, columns, write

WUHAN = "湖北省武汉市"
BATCHES = ((1, "第一批", date(2020, 1, 26)), (2, "第二批", date(2020, 2, 2)), (3, "第三批", date(2020, 2, 9)))
PEOPLE = 303
HOSPITAL = ((1, 12, "第一批"), (2, 11, "第二批"))
TEAM = Layout(
    columns(
        "seq:序号 name:队伍名称 unit:派出单位 kind:类型 ordinal:批次 goal:目的地 people:人数 since:出发日期 "
        "source:依据"
    ),
    title="援鄂医疗队派出情况表", subtitle="填报单位：{sender}", footer=("填表人：（签字）        {day}",),
)  # fmt: skip
WITHIN = Layout(
    columns(
        "name:队伍名称 unit:派出单位 ordinal:批次 goal:目的地 people:人数 since:出发日期 within:包含于 remark:备注"
    ),
    title="委直属单位派出人员明细", gap_after_title=True,
)  # fmt: skip
CUSTOMS_TEAM = Layout(
    columns("seq:序号 name:名称 kind:类别 ordinal:批次 goal:目的地 since:出发日期"),
    title="{sender}突击队派出情况",
)
COUNT = Layout(
    columns("kind:项目 people:人数 place:地区 day:统计日期 source:来源"),
    title="取消春节放假、投入一线人员统计",
)
GROUPS = Layout(
    columns("seq:序号 name:名称 kind:类别 unit:牵头单位 head:负责人 duty:职责 count:个数 since:成立日期"),
    title="省直机关疫情防控组织情况", blank_every=3,
)  # fmt: skip


def sheets(directory: Path, registry: Registry) -> list[File]:
    """Write every sheet of the province."""
    share = PEOPLE // len(BATCHES)
    teams = [
        _sent(
            directory, f"teams/{number}.xlsx", TEAM, day, 15, "batches", HEALTH, f"援鄂医疗队{name}",
            [(1, _team(name), "省卫健委", "医疗队", number, WUHAN, share, day, "省卫健委派出通知")],
        )
        for number, name, day in BATCHES
    ]  # fmt: skip
    return [
        _groups(directory, registry),
        _count(directory),
        *teams,
        _hospital(directory),
        _customs(directory),
    ]


def _team(batch: str) -> str:
    return f"河南省援鄂医疗队{batch}"


def _hospital(directory: Path) -> File:
    """Write what the commission notes of one hospital: each of its batches within one of the province's."""
    days = {name: day for _number, name, day in BATCHES}
    rows: list[Row] = [
        (
            f"省直第三人民医院医疗队{name}",
            "省直第三人民医院",
            number,
            WUHAN,
            people,
            days[name],
            _team(name),
            "不重复统计",
        )
        for number, people, name in HOSPITAL
    ]
    day = date(2020, 2, 11)
    return _sent(
        directory, "teams/hospital.xlsx", WITHIN, day, 10, "batches", HEALTH, "省直第三人民医院派出人员", rows
    )


def _customs(directory: Path) -> File:
    rows: list[Row] = [
        (
            number,
            f"旅检口岸疫情防控突击队第{number}批",
            "突击队",
            number,
            "进出境旅检口岸",
            date(2020, 1, 21 + 3 * number),
        )
        for number in (1, 2, 3)
    ]
    day = date(2020, 2, 6)
    return _sent(
        directory, "teams/customs.xlsx", CUSTOMS_TEAM, day, 9, "batches", CUSTOMS, "三批突击队", rows
    )


def _count(directory: Path) -> File:
    day = date(2020, 1, 28)
    rows: list[Row] = [
        ("取消休假医护人员", "86万", "河南省", "1月28日", "省卫健委取消春节放假通知及各地汇总")
    ]
    path = "province/head-count.xlsx"
    return _sent(directory, path, COUNT, day, 17, "head-counts", HEALTH, "投入一线医护人员汇总数", rows)


def _groups(directory: Path, registry: Registry) -> File:
    day = date(2020, 1, 27)
    stated: tuple[tuple[str, str, str, str, int | str], ...] = (
        ("省直机关疫情防控督导组", "工作组", "省直机关工委", "指导和督促省直机关疫情防控", 1),
        ("省应急管理厅疫情防控工作领导小组", "领导小组", "省应急管理厅", "启动一级应急响应", 1),
        ("省交通运输厅疫情防控工作领导小组", "领导小组", "省交通运输厅", "交通运输保畅通", 1),
        ("省交通运输厅党员突击队", "突击队", "省交通运输厅", "交通检疫和运输保障", "不详"),
        ("省交通运输厅党员示范岗", "党员示范岗", "省交通运输厅", "一线岗位", "不详"),
    )
    rows: list[Row] = [
        (number, name, kind, unit, registry.name("男"), duty, count, day)
        for number, (name, kind, unit, duty, count) in enumerate(stated, start=1)
    ]
    path = "province/groups.xlsx"
    write(directory / path, GROUPS, rows, "省直机关工委", day)
    return File(
        path, moment(day, 11, 30), "groups", "work-committee", "督导组、领导小组", place=PROVINCE.code
    )


def _sent(
    directory: Path, path: str, layout: Layout, day: date, hour: int, kind: str, body: str, note: str,
    rows: Sequence[Row],
) -> File:  # fmt: skip
    """Write a sheet that a body's liaison sends."""
    write(directory / path, layout, rows, "郑州海关" if body == CUSTOMS else "省卫健委", day)
    return File(path, moment(day, hour, 12), kind, "unit-liaison", note, line=LINE, body=body)
