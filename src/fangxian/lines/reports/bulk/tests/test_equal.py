"""A report filed in bulk is the same row as one filed alone, and is refused with the same words (M8)."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.errors import Conflict, Invalid, Refusal
from fangxian.core.ids import new_id
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.bulk.telling import Teller
from fangxian.lines.reports.bulk.tests.sending import kept, line, packed, send
from fangxian.lines.reports.tests.supplies import CODE, FIELDS, FORM, approved, next_day
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType
from fangxian.trees.people.actor import SYSTEM

EVERY = replace(
    FORM,
    fields=(
        *FIELDS,
        Field(
            "weight", "重量", type=FieldType.DECIMAL, decimals=3, required=False, constraint=". < ${total}"
        ),
        Field(
            "stock",
            "库存",
            FieldKind.CURRENT,
            constraint=". <= ${yesterday.stock} + ${received}",
            required=False,
        ),
    ),
)
"""All ten types of fields, rules that look at other fields and at the day before."""
BODIES = ("audit-office", "archives", "statistics", "meteorology")
NUMBERS = st.one_of(st.integers(0, 9), st.sampled_from([-1, 1200, 10**15 + 1, True, 1.5, "3", None]))
GOOD = st.fixed_dictionaries(
    {"received": st.integers(0, 9), "total": st.integers(0, 2000)},
    optional={name: st.integers(0, 1200) for name in ("spent", "wearing", "weight", "stock")}
    | {"short": st.integers(0, 1)},
)
ODD = st.dictionaries(st.sampled_from([field.code for field in EVERY.fields] + ["price", "nothing"]), NUMBERS)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "until": st.sampled_from(["2020-02-20", "soon", "", None]),
        "source": st.sampled_from(["bought", "采购", "stolen"]),
        "kinds": st.sampled_from([["n95"], ["plain", "n95"], "n95", []]),
        "note": st.sampled_from(["无", "", " x ", 3, "长" * 501]),
        "received": st.just("3"),
    },
)
REASONS = st.dictionaries(st.sampled_from(["total", "received"]), st.sampled_from(["重复计数", " "]))
DAYS = st.sampled_from(
    [FIRST_DAY, FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=9), date(2020, 1, 1)]
)
SENT = st.fixed_dictionaries(
    {"body": st.sampled_from(BODIES), "numbers": GOOD | ODD, "day": DAYS},
    optional={
        "answers": ANSWERS,
        "reasons": REASONS,
        "draft": st.booleans(),
        "comment": st.sampled_from(["", "见附件"]),
    },
)


class Back(Exception):
    """What was tried is taken back."""


@pytest.fixture
def second_day(world: World) -> World:
    """Some units filed on the first day; the second has begun."""
    approved(world, EVERY)
    for body, total in (("audit-office", 1200), ("archives", 5)):
        told = Filing(world.bodies[body], "organs", FIRST_DAY, {"received": 3, "total": total, "stock": 8})
        actions.file(SYSTEM, world.response, [told], form_of(CODE))
    next_day(world)
    return world


def alone(world: World, told: dict[str, Any]) -> dict[str, str]:
    """File a line by the ordinary action, and return why not."""
    numbers, answers = (
        {k: v for k, v in told.get(name, {}).items() if v is not None} for name in ("numbers", "answers")
    )
    filing = Filing(
        world.bodies[told["body"]], told["line"], date.fromisoformat(told["day"]), numbers,
        told.get("reasons", {}), told.get("draft", False), told.get("comment", ""), uuid.UUID(told["id"]),
        answers=answers,
    )  # fmt: skip
    try:
        with transaction.atomic():
            actions.file(SYSTEM, world.response, [filing], form_of(CODE))
    except Invalid as invalid:
        return {name: str(text) for name, text in invalid.errors.items()}
    except Refusal as refusal:
        return {"": str(refusal.message) if not isinstance(refusal, Conflict) else "conflict"}
    return {}


def tried(world: World, lines: list[dict[str, Any]], *, in_bulk: bool) -> tuple[list[dict[str, str]], Any]:
    """Return what was said of each line and which rows there are then; everything is taken back."""
    said: list[dict[str, str]] = []
    rows: Any = None
    try:
        with transaction.atomic():
            if in_bulk:
                for result in send(world, *lines):
                    detail = "conflict" if result.status == "conflict" else result.detail
                    said.append(result.errors or ({"": detail} if detail else {}))
            else:
                said = [alone(world, told) for told in lines]
            rows = kept()
            raise Back
    except Back:
        return said, rows


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(SENT, min_size=1, max_size=4))
def test_in_bulk_as_alone(second_day: World, sent: list[dict[str, Any]]) -> None:
    lines = [line(**told | {"id": str(new_id()), "day": told["day"].isoformat()}) for told in sent]
    said, rows = tried(second_day, lines, in_bulk=True)
    one_by_one, expected = tried(second_day, lines, in_bulk=False)
    assert said == one_by_one
    assert rows == expected


def test_a_body_s_next_day_is_held_against_its_line_before(second_day: World) -> None:
    days = (FIRST_DAY, FIRST_DAY + timedelta(days=1))
    lines = [
        line(
            id=str(new_id()), body="statistics", day=day.isoformat(), numbers={"received": 0, "total": total}
        )
        for day, total in zip(days, (1, 0), strict=True)
    ]
    first, second = send(second_day, *lines)
    assert (first.status, second.status) == ("new", "invalid")
    assert list(second.errors) == ["total"]


@pytest.mark.parametrize(
    "numbers", [{"total": 5, "received": 3}, {"received": 0, "total": 0, "spent": 100, "short": 1}]
)
def test_an_ordinary_line_is_recognised_at_once(world: World, numbers: dict[str, int]) -> None:
    """It needs no closer look, and its canonical text is the ordinary one byte for byte."""
    approved(world, EVERY)
    raw = packed([line(numbers=numbers)])[0]
    told = Teller(world.response).told([(1, raw)])[0]
    shape, row = told.shape, told.row
    assert shape
    assert row
    assert msgspec.structs.astuple(shape.decode(raw).numbers) == row
    assert shape.judged(row, None, None) is not None
    body = world.bodies["audit-office"]
    filing = Filing(body, told.line, told.day, numbers)
    assert shape.content(str(body.pk), row) == filing.content(form_of(CODE))
    assert shape.judged(row, None, dict.fromkeys(shape.compared, 10)) is None


ODDITIES = st.dictionaries(
    st.sampled_from(
        ["id", "body", "line", "day", "form", "numbers", "answers", "reasons", "draft", "comment", "x"]
    ),
    st.one_of(
        st.sampled_from([None, "", "改", "\0", {}, [], 1, True, False, ORGANS, CODE, FIRST_DAY.isoformat()]),
        st.sampled_from([str(uuid.UUID(int=7)), uuid.UUID(int=7).hex, {"note": "x"}, {"received": 1}]),
        st.fixed_dictionaries(
            {"received": NUMBERS, "total": NUMBERS}, optional={"short": NUMBERS, "x": NUMBERS}
        ),
    ),
    max_size=2,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=ODDITIES, left_out=st.sampled_from(["", "", "form", "id", "numbers"]))
def test_a_line_is_read_alike_after_whatever_line(
    second_day: World, odd: dict[str, Any], left_out: str
) -> None:
    """The decoder made of the line before says the same as the one for every line."""
    told = {name: value for name, value in {**line(), **odd}.items() if name != left_out}
    raw, before = packed([told, line("archives")])
    alone, after = Teller(second_day.response), Teller(second_day.response)
    expected, found = alone.told([(2, raw)]), after.told([(1, before), (2, raw)])[1:]
    assert [(own.id, own.body, own.line, own.form, own.day, own.row) for own in found] == [
        (own.id, own.body, own.line, own.form, own.day, own.row) for own in expected
    ]
    assert after.unread == alone.unread
