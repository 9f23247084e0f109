"""Chat relays (接龙) of regulators' groups: one a day, each in its own style, true to what was reported (M8)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from tools.scenario.baishan.bodies import Body, departments, industry_units
from tools.scenario.baishan.clock import cut_off
from tools.scenario.baishan.daily_figures import Figures
from tools.scenario.manifest import File

Stated = Mapping[tuple[date, str], Figures]
"""What each body reported for each day, by its code."""

DAY = timedelta(days=1)
BEFORE = timedelta(minutes=6)
"""How long before the late unit's own workbook the regulator pastes what the unit said in the group."""

AFTERWARDS = timedelta(minutes=7)
"""How long after the cut-off a relay is pasted in which nobody was late."""

NUMERALS = "〇一二三四五六七八九十"


def relay_files(directory: Path, stated: Stated, reports: Sequence[File]) -> list[File]:
    """Write ``relays/*.txt`` for 6 to 10 February and return their manifest entries."""
    return [
        _relay(directory, date(2020, 2, number), regulator, style, stated, reports)
        for number, (regulator, style) in STYLES.items()
    ]


def _relay(
    directory: Path, day: date, short_name: str, style: "Style", stated: Stated, reports: Sequence[File]
) -> File:
    regulator = next(body for body in departments() if body.short_name == short_name)
    units = [unit for unit in industry_units() if unit.parent_code == regulator.code]
    at, silent = _moment(day, units, reports)
    told = [(unit, stated[day, unit.code]) for unit in units
            if (day, unit.code) in stated and unit.code not in silent]  # fmt: skip
    before = {unit.code: stated.get((day - DAY, unit.code)) for unit in units}
    path = f"relays/{day}-{regulator.code}.txt"
    (directory / path).write_text(style(day, told, before), encoding="utf-8")
    note = f"{short_name}工作群接龙"
    return File(path, at, "relay", "regulator", note, line="industry", body=regulator.code)


def _moment(day: date, units: Sequence[Body], reports: Sequence[File]) -> tuple[datetime, set[str]]:
    """Return when a relay is pasted, shortly before the first late workbook, and who had not spoken by then."""
    codes = {unit.code for unit in units}
    late = sorted(
        (file.received_at, file.body)
        for file in reports
        if file.path.startswith(f"reports/{day}-late") and file.body in codes
    )
    if not late:
        return cut_off(day) + AFTERWARDS, set()
    return late[0][0] - BEFORE, {code for _at, code in late[1:]}


Told = Sequence[tuple[Body, Figures]]
Former = Mapping[str, Figures | None]
Style = Callable[[date, Told, Former], str]


def _numbered(day: date, told: Told, _before: Former) -> str:
    """Numbers behind their names, one unit a line."""
    lines = ["#接龙", f"{day.month}月{day.day}日返程人员日报（截至10:00），请各单位按序号接龙", ""]
    for number, (unit, found) in enumerate(told, start=1):
        lines.append(f"{number}. {unit.short_name} {_digits(found)}")
    return _text([*lines, "", "收到请回复，辛苦各位"])


def _digits(found: Figures) -> str:
    if not any(found.values()):
        return "零报告"
    return (
        "新增{new_arrivals} 重点地区{new_from_key_area} 累计{total_arrivals} 已双报{total_dual_reported} "
        "未登记{not_at_community} 在管{under_observation} 满14天{observation_ended} 发热{with_symptoms}"
    ).format(**found)


def _spoken(day: date, told: Told, _before: Former) -> str:
    """Sentences, as people speak."""
    lines = [f"@所有人 {day.month}月{day.day}日的返程人员情况请在群里报一下"]
    for number, (unit, found) in enumerate(told, start=1):
        lines.append(f"{number}、{unit.short_name}：{_sentence(found)}")
    return _text(lines)


def _sentence(found: Figures) -> str:
    if not any(found.values()):
        return "今日零报告"
    new = f"新增{found['new_arrivals']}人" if found["new_arrivals"] else "无新增"
    key = f"其中湖北{found['new_from_key_area']}人" if found["new_from_key_area"] else "无重点地区"
    rest = (
        "累计返程{total_arrivals}人，已双报{total_dual_reported}人，未到社区登记{not_at_community}人，"
        "居家观察{under_observation}人，期满{observation_ended}人，有症状{with_symptoms}人"
    )
    return f"{new}，{key}，{rest.format(**found)}"


def _numerals(day: date, told: Told, _before: Former) -> str:
    """Chinese numerals, and somebody who corrects himself."""
    lines = [f"【返程人员接龙】{_chinese(day.month)}月{_chinese(day.day)}日"]
    busy = next(((unit, found) for unit, found in told if any(found.values())), None)
    for number, (unit, found) in enumerate(told, start=1):
        shown = dict(found)
        if busy and unit == busy[0]:
            shown["under_observation"] += 1
        lines.append(f"{number}．{unit.short_name}　{_in_words(shown)}")
    if busy:
        lines.append(f"更正：{busy[0].short_name}隔离{_chinese(busy[1]['under_observation'])}人，刚才打错了")
    return _text(lines)


def _in_words(found: Figures) -> str:
    if not any(found.values()):
        return "零报告"
    words = (
        ("新增", "new_arrivals"), ("重点地区", "new_from_key_area"), ("累计", "total_arrivals"),
        ("已双报", "total_dual_reported"), ("未登记", "not_at_community"), ("隔离", "under_observation"),
        ("解除", "observation_ended"), ("发烧", "with_symptoms"),
    )  # fmt: skip
    return "，".join(f"{word}{_chinese(found[code])}人" for word, code in words)


def _chinese(number: int) -> str:
    """Write a number below twenty as people do."""
    return NUMERALS[number] if number <= 10 else f"十{NUMERALS[number - 10]}"


def _as_yesterday(day: date, told: Told, before: Former) -> str:
    """Who has nothing new says so."""
    lines = [f"{day.month}月{day.day}日 行业管理单位返程日报"]
    for number, (unit, found) in enumerate(told, start=1):
        same = any(found.values()) and found == before[unit.code]
        lines.append(f"{number}) {unit.short_name} {'同昨日' if same else _digits(found)}")
    return _text(lines)


def _exported(day: date, told: Told, _before: Former) -> str:
    """Copied out of the chat with its clock: each unit's message under the sender and the minute."""
    lines = []
    for number, (unit, found) in enumerate(told):
        at = cut_off(day) - timedelta(minutes=3 * (len(told) - number))
        lines += [f"{unit.short_name} 联络员 {at:%H:%M}", f"{unit.short_name}，{_sentence(found)}"]
    return _text(lines)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


STYLES: dict[int, tuple[str, Style]] = {
    6: ("市政府办", _numbered),
    7: ("市工信局", _spoken),
    8: ("市金融办", _numerals),
    9: ("市政府办", _as_yesterday),
    10: ("市应急局", _exported),
}
"""Whose group it is on each day of February, and how it writes."""
