"""Dates and times in every style that people use, and what is refused."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.dates import SHANGHAI
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.values import Reading, parse_date, parse_datetime

IN_2020 = Reading(default_year=2020)
NAIVE = datetime(2020, 2, 3, 14, 20)  # noqa: DTZ001 — as spreadsheets hold it


@pytest.mark.parametrize(
    "cell",
    [
        *[
            "2020/2/3 14:20",
            "2020.02.03 14:20",
            "2020-02-03 14:20:00",
            "2020-02-03T14:20",
            "２０２０．２．３　１４：２０",
        ],
        *[
            "2月3日14时20分",
            "2020年2月3日14时20分",
            "2020年2月3日 下午2点20分",
            "2月3日14點20分",
            "2月3日(星期一)14:20",
        ],
        *["二〇二〇年二月三日十四时二十分", "20200203 14:20", "2-3 14:20", "20.2.3 14:20", "2/3 2:20 PM"],
        *[
            "2020-02-03T06:20:00+00:00",
            "2月3日14时20分左右",
            "2020年 2月 3日 14：20",
            NAIVE,
            43864 + 860 / 1440,
        ],
    ],
)
def test_one_moment_in_every_style(cell: Cell) -> None:
    moment = parse_datetime(cell, IN_2020)
    assert moment is not None
    assert moment.at == NAIVE.replace(tzinfo=SHANGHAI)
    assert moment.time_stated


@pytest.mark.parametrize(
    "cell",
    [
        "2020/2/3",
        "2020.02.03",
        "2月3日",
        "2020年2月3日",
        "2-3",
        "2.3",
        "二月三日",
        "20200203",
        "2020年02月03日星期一",
        *[
            date(2020, 2, 3),
            43864,
            43864.0,
            20200203.0,
            "43864",
            timedelta(days=43864),
            "2月3号",
            "2月3日上午",
        ],
    ],
)
def test_a_day_without_a_time_says_so(cell: Cell) -> None:
    moment = parse_datetime(cell, IN_2020)
    assert moment is not None
    assert moment.at == datetime(2020, 2, 3, tzinfo=SHANGHAI)
    assert not moment.time_stated
    assert parse_date(cell, IN_2020) == date(2020, 2, 3)


@pytest.mark.parametrize(
    "cell",
    [
        *[
            "2020-02-30",
            "13月3日",
            "昨天",
            "2月",
            "2020",
            "2020.2.3-2.5",
            "25:00",
            "2月3日25时",
            "2月3日14:70",
            True,
        ],
        *[2.3, 3, -1, 99999999, time(14, 20), "3820-01-01", "1020/1/1", "2020-2-3 abc"],
    ],
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_datetime(cell, IN_2020)
    assert caught.value.code == Code.BAD_DATE


def test_a_year_is_assumed_only_where_the_caller_gives_one() -> None:
    with pytest.raises(ValueProblem):
        parse_date("2月3日")
    february = Reading(default_year=2020, not_after=date(2020, 2, 10))
    assert parse_date("12月28日", february) == date(2019, 12, 28)
    assert parse_date("2月10日", february) == date(2020, 2, 10)


def test_a_day_that_may_lie_ahead_is_the_nearest_one() -> None:
    february = Reading(default_year=2020, not_after=date(2020, 2, 10), ahead=True)
    assert parse_date("2月16日", february) == date(2020, 2, 16)
    assert parse_date("12月28日", february) == date(2019, 12, 28)
    december = Reading(default_year=2020, not_after=date(2020, 12, 28), ahead=True)
    assert parse_date("1月3日", december) == date(2021, 1, 3)
    assert parse_date("2月29日", february) == date(2020, 2, 29)
    with pytest.raises(ValueProblem):
        parse_date("13月3日", february)


def test_midnight_is_stated_as_24_and_other_zones_are_kept() -> None:
    midnight = parse_datetime("2月3日24:00", IN_2020)
    plain = parse_datetime("2020-02-03 24:00")
    assert midnight == plain
    assert midnight is not None
    assert midnight.at == datetime(2020, 2, 4, tzinfo=SHANGHAI)
    moscow = parse_datetime("2020/2/3 14:20", Reading(timezone=ZoneInfo("Europe/Moscow")))
    assert moscow is not None
    assert moscow.at.astimezone(UTC).hour == 11


STYLES = [
    "{0:%Y-%m-%d %H:%M}",
    "{0.year}/{0.month}/{0.day} {0:%H:%M}",
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分",
]
STYLES += [
    "{0:%Y.%m.%d %H:%M:%S}",
    "{0.month}月{0.day}日 {0:%H:%M}",
    "{0:%Y%m%d %H:%M}",
    "{0:%Y-%m-%dT%H:%M}",
    "{0.month}-{0.day} {0.hour}点{0.minute}分",
]


@example(datetime(2020, 10, 1, 10), STYLES[-1])  # noqa: DTZ001
@given(st.datetimes(datetime(2020, 1, 1), datetime(2020, 12, 31)), st.sampled_from(STYLES))  # noqa: DTZ001
def test_every_minute_in_every_style_comes_back(moment: datetime, style: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    read = parse_datetime(style.format(moment), IN_2020)
    assert read is not None
    assert read.at == moment.replace(tzinfo=SHANGHAI)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2080, 1, 1)))  # noqa: DTZ001
def test_serials_of_spreadsheets_come_back_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    read = parse_datetime(serial)
    assert read is not None
    assert read.at == moment.replace(tzinfo=SHANGHAI)
