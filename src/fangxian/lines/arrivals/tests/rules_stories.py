"""Invented people and their reports for the tests of the reconciliation rules. All are fictitious."""

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from fangxian.lines.arrivals.rules.compare import Report, Side
from fangxian.lines.arrivals.rules.id_numbers import WEIGHTS
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal

NOON = dt.datetime(2020, 2, 3, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
YIBIN = "220602001003"
XINJIAN = "220602002001"
ZHANG: dict[str, Any] = {
    "name": "张防线",
    "id_number": "11010519491231002X",
    "phone": "13804390001",
    "address": "2号楼3单元501室",
    "community": YIBIN,
    "arrived_on": dt.date(2020, 2, 1),
}


def sealer(preimage: str) -> bytes:
    """Stand in for the keyed digest that the room puts over pre-images."""
    return hashlib.blake2b(preimage.encode(), digest_size=16, key=b"test").digest()


def report(number: int, side: Side, *, hours: int = 0, line: str = "organs", **told: Any) -> Report:
    """Return report `number`, made `hours` after noon of 3 February 2020, about what is `told`."""
    circumstances = {
        key: told.pop(key) for key in ("expects_counterpart", "counterpart_due_at") if key in told
    }
    identifiers = Identifiers.of(**told)
    sealed = seal(identifiers, sealer)
    return Report(
        id=UUID(int=number),
        side=side,
        recorded_at=NOON + dt.timedelta(hours=hours),
        fields=sealed.fields,
        keys=sealed.keys,
        line=line if side is Side.UNIT else "",
        place=identifiers.community,
        arrived_on=identifiers.arrived_on,
        id_valid=identifiers.id_valid,
        **circumstances,
    )


def declared(number: int = 1, **told: Any) -> Report:
    """Return a unit's declaration."""
    return report(number, Side.UNIT, **told)


def registered(number: int = 2, **told: Any) -> Report:
    """Return a community's registration."""
    return report(number, Side.COMMUNITY, **told)


def _with_check_character(parts: tuple[str, dt.date, int]) -> str:
    area, born, order = parts
    body = f"{area}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=False)) % 11]


def id_numbers() -> st.SearchStrategy[str]:
    """Return a strategy for valid resident identity numbers."""
    areas = st.sampled_from(["220602", "110105", "440524", "830000"])
    born = st.dates(dt.date(1900, 1, 1), dt.date(2020, 2, 1))
    return st.tuples(areas, born, st.integers(0, 999)).map(_with_check_character)


def phones() -> st.SearchStrategy[str]:
    """Return a strategy for mobile numbers; one digit repeated would be taken for a filler."""
    numbers = st.integers(13_000_000_000, 19_999_999_999).map(str)
    return numbers.filter(lambda number: len(set(number)) > 2)


@st.composite
def slips(draw: st.DrawFn, digits: st.SearchStrategy[str]) -> tuple[str, str]:
    """Draw a number and what becomes of it by one wrong digit or one swap of neighbours."""
    right = draw(digits)
    at = draw(st.integers(0, len(right) - 2))
    if draw(st.booleans()) and right[at] != right[at + 1]:
        return right, right[:at] + right[at + 1] + right[at] + right[at + 2 :]
    at = draw(st.integers(0, len(right) - 1))
    wrong = draw(st.sampled_from([digit for digit in "0123456789" if digit != right[at]]))
    return right, right[:at] + wrong + right[at + 1 :]


def people() -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for what a report tells: few values each, so that they often meet by chance."""
    return st.fixed_dictionaries(
        {
            "name": st.sampled_from(["张防线", "張防線", "李示例", None]),
            "id_number": st.sampled_from(
                ["11010519491231002X", "11010519491231003X", "440524188001010014", None, None]
            ),
            "phone": st.sampled_from(["13804390001", "13804390002", "15904391111", None]),
            "address": st.sampled_from(["2号楼3单元501室", "2-3-502", "2号楼", "7号楼", None]),
            "community": st.sampled_from([YIBIN, XINJIAN]),
            "arrived_on": st.sampled_from([dt.date(2020, 2, 1), dt.date(2020, 2, 2)]),
        }
    )


@st.composite
def report_lists(draw: st.DrawFn, most: int = 8) -> list[Report]:
    """Draw up to `most` reports from both sides and two lines, with different ids."""
    told = draw(st.lists(people(), min_size=1, max_size=most))
    return [
        report(
            number,
            draw(st.sampled_from(list(Side))),
            hours=draw(st.integers(0, 2)),
            line=draw(st.sampled_from(["organs", "industry"])),
            **identifiers,
        )
        for number, identifiers in enumerate(told)
    ]
