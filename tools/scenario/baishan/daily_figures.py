"""The eight figures of a daily report, as a body knows them at a cut-off (M8)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from tools.scenario.baishan.clock import cut_off
from tools.scenario.baishan.people import Person

OBSERVATION = timedelta(days=14)
KEY_PROVINCE = "42"
FIELDS = {
    "new_arrivals": "新增返程人员",
    "new_from_key_area": "其中来自重点地区",
    "total_arrivals": "累计返程人员",
    "total_dual_reported": "累计已双报",
    "not_at_community": "尚未到社区登记",
    "under_observation": "14天观察期内",
    "observation_ended": "满14天",
    "with_symptoms": "有发热等症状",
}
Figures = dict[str, int]


def figures(staff: Sequence[Person], day: date) -> Figures:
    """Compute a body's report for a day.

    A person is new in the window (previous cut-off, cut-off] in which the body's declaration was received,
    so that the new ones add up to the total. He is under observation on the day of his arrival and the 13
    days after it; on the next day his observation has ended.
    """
    end = cut_off(day)
    known = [person for person in staff if _by(person.declared_at, end)]
    new = [person for person in known if not _by(person.declared_at, end - timedelta(days=1)) or _first(day)]
    watched = [person for person in known if day < person.arrived.date() + OBSERVATION]
    dual = [person for person in known if _by(person.registered_at, end)]
    return {
        "new_arrivals": len(new),
        "new_from_key_area": _count(person.origin.code.startswith(KEY_PROVINCE) for person in new),
        "total_arrivals": len(known),
        "total_dual_reported": len(dual),
        "not_at_community": len(known) - len(dual),
        "under_observation": len(watched),
        "observation_ended": _count(day == person.arrived.date() + OBSERVATION for person in known),
        "with_symptoms": _count(bool(person.symptom) for person in watched),
    }


def quiet(staff: Iterable[Person], start: datetime, end: datetime) -> bool:
    """Tell whether nothing about these persons came in between two instants."""
    times = [at for person in staff for at in (person.declared_at, person.registered_at)]
    return not any(at and start < at <= end for at in times)


def _by(at: datetime | None, end: datetime) -> bool:
    return at is not None and at <= end


def _first(day: date) -> bool:
    """The first report covers everything since the response began."""
    return day == date(2020, 2, 1)


def _count(truths: Iterable[bool]) -> int:
    return sum(truths)
