"""Reads the scenario's files as any importer would, sharing nothing with the code that wrote them."""

import csv
import re
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from opencc import OpenCC
from python_calamine import load_workbook
from stdnum.cn import ric

ROOT = Path(__file__).parents[3] / "scenarios" / "baishan-2020"
MANIFEST = tomllib.loads((ROOT / "manifest.toml").read_text(encoding="utf-8"))
SIMPLIFIED = OpenCC("t2s")
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
REPORT_FIELDS = (
    "新增返程人员",
    "其中来自重点地区",
    "累计返程人员",
    "累计已双报",
    "尚未到社区登记",
    "14天观察期内",
    "满14天",
    "有发热等症状",
)
HEADERS = {
    "name": "姓名 人员姓名",
    "id": "身份证号 身份证号码 证件号码",
    "phone": "联系电话 手机号码 手机号 电话",
    "arrived": "到达时间 返回日期 返回时间",
    "origin": "出发地 从何处来 返程出发地 来自何地",
    "address": "现居住地址 现住址 居住地址 家庭住址 楼-单元-室",
    "community": "所属社区 居住社区 所在社区 社区",
    "employer": "工作单位 所在单位 单位",
    "body": "单位 单位名称 填报单位",
    "day": "报告日期 填报日期 日期",
    "zero": "零报告 是否零报告",
    "difference": "差异说明",
    **{header: header for header in REPORT_FIELDS},
}


class Entry(NamedTuple):
    """One row of a workbook of arrivals, brought to plain values."""

    name: str
    id: str
    phone: str
    arrived: date
    address: str
    community: str
    employer: str
    file: dict[str, str]


def table(path: str, facts: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the rows below the header (one or two lines) of a workbook's first sheet."""
    known = {header: fact for fact in facts for header in HEADERS[fact].split()}
    rows = load_workbook(ROOT / path).get_sheet_by_index(0).to_python()
    flat = [[re.sub(r"\s", "", str(cell)) for cell in row] for row in rows]
    heads = [n for n, row in enumerate(flat) if sum(cell in known for cell in row) >= 2]
    lines = range(heads[0], heads[-1] + 1)
    names = [next((known[flat[n][c]] for n in lines if flat[n][c] in known), "") for c in range(len(flat[0]))]
    below = [dict(zip(names, row, strict=True)) for row in rows[heads[-1] + 1 :]]
    return [row for row in below if sum(row[name] not in ("", None) for name in facts if name in row) >= 2]


def day_of(cell: Any) -> date:
    """Read an Excel date, 2020/2/3, 2月3日 or 2020.02.03 14:20."""
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    numbers = [int(number) for number in re.findall(r"\d+", cell.translate(WIDE))]
    return date(*numbers[:3]) if numbers[0] == 2020 else date(2020, *numbers[:2])


def digits(cell: Any) -> str:
    """Read a phone or ID number whatever its type, width and punctuation."""
    text = str(int(cell)) if isinstance(cell, float) else str(cell or "")
    return re.sub(r"[^0-9X]", "", text.translate(WIDE).upper())


@cache
def entries(side: str) -> list[Entry]:
    """Return the rows of one side; a person whom a unit lists twice counts once."""
    facts = ("name", "id", "phone", "arrived", "origin", "address", "community", "employer")
    found: dict[tuple[str, str], Entry] = {}
    for file in files("arrivals", side):
        for row in table(file["path"], facts):
            name = SIMPLIFIED.convert(re.sub(r"\s", "", row["name"]))
            community = place_names()[file["place"]] if side == "community" else row["community"]
            entry = Entry(
                name,
                digits(row.get("id")),
                digits(row.get("phone")),
                day_of(row["arrived"]),
                row["address"].translate(WIDE),
                community[community.find("街道") + 2 :] if "街道" in community else community,
                row.get("employer") or "",
                file,
            )
            if side == "community" and (entry.name, file["path"]) in found:
                raise ValueError(f"{file['path']}: {entry.name} is registered twice")
            found[entry.name, file["path"]] = entry
    return list(found.values())


def files(kind: str, side: str = "") -> list[dict[str, str]]:
    """Return the manifest's files of a kind and side."""
    return [file for file in MANIFEST["files"] if file["kind"] == kind and file.get("side", "") == side]


def register(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the registers."""
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def place_names() -> dict[str, str]:
    """Return the name of every place by its code."""
    return {row["code"]: row["name"] for row in register("places.csv")}


@cache
def body_codes() -> dict[str, str]:
    """Return the code of every body by its full and its short name."""
    rows = register("bodies.csv")
    return {row[key]: row["code"] for row in rows for key in ("name", "short_name")}


def received(file: dict[str, str]) -> datetime:
    """Return when a file came in."""
    return datetime.fromisoformat(file["received_at"])


def pairs() -> list[tuple[Entry, Entry]]:
    """Join each declaration with the registration of the same name in the same community."""
    registered = {(entry.name, entry.community): entry for entry in entries("community")}
    return [(entry, registered[entry.name, entry.community]) for entry in entries("unit")]


def checksum_holds(number: str) -> bool:
    """Tell whether an ID number ends in its check digit (GB 11643)."""
    return len(number) == 18 and ric.calc_check_digit(number) == number[17]


def wrong_digits(one: str, other: str) -> int:
    """Count the digits in which two numbers of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else 18


class Filed(NamedTuple):
    """One row of a workbook of daily reports that is a report: figures, or a stated zero."""

    body: str
    day: date
    figures: tuple[int, ...]
    zero: bool
    difference: str
    file: dict[str, str]


@cache
def reports() -> list[Filed]:
    """Return every report; totals, and rows with neither figures nor a zero, are none."""
    facts = ("body", "day", *REPORT_FIELDS, "zero", "difference")
    found = []
    for file in files("reports"):
        for row in table(file["path"], facts):
            cells = [row[header] for header in REPORT_FIELDS]
            if row["body"] != "合计" and (row["zero"] or "" not in cells):
                figures = tuple(int(cell or 0) for cell in cells)
                code = body_codes()[row["body"]]
                found.append(
                    Filed(code, day_of(row["day"]), figures, row["zero"] == "是", row["difference"], file)
                )
    return found


def cut_off(day: date) -> datetime:
    """Return the instant at which the report of a day is due."""
    return datetime.fromisoformat(f"{day}T{MANIFEST['response']['rules']['report_cut_off']}:00+08:00")
