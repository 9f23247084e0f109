"""A health authority loads what units filed into DHIS2: by code, exact, and only what is its to see."""

import json
from datetime import date, timedelta
from typing import Any

from fangxian.command.api.tests.caller import Caller, committee, liaison, worker
from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.lines.reports.form import RETURNEES

ASKED = {
    "form": RETURNEES.code,
    "line": ORGANS,
    "from_day": FIRST_DAY,
    "to_day": FIRST_DAY + timedelta(days=1),
}


def exported(caller: Caller, **changes: Any) -> dict[str, Any]:
    answer = caller.get("/dataValueSets", **ASKED | changes)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = json.loads(b"".join(answer.streaming_content))
    return found


def test_each_number_of_each_filed_report_is_a_data_value(world: World) -> None:
    world.declare(1)
    world.file("audit-office")
    world.file("archives")
    found = exported(committee(world))
    assert found["dataSet"] == RETURNEES.code
    assert found["dataElementIdScheme"] == "CODE"
    values = {(one["orgUnit"], one["dataElement"]): one["value"] for one in found["dataValues"]}
    assert len(values) == len(found["dataValues"]) == 2 * len(RETURNEES.fields)
    totals = [values[body, "daily-returnees.total_arrivals"] for body in ("audit-office", "archives")]
    assert totals == ["1", "0"]
    assert {one["period"] for one in found["dataValues"]} == {"20200201"}


def test_a_draft_is_not_exported_and_silence_is_not_zero(world: World) -> None:
    world.file("audit-office", draft=True)
    assert exported(committee(world))["dataValues"] == []


def test_a_unit_exports_its_own_reports_only_and_a_community_none(world: World) -> None:
    world.file("audit-office")
    world.file("archives")
    assert {one["orgUnit"] for one in exported(liaison(world))["dataValues"]} == {"audit-office"}
    assert worker(world).get("/dataValueSets", **ASKED).status_code == 403


def test_what_was_known_then_is_exported_as_of_then(world: World) -> None:
    before = world.time.now()
    world.file("audit-office")
    assert exported(committee(world), as_of=before.isoformat().replace("+00:00", "Z"))["dataValues"] == []


def test_the_metadata_names_every_element_and_body_that_the_values_use(world: World) -> None:
    world.file("audit-office")
    described = committee(world).get("/dataValueSets/metadata", form=RETURNEES.code, line=ORGANS).json()
    elements = {one["code"]: one for one in described["dataElements"]}
    units = {one["code"] for one in described["organisationUnits"]}
    for value in exported(committee(world))["dataValues"]:
        assert value["dataElement"] in elements
        assert value["orgUnit"] in units
    assert elements["daily-returnees.new_arrivals"]["aggregationType"] == "SUM"
    assert elements["daily-returnees.total_arrivals"]["aggregationType"] == "LAST"
    (described_set,) = described["dataSets"]
    assert {one["code"] for one in described_set["organisationUnits"]} == units


def test_a_window_that_cannot_be_is_refused(world: World) -> None:
    caller = committee(world)
    turned = caller.get("/dataValueSets", **ASKED | {"to_day": FIRST_DAY - timedelta(days=1)})
    assert turned.json()["errors"].keys() == {"to_day"}
    assert caller.get("/dataValueSets", **ASKED | {"to_day": date(2022, 1, 1)}).status_code == 422
    assert caller.get("/dataValueSets", **ASKED | {"form": "no-such-form"}).status_code == 404
