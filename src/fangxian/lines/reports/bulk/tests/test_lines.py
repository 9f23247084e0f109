"""Each line is answered by itself: one that is refused leaves the others alone, and sending again is safe (M8)."""

import gzip
import json
from datetime import timedelta

import pytest

from fangxian.conftest import FIRST_DAY, INDUSTRY, World
from fangxian.core.audit.models import Event
from fangxian.core.errors import Forbidden
from fangxian.lines.reports import actions
from fangxian.lines.reports.bulk.reading import LONGEST, Broken, batches, split, unpacked
from fangxian.lines.reports.bulk.tests.sending import line, send, statuses
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import approved
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.trees.people.actor import Actor


@pytest.fixture
def goods(world: World) -> World:
    """The form on goods is asked for."""
    approved(world)
    return world


def test_lines_that_cannot_be_read_are_told_and_the_others_filed(goods: World) -> None:
    good, day = line(), FIRST_DAY.isoformat()
    results = send(
        goods, good, b"{", b"[1]", b"\xff", b"x" * (LONGEST + 1), line("archives", id="1"), b"  ",
        line("archives", day="tomorrow"), line("archives", numbers=3), {"id": good["id"], "day": day},
        line("archives", comment="\0"), {**line(), "body": "\0"}, line("archives", day="1999-12-31"),
        line("archives", comment="长" * 201), json.dumps(line("archives", form="\ud800")).encode(),
    )  # fmt: skip
    assert statuses(results) == ["new", *["malformed"] * 4, *["invalid"] * 8, "malformed"]
    assert [result.line for result in results] == [1, 2, 3, 4, 5, 6, *range(8, 16)]
    assert [sorted(result.errors) for result in results[5:13]] == [
        ["id"], ["day"], ["numbers"], ["body"], ["comment"], ["comment"], ["day"], ["comment"],
    ]  # fmt: skip
    assert DailyReport.objects.count() == Entry.objects.filter(kind="daily_report").count() == 1


def test_what_lies_elsewhere_does_not_exist(goods: World) -> None:
    liaison = goods.actor("audit-office")
    results = send(
        goods, line(), line("archives"), line("nobody"), line("audit-office", line=INDUSTRY), actor=liaison
    )
    assert statuses(results) == ["new", "missing", "missing", "missing"]
    assert len({result.detail for result in results[1:]}) == 1
    with pytest.raises(Forbidden):
        send(goods, line(), actor=goods.actor("auditor"))
    with pytest.raises(Forbidden):
        send(goods, line(), actor=Actor(None))


def test_sent_again_it_is_unchanged_and_something_else_is_a_conflict(goods: World) -> None:
    told, other = line(), line("archives")
    assert statuses(send(goods, told, told, {**told, "numbers": {"received": 1, "total": 1}}, other)) == [
        "new", "unchanged", "conflict", "new",
    ]  # fmt: skip
    goods.time.advance(timedelta(days=3))
    again = send(goods, other, {**told, "id": line()["id"]}, {**told, "comment": "改"}, told)
    assert statuses(again) == ["unchanged", "conflict", "conflict", "unchanged"]
    assert "audit-office" in again[1].detail
    assert DailyReport.objects.count() == 2
    twice = send(goods, line("statistics"), line("statistics"))
    assert statuses(twice) == ["new", "conflict"]


def test_alone_and_in_bulk_know_each_other(goods: World) -> None:
    told = line()
    send(goods, told)
    filing = actions.Filing(
        goods.bodies["audit-office"], told["line"], FIRST_DAY, told["numbers"],
        id=DailyReport.objects.get().entry_id,
    )  # fmt: skip
    assert actions.file(goods.actor("audit-office"), goods.response, [filing], form_of(told["form"])) == []


def test_a_locked_day_stays_but_what_was_there_is_known(goods: World) -> None:
    told = line()
    send(goods, told)
    goods.time.advance(timedelta(days=1))
    actions.lock(
        goods.actor("committee"), goods.response, FIRST_DAY, FIRST_DAY, "已上报", place=goods.places["county"]
    )
    results = send(goods, told, line("archives"), line("statistics", draft=True))
    assert statuses(results) == ["unchanged", "invalid", "invalid"]
    assert "committee" in results[1].errors["day"]


def test_a_difference_from_the_ledgers_needs_a_reason_here_too(goods: World) -> None:
    goods.declare(1)
    asked = goods.filing("audit-office").numbers
    own = {"form": "daily-returnees", "numbers": dict(asked)}
    wrong = {**own, "numbers": {**asked, "new_arrivals": 0}}
    explained = {**wrong, "reasons": {"new_arrivals": "昨日已报"}}
    results = send(
        goods,
        line(**wrong),
        line(**explained),
        line("archives", **{**own, "numbers": dict.fromkeys(asked, 0)}),
    )
    assert statuses(results) == ["invalid", "new", "new"]
    assert set(results[0].errors) == {"new_arrivals"}
    first, second = DailyReport.objects.order_by("recorded_from", "pk").values_list("differs", "is_zero")
    assert {first, second} == {(True, True), (False, True)}


def test_a_batch_is_audited_once_and_a_dry_run_not_at_all(goods: World) -> None:
    lines = [line(body) for body in ("audit-office", "archives", "statistics")]
    assert statuses(send(goods, *lines, dry_run=True)) == ["new"] * 3
    assert not Entry.objects.filter(kind="daily_report").exists()
    events = Event.objects.filter(action="reports.file")
    assert not events.exists()
    send(goods, *lines, line("nobody"))
    assert events.get().count == 3
    send(goods, *lines)
    assert events.count() == 1


def test_pieces_become_lines_wherever_they_are_cut() -> None:
    text = b"\n".join(json.dumps({"n": n}).encode() for n in range(50)) + b"\n\n"
    packed = gzip.compress(text[:100]) + gzip.compress(text[100:])
    for width in (1, 7, 1000):
        cut = [packed[start : start + width] for start in range(0, len(packed), width)]
        assert b"\n".join(split(unpacked(cut))) + b"\n" == text.removesuffix(b"\n") + b"\n"
    endless = (b"x" * 100_000 for _ in range(100))
    assert [len(line) > LONGEST for line in split(endless)] == [True]


@pytest.mark.parametrize("damage", ["cut", "changed", "none of it"])
def test_a_damaged_file_gives_what_came_before(damage: str) -> None:
    text = b"".join(b'{"n": %d}\n' % n for n in range(30_000))
    whole = gzip.compress(text)
    sent = {"cut": whole[:-4000], "changed": whole[:-4000] + b"?" * 4000, "none of it": b"not packed"}[damage]
    found: list[int] = []
    read = batches(split(unpacked([sent])))
    with pytest.raises(Broken):
        found.extend(number for batch in read for number, _line in batch)
    assert found == list(range(1, len(found) + 1))
    assert bool(found) is (damage != "none of it")
