"""A health authority loads what units filed into DHIS2: by code, exact, and only what is its to see."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

from fangxian.command.api.tests.caller import Caller, committee, liaison, worker
from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.lines.reports import actions, exchange
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.tests.supplies import CODE, approved, filed, owed
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Field, Form, Frequency

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


def test_every_type_of_field_is_a_value_as_dhis2_takes_it(world: World) -> None:
    owed(world)
    told = {
        "until": "2020-02-20",
        "source": "donated",
        "kinds": ["n95", "plain"],
        "note": "第一行，有逗号（全角）",
    }
    filed(world, numbers={"spent": 123450, "wearing": 985, "short": 1}, answers=told)
    filed(world, "archives", numbers={"received": 0, "total": 0, "short": 0})
    values: dict[str, dict[str, str]] = {"audit-office": {}, "archives": {}}
    for one in exported(committee(world), form=CODE)["dataValues"]:
        assert set(one) == {"dataElement", "period", "orgUnit", "value", "lastUpdated"}, (
            "default option combos"
        )
        assert isinstance(one["value"], str)
        datetime.strptime(one["lastUpdated"], "%Y-%m-%dT%H:%M:%S.%f%z")  # as DHIS2 writes instants
        assert one["lastUpdated"].endswith("+0000")
        values[one["orgUnit"]][one["dataElement"].removeprefix(f"{CODE}.")] = one["value"]
    assert values["audit-office"] == {
        "received": "200", "total": "1200", "spent": "1234.50", "wearing": "98.5", "short": "true",
        "price": "6.17", "until": "2020-02-20", "source": "donated", "kinds": "n95,plain",
        "note": "第一行，有逗号（全角）",
    }  # fmt: skip
    assert values["archives"] == {"received": "0", "total": "0", "short": "false"}, "blanks are no values"


def test_the_metadata_says_of_each_field_what_dhis2_may_do_with_it(world: World) -> None:
    owed(world)
    described = committee(world).get("/dataValueSets/metadata", form=CODE, line=ORGANS).json()
    elements = {one["code"].removeprefix(f"{CODE}."): one for one in described["dataElements"]}
    types = {name: (one["valueType"], one["aggregationType"]) for name, one in elements.items()}
    assert types == {
        "received": ("INTEGER_ZERO_OR_POSITIVE", "SUM"), "total": ("INTEGER_ZERO_OR_POSITIVE", "LAST"),
        "spent": ("NUMBER", "SUM"), "wearing": ("NUMBER", "NONE"), "short": ("BOOLEAN", "LAST"),
        "price": ("NUMBER", "LAST"), "until": ("DATE", "NONE"), "source": ("TEXT", "NONE"),
        "kinds": ("MULTI_TEXT", "NONE"), "note": ("LONG_TEXT", "NONE"),
    }  # fmt: skip
    sets = {one["code"]: one for one in described["optionSets"]}
    options = {one["id"]: one for one in described["options"]}
    for name, codes in (("source", ["donated", "bought"]), ("kinds", ["n95", "plain"])):
        own = sets[f"{CODE}.{name}"]
        assert elements[name]["optionSet"] == {"id": own["id"], "code": own["code"]}
        assert own["valueType"] == elements[name]["valueType"]
        assert [options[each["id"]]["code"] for each in own["options"]] == codes
    assert all(
        re.fullmatch(r"[A-Za-z]{11}", key) for key in [*options, *(one["id"] for one in sets.values())]
    )
    assert max(len(one[name]) for one in described["dataElements"] for name in ("code", "shortName")) <= 50
    assert len({one["shortName"] for one in described["dataElements"]}) == len(elements)


def test_long_codes_are_shortened_alike_in_values_and_metadata(world: World) -> None:
    fields = (Field("x" * 40, "甲"), Field("x" * 39 + "y", "乙"))
    form = Form("f" * 40, "名称很长的表", fields, valid_from=FIRST_DAY)
    file_once(world, form, FIRST_DAY, {field.code: 1 for field in fields})
    caller = committee(world)
    described = caller.get("/dataValueSets/metadata", form=form.code, line=ORGANS).json()
    codes = {one["code"] for one in described["dataElements"]}
    assert len(codes) == 2
    assert max(len(code) for code in codes) <= 50
    assert {one["dataElement"] for one in exported(caller, form=form.code)["dataValues"]} == codes


def test_a_weekly_form_has_weeks_for_periods(world: World) -> None:
    weekly = {"frequency": Frequency.WEEKLY, "due_on": "5"}
    form = Form("weekly", "周报", (Field("masks", "口罩"),), valid_from=FIRST_DAY, **weekly)  # type: ignore[arg-type]
    file_once(world, form, FIRST_DAY, {"masks": 1})
    (found,) = exported(committee(world), form="weekly")["dataValues"]
    assert found["period"] == "2020W5"
    assert exchange.period(form, FIRST_DAY + timedelta(days=2)) == "2020W6"
    assert exchange.period(form, date(2021, 1, 2)) == "2020W53", "the week's own year"
    described = committee(world).get("/dataValueSets/metadata", form="weekly", line=ORGANS).json()
    assert described["dataSets"][0]["periodType"] == "Weekly"


def file_once(world: World, form: Form, day: date, numbers: dict[str, int]) -> None:
    """Have the archives owe a form and file it."""
    approved(world, form)
    actions.set_rule(
        world.actor("committee"), world.response, form.code, ORGANS, FIRST_DAY, kinds=["department"]
    )
    filing = Filing(world.bodies["archives"], ORGANS, day, numbers)
    actions.file(world.actor("archives"), world.response, [filing], form_of(form.code))


def test_a_window_that_cannot_be_is_refused(world: World) -> None:
    caller = committee(world)
    turned = caller.get("/dataValueSets", **ASKED | {"to_day": FIRST_DAY - timedelta(days=1)})
    assert turned.json()["errors"].keys() == {"to_day"}
    assert caller.get("/dataValueSets", **ASKED | {"to_day": date(2022, 1, 1)}).status_code == 422
    assert caller.get("/dataValueSets", **ASKED | {"form": "no-such-form"}).status_code == 404
