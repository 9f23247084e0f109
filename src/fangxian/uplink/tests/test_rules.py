"""The pure rules: what a package is, who is silent since when, what adds up."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.uplink.rules import packages, pairing
from fangxian.uplink.rules.packages import Content, Malformed, Origin, Series, canonical, read
from fangxian.uplink.rules.states import Seen, State, standing
from fangxian.uplink.rules.totals import Told, closest, shares, total

NOW = datetime(2020, 2, 8, 10, tzinfo=UTC)
NUMBER = st.none() | st.integers(-(2**63) + 1, 2**63 - 1)
CODES = ["220602", "220602001", "220602001001", "220605"]
COMMUNITIES = ["220602001001", "220602001002", "220602002001", "220605001001", "220605001002"]


def content(**changed: Any) -> Content:
    told: dict[str, Any] = {
        "format": 1, "node": "0" * 32, "sequence": 1, "response": "r", "agreement": "a",
        "day": date(2020, 2, 8), "as_of": NOW, "forms": {"daily": 1},
        "origins": [Origin("220602", 1, "", NOW)],
        "series": [Series("arrivals.registered", 0, [("220602", 0, 5, None, None, 0)])],
    }  # fmt: skip
    return Content(**told | changed)


cells = st.lists(
    st.tuples(st.sampled_from(CODES), st.just(0), NUMBER, NUMBER, NUMBER, st.just(0)),
    unique_by=lambda cell: cell[0],
)


@given(cells, st.dictionaries(st.text(max_size=8), st.integers(0, 99), max_size=3))
def test_a_package_is_read_as_it_was_written(found: list[Any], forms: dict[str, int]) -> None:
    told = content(forms=forms, series=[Series("m", 2, found)])
    assert read(canonical(told)) == told


@given(st.data())
def test_one_byte_more_or_changed_is_another_package_or_none(data: st.DataObject) -> None:
    body = canonical(content())
    place = data.draw(st.integers(0, len(body) - 1))
    changed = body[:place] + bytes([data.draw(st.integers(0, 255))]) + body[place + 1 :]
    if changed == body:
        return
    assert packages.digest(changed) != packages.digest(body)
    with suppress(Malformed):
        assert read(changed) != content()


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": 2},
        {"day": None},
        {"origins": []},
        {"as_of": datetime(2020, 2, 8, 10)},  # noqa: DTZ001
        {"series": [Series("m", 7, [])]},
        {"series": [Series("m" * 101, 0, [])]},
        {"series": [Series("m", 0, [("220602", 1, 1, None, None, 0)])]},
        {"series": [Series("m", 0, [("220602", 0, 2**63, None, None, 0)])]},
        {"series": [Series("m", 0, [("220602", 0, 1, None, None, 1)])]},
        {"series": [Series("m", 0, [("220602", 0, 1, None, None, 3)])]},
        {"series": [Series("m", 0, [("220602", 0, None, 1, 2, 2)])]},
        {"series": [Series("m", 0, [("220602", 0, 1, None, None, 0)] * 2)]},
    ],
)
def test_what_makes_no_sense_is_no_package(wrong: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(canonical(content(**wrong)))


def test_a_number_written_with_a_fraction_is_none() -> None:
    told = msgspec.to_builtins(content())
    told["series"][0]["cells"] = [["220602", 0, 1.5, None, None, 0]]
    with pytest.raises(Malformed):
        read(canonical(told))


def seen(received: timedelta | None, as_of: timedelta | None, **other: Any) -> Seen:
    told = {"paired_at": NOW - timedelta(days=1), "revoked_at": None, "minutes": 15} | other
    return Seen(
        received_at=NOW - received if received is not None else None,
        as_of=NOW - as_of if as_of is not None else None,
        **told,
    )


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("known", "state", "since"),
    [
        (seen(MINUTE, MINUTE), State.CURRENT, None),
        (seen(30 * MINUTE, 30 * MINUTE), State.CURRENT, None),
        (seen(31 * MINUTE, 31 * MINUTE), State.SILENT, NOW - 31 * MINUTE),
        (seen(MINUTE, 31 * MINUTE), State.BEHIND, NOW - 31 * MINUTE),
        (seen(None, None), State.SILENT, NOW - timedelta(days=1)),
        (seen(None, None, paired_at=NOW - MINUTE), State.BEHIND, NOW - MINUTE),
        (seen(None, None, paired_at=None), State.UNPAIRED, None),
        (seen(MINUTE, MINUTE, revoked_at=NOW), State.REVOKED, NOW),
    ],
)
def test_a_node_is_current_behind_or_silent_since_some_hour(
    known: Seen, state: State, since: datetime | None
) -> None:
    held = standing(known, NOW)
    assert (held.state, held.since) == (state, since)


def test_a_code_is_hard_to_guess_and_easy_to_type() -> None:
    codes = {pairing.new_code() for _turn in range(200)}
    assert len(codes) == 200
    code = codes.pop()
    assert len(code.replace("-", "")) == 16
    assert pairing.key_of(code) == pairing.key_of(f" {code.lower().replace('-', '')} ")
    assert pairing.key_of(code) != pairing.key_of(code[:-1])


def rows_of(entered: list[tuple[str, str]]) -> dict[str, dict[str, Told]]:
    """Return what nodes tell who each count at every level what was entered at them."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for origin, place in entered:
        for width in (len(origin), 6, 9, 12):
            if width >= len(origin) and width <= len(place):
                counted[place[:width]][origin] += 1
    for path in list(counted):  # each width once, also where the origin has one of them
        counted[path] = Counter(
            {o: sum(p.startswith(path) for q, p in entered if q == o) for o in counted[path]}
        )
    return {path: {o: Told(o, n) for o, n in told.items()} for path, told in counted.items()}


