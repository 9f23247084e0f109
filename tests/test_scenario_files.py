"""The story that the files of ``scenarios/baishan-2020`` tell, read as an importer reads them (M5, M8)."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import load_workbook

from tools.scenario.baishan.reading import (
    MANIFEST,
    ROOT,
    Entry,
    body_codes,
    checksum_holds,
    cut_off,
    entries,
    pairs,
    received,
    register,
    reports,
    wrong_digits,
)
from tools.scenario.make import make


@pytest.mark.parametrize(("line", "people", "bodies"), [("organs", 271, 62), ("industry", 194, 34)])
def test_each_line_declares_the_people_of_the_source(line: str, people: int, bodies: int) -> None:
    declared = [entry for entry in entries("unit") if entry.file["line"] == line]
    assert len({(entry.name, entry.community) for entry in declared}) == len(declared) == people
    assert len({entry.file["body"] for entry in declared}) == bodies


def test_every_declared_person_is_registered_in_exactly_one_row() -> None:
    registered = Counter((entry.name, entry.community) for entry in entries("community"))
    assert set(registered.values()) == {1}
    assert len(pairs()) == 465
    assert len(entries("community")) == 465 + 60


def test_the_community_names_the_employer_that_declares() -> None:
    assert all(body_codes()[theirs.employer] == mine.file["body"] for mine, theirs in pairs())
    declared = [theirs for _, theirs in pairs()]
    others = [entry.employer for entry in entries("community") if entry not in declared]
    assert set(others) == {"", "无", "退休", "学生", "务工"}


def test_every_pair_can_be_found_by_a_rule() -> None:
    rules: Counter[str] = Counter()
    for mine, theirs in pairs():
        same_id = bool(mine.id) and mine.id == theirs.id
        same_phone = bool(mine.phone) and mine.phone == theirs.phone
        assert (
            same_id or same_phone or (_building(mine) == _building(theirs) and mine.arrived == theirs.arrived)
        )
        rules["id" if same_id else "phone" if same_phone else "address"] += 1
    assert rules["phone"] >= 25
    assert rules["address"] >= 5


def test_few_pairs_conflict() -> None:
    buildings = [mine.name for mine, theirs in pairs() if _building(mine) != _building(theirs)]
    dates = [mine.name for mine, theirs in pairs() if mine.arrived != theirs.arrived]
    assert (len(buildings), len(dates)) == (2, 2)


def _building(entry: Entry) -> str:
    found = re.search(r"(\d+)(?:号楼|栋|-)", entry.address)
    assert found, entry.address
    return found[1]


def test_no_two_people_share_or_nearly_share_a_number() -> None:
    people = entries("community") + [mine for mine, theirs in pairs() if not (theirs.id and theirs.phone)]
    for field in ("id", "phone"):
        owners = defaultdict(set)
        for entry in people:
            owners[getattr(entry, field)].add((entry.name, entry.community))
        del owners[""]
        numbers = list(owners)
        assert all(len(names) == 1 for names in owners.values())
        clashes = [(a, b) for n, a in enumerate(numbers) for b in numbers[:n] if wrong_digits(a, b) == 1]
        assert all(owners[a] == owners[b] for a, b in clashes)


def test_id_numbers_are_valid_but_for_one_wrong_digit_on_one_side() -> None:
    slips = [
        (mine.id, theirs.id) for mine, theirs in pairs() if mine.id and theirs.id and mine.id != theirs.id
    ]
    assert all(wrong_digits(*slip) == 1 and sum(map(checksum_holds, slip)) == 1 for slip in slips)
    numbers = {entry.id for side in ("unit", "community") for entry in entries(side) if entry.id}
    invalid = {number for number in numbers if not checksum_holds(number)}
    assert len(slips) == len(invalid) == 7


def test_no_real_person_can_be_meant() -> None:
    assert MANIFEST["persons"]["fictitious"] is True
    for entry in entries("unit") + entries("community"):
        assert entry.id[14:15] in ("", "9")
        assert entry.phone[:3] in ("", "142", "154")


def test_people_arrive_between_24_january_and_9_february_and_before_their_file() -> None:
    everybody = entries("unit") + entries("community")
    assert min(entry.arrived for entry in everybody) == date(2020, 1, 24)
    assert max(entry.arrived for entry in everybody) == date(2020, 2, 9)
    assert all(entry.arrived <= received(entry.file).date() for entry in everybody)


def test_on_8_february_gaps_remain_and_on_10_february_none() -> None:
    midnight = datetime.fromisoformat("2020-02-09T00:00:00+08:00")
    by_then = Counter((received(a.file) < midnight, received(b.file) < midnight) for a, b in pairs())
    assert by_then[True, False] >= 20
    assert by_then[False, True] >= 20
    end = midnight + timedelta(days=2)
    assert all(received(entry.file) < end for side in ("unit", "community") for entry in entries(side))
    first = Counter(received(a.file) < received(b.file) for a, b in pairs())
    assert min(first.values()) >= 100


def test_manifest_lists_every_file_once_in_the_order_in_which_it_came_in() -> None:
    listed = [file["path"] for file in MANIFEST["files"]]
    times = [received(file) for file in MANIFEST["files"]]
    sent = [path for path in ROOT.rglob("*.*") if path.parent != ROOT]
    assert sorted(listed) == sorted(str(path.relative_to(ROOT)) for path in sent)
    assert times == sorted(set(times))
    assert all(at.utcoffset() == timedelta(hours=8) for at in times)
    assert sum(path.stat().st_size for path in ROOT.rglob("*.*")) < 3_000_000


def test_manifest_says_what_is_assumed() -> None:
    said = " ".join(item["text"] for item in MANIFEST["assumptions"])
    for word in ("220602", "24 further departments", "overlap", "invented", "without an employer"):
        assert word in said


def test_registers_hold_the_places_and_bodies_of_the_source() -> None:
    kinds = Counter(row["kind"] for row in register("places.csv"))
    assert (kinds["street"], kinds["community"], kinds["grid"]) == (7, 26, 7)
    codes = {row["code"] for row in register("places.csv")}
    assert all(row["parent_code"] in codes for row in register("places.csv") if row["parent_code"])
    parents = Counter((row["line"], row["parent_code"]) for row in register("positions.csv"))
    assert parents["organs", "work-committee"] == 86
    assert parents["industry", "work-committee"] == 4
    assert sum(count for (line, _), count in parents.items() if line == "industry") == 1 + 4 + 67
    assert Counter(row["line"] for row in register("obligations.csv")) == {"organs": 86, "industry": 67}


def test_reports_are_filed_in_time_or_late_and_some_not_at_all() -> None:
    owed = {(row["body"], date(2020, 2, n)) for row in register("obligations.csv") for n in range(1, 16)
            if not row["valid_to"] or f"2020-02-{n:02d}" < row["valid_to"]}  # fmt: skip
    for excuse in MANIFEST["excuses"]:
        owed -= {(body, day) for body, day in owed if body == excuse["body"]
                 and excuse["from"] <= str(day) < excuse["to"]}  # fmt: skip
    first = {(filed.body, filed.day): filed for filed in reversed(reports())}
    lateness = [received(filed.file) - cut_off(filed.day) for filed in first.values()]
    grace = timedelta(minutes=MANIFEST["response"]["rules"]["report_grace_minutes"])
    assert set(first) < owed
    assert len(owed) == 153 * 15 - 6 - 3
    assert all(late < timedelta(0) or late > grace for late in lateness)
    assert 15 <= sum(late > grace for late in lateness) <= 60
    assert 30 <= len(owed) - len(first) <= 120
    assert len(reports()) - len(first) == 2


def test_zero_reports_state_that_everything_is_zero() -> None:
    assert all(filed.zero is not any(filed.figures) for filed in reports())
    assert sum(filed.zero for filed in reports()) > 800


def test_reported_totals_follow_from_the_files_received_or_the_difference_is_explained() -> None:
    explained = 0
    for filed in reports():
        end = cut_off(filed.day)
        mine = [
            pair for pair in pairs() if pair[0].file["body"] == filed.body and received(pair[0].file) <= end
        ]
        dual = sum(received(theirs.file) <= end for _, theirs in mine)
        watched = sum(filed.day < entry.arrived + timedelta(days=14) for entry, _ in mine)
        figures = (filed.figures[2], filed.figures[3], filed.figures[4], filed.figures[5])
        same = figures == (len(mine), dual, len(mine) - dual, watched)
        assert same is not bool(filed.difference)
        explained += not same
    assert 5 <= explained <= 12


def test_the_generator_still_writes_the_committed_files(tmp_path: Path) -> None:
    make("baishan-2020", tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert written == sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.*"))
    assert [name for name in written if _content(tmp_path / name) != _content(ROOT / name)] == []


def _content(path: Path) -> object:
    if path.suffix == ".xlsx":
        return load_workbook(path).get_sheet_by_index(0).to_python()
    return path.read_text(encoding="utf-8")
