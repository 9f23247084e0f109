"""The bodies of the scenario: the work committee, 86 departments and 67 units of the industry line."""

import random
from collections.abc import Iterator
from typing import NamedTuple

from tools.scenario.baishan.body_names import DEPARTMENTS, INDUSTRY, REGULATORS
from tools.scenario.baishan.places import STREETS
from tools.scenario.registers import VALID_FROM

ROOT = "work-committee"
DEPARTMENTS_WITH_ARRIVALS = 62
UNITS_WITH_ARRIVALS = 34
OWED_FROM = "2020-02-01"
CLOSED_FROM = "2020-02-10"
INSTITUTION_ENDINGS = ("中心", "馆", "站", "处", "福利院", "规划院")


class Body(NamedTuple):
    """One row of ``bodies.csv`` with the line in which it reports and its superior there."""

    code: str
    name: str
    short_name: str
    kind: str
    place_code: str
    line: str
    parent_code: str


def departments() -> list[Body]:
    """Return the 86 departments of the organs' line."""
    rows: list[Body] = []
    for number, (name, short) in enumerate(DEPARTMENTS, start=1):
        kind = "institution" if name.endswith(INSTITUTION_ENDINGS) else "department"
        rows.append(Body(f"dept-{number:02d}", name, short, kind, "220602", "organs", ROOT))
    return rows


def industry_units() -> list[Body]:
    """Return the 67 units of the industry line, each under the regulator that coordinates it."""
    rng = random.Random("bodies")
    by_short = {body.short_name: body.code for body in departments()}
    rows: list[Body] = []
    for regulator in REGULATORS:
        for name, short in INDUSTRY[regulator]:
            code = f"unit-{len(rows) + 1:02d}"
            street = rng.choice(list(STREETS))
            rows.append(Body(code, name, short, "enterprise", street, "industry", by_short[regulator]))
    return rows


def regulators() -> list[Body]:
    """Return the four departments that stand in both lines."""
    return [body for body in departments() if body.short_name in REGULATORS]


def reporting_bodies() -> list[Body]:
    """Return all 153 bodies that owe a daily report, in code order within each line."""
    return departments() + industry_units()


def with_arrivals() -> list[Body]:
    """Return the 62 departments and 34 units that have somebody to declare."""
    rng = random.Random("arrivals")
    organs = departments()
    must = [body for body in organs if body.short_name in ("市政府办", "市应急局")]
    rest = [body for body in organs if body not in must]
    chosen = must + rng.sample(rest, DEPARTMENTS_WITH_ARRIVALS - len(must))
    chosen += rng.sample(industry_units(), UNITS_WITH_ARRIVALS)
    return sorted(chosen, key=lambda body: body.code)


def quiet_units() -> tuple[Body, Body]:
    """Return two units without arrivals: one that closes mid-period, one excused for three days."""
    busy = with_arrivals()
    closing, excused, *_ = [body for body in industry_units() if body not in busy]
    return closing, excused


def body_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``bodies.csv``; lines are separated by semicolons."""
    yield ROOT, "中共白山市直属机关工作委员会", "市直机关工委", "committee", "220602", "organs;industry"
    both = {body.code for body in regulators()}
    for body in reporting_bodies():
        lines = "organs;industry" if body.code in both else body.line
        yield body.code, body.name, body.short_name, body.kind, body.place_code, lines


def position_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``positions.csv``, superiors first."""
    for line in ("organs", "industry"):
        yield line, ROOT, "", VALID_FROM, ""
        middle = regulators() if line == "industry" else []
        for body in middle:
            yield line, body.code, ROOT, VALID_FROM, ""
        for body in reporting_bodies():
            if body.line == line:
                yield line, body.code, body.parent_code, VALID_FROM, ""


def obligation_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``obligations.csv``; ``valid_to`` is the first day that is no longer owed."""
    closing, _ = quiet_units()
    for body in reporting_bodies():
        yield body.code, body.line, "daily-returnees", OWED_FROM, CLOSED_FROM if body == closing else ""