@given(
    st.lists(st.sampled_from(COMMUNITIES), max_size=30),
    st.sets(st.sampled_from(["220602", "220605", "220602001"])),
)
def test_every_entry_counts_once_in_the_sum_whoever_holds_it(places: list[str], nodes: set[str]) -> None:
    """Each entry is made at the closest node, else at the city itself: the sum over nodes is their number."""
    entered = [
        (max((n for n in {*nodes, "2206"} if place.startswith(n)), key=len), place) for place in places
    ]
    rows = rows_of(entered)
    found, missing = shares("2206", rows, {*nodes, "2206"})
    assert sum(each.value or 0 for each in found) == len(places)
    told = {origin for origin, _place in entered}
    assert set(missing) <= {*nodes, "2206"} - told


def test_what_the_upper_node_entered_of_a_node_s_place_is_not_added() -> None:
    rows = {
        "220602": {"220602": Told("220602", 7), "2206": Told("2206", 3)},
        "2206": {"2206": Told("2206", 3)},
    }
    whole = total("2206", rows, {"220602", "2206"}, additive=True)
    assert whole
    assert (whole.told.value, whole.told.origin, whole.parts) == (7, "220602", 1)
    assert closest("220602", rows["220602"]) == Told("220602", 7)


def test_silence_is_named_and_distinct_persons_do_not_add_up() -> None:
    rows = {"220602": {"220602": Told("220602", 7)}, "220605": {"220605": Told("220605", 2)}}
    held = {"220602", "220605", "220621"}
    whole = total("2206", rows, held, additive=True)
    assert whole
    assert (whole.told.value, whole.missing) == (9, ("220621",))
    assert total("2206", rows, held, additive=False) is None
    assert total("2207", rows, held, additive=True) is None


def test_rates_add_up_by_their_parts_and_decimals_are_brought_together() -> None:
    rows = {
        "220602": {"220602": Told("220602", None, 1, 2)},
        "220605": {"220605": Told("220605", None, 3, 6, hidden=False)},
    }
    whole = total("22", rows, {"220602", "220605"}, additive=True)
    assert whole
    assert (whole.told.numerator, whole.told.denominator, whole.told.value) == (4, 8, None)
    rows = {"220602": {"220602": Told("220602", 15, decimals=1)}, "220605": {"220605": Told("220605", 2)}}
    whole = total("22", rows, {"220602", "220605"}, additive=True)
    assert whole
    assert (whole.told.value, whole.told.decimals) == (35, 1)
    assert total("22", rows, set(), additive=True) is None, "without nodes nobody told anything"
