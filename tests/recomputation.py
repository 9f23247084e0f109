"""Every figure from first principles: plain loops over what the entries say, opened, without any stored state.

Written from the measures' sentences, beside the code that it judges: it uses the pure reconciliation of one list
of reports, and neither standings, nor incremental reconciling, nor queries that aggregate.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.lines.arrivals.models import ArrivalReport, Decision
from fangxian.lines.arrivals.rules import cluster, compare
from fangxian.lines.arrivals.rules.standing import Standing, reconcile
from fangxian.lines.arrivals.rules.tokens import Identifiers, seal
from fangxian.lines.arrivals.sealing import open_person
from fangxian.lines.reports.models import DailyReport, Excuse, Obligation
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.contacts.models import Contact
from fangxian.trees.responses.models import Response
from tests import recomputation_passengers

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
UNIT, COMMUNITY = "unit", "community"
FLOWS = {"new_arrivals": "n01", "new_from_key_area": "n02", "observation_ended": "n07"}
STATES = {
    "total_arrivals": "n03",
    "total_dual_reported": "n04",
    "not_at_community": "n05",
    "under_observation": "n06",
    "with_symptoms": "n08",
}


@dataclass(frozen=True)
class Where:
    """The part of both trees in which something lies."""

    path: str
    line: str
    body: uuid.UUID | None
    body_path: str


@dataclass(frozen=True)
class Told:
    """A report of an arrival and where it stands."""

    where: Where
    side: str
    arrived: datetime
    reported: datetime
    due: datetime
    other_due: datetime | None
    answered: datetime | None
    standing: Standing
    key_area: bool
    symptoms: bool
    disclaimed: bool


@dataclass(frozen=True)
class Day:
    """A report that a body owes, and the one that it filed."""

    where: Where
    day: date
    due: datetime
    late: datetime
    filed: datetime | None
    zero: bool


@dataclass(frozen=True)
class Sheet:
    """A filed report's numbers by column."""

    where: Where
    due: datetime
    filed: datetime
    numbers: dict[str, int]


@dataclass(frozen=True)
class Case:
    """A referral."""

    where: Where
    kind: str
    opened: datetime
    closed: datetime | None
    due: datetime


@dataclass(frozen=True)
class Call:
    """Somebody was asked; ``again`` if another office had asked him lately, as it stood when it was logged."""

    where: Where
    at: datetime
    subject: uuid.UUID
    again: bool


@dataclass(frozen=True)
class Window:
    """From, to, and the instant of knowledge."""

    start: datetime
    end: datetime
    known: datetime

    @property
    def now(self) -> datetime:
        """The instant against which lateness is measured."""
        return min(self.end, self.known)

    def holds(self, instant: datetime | None) -> bool:
        """Tell whether something happened within the window."""
        return instant is not None and self.start <= instant <= self.end

    def reached(self, instant: datetime | None) -> bool:
        """Tell whether something had happened by the window's end."""
        return instant is not None and instant <= self.end


Test = Callable[[Told, Window], bool]


def _undecided(told: Told) -> bool:
    """Tell whether a human has yet to say if the person is one whom the other side reported."""
    return told.answered is None and bool(told.standing.possible_with)


def _open(told: Told, window: Window) -> bool:
    return window.reached(told.reported) and not window.reached(told.answered) and not _undecided(told)


def _young(told: Told, window: Window) -> bool:
    return told.arrived > window.end - 14 * DAY


PERSONS: dict[str, Test] = {
    "declared": lambda t, w: t.side == UNIT and w.holds(t.reported),
    "registered": lambda t, w: t.side == COMMUNITY and w.holds(t.reported),
    "dual_reported": lambda t, w: t.side == UNIT and w.holds(t.answered),
    "persons": lambda t, w: w.holds(t.reported),
    "declared_from_key_area": lambda t, w: t.side == UNIT and w.holds(t.reported) and t.key_area,
    "unit_only": lambda t, w: t.side == UNIT and _open(t, w),
    "community_only": lambda t, w: t.side == COMMUNITY and t.other_due is not None and _open(t, w),
    "conflicting": lambda t, w: (
        t.side == UNIT and w.reached(t.answered) and t.standing.state == "conflicting"
    ),
    "possible": lambda t, w: t.side == UNIT and w.reached(t.reported) and _undecided(t),
    "late": lambda t, w: w.holds(t.reported) and t.reported > t.due and t.standing.state != "duplicate",
    "missing": lambda t, w: t.other_due is not None and t.other_due < w.now and _open(t, w),
    "concealed": lambda t, w: t.side == COMMUNITY and w.holds(t.reported) and t.standing.found_after_due,
    "duplicate": lambda t, w: w.reached(t.reported) and t.standing.state == "duplicate",
    "under_observation": lambda t, w: (
        t.side == UNIT and w.reached(t.reported) and w.reached(t.arrived) and _young(t, w)
    ),
    "observation_ended": lambda t, w: (
        t.side == UNIT and w.reached(t.reported) and w.start - 14 * DAY < t.arrived <= w.end - 14 * DAY
    ),
    "with_symptoms": lambda t, w: t.side == UNIT and w.reached(t.reported) and t.symptoms and _young(t, w),
}


@dataclass
class Facts:
    """All that is known of a response."""

    told: list[Told]
    days: list[Day]
    sheets: list[Sheet]
    cases: list[Case]
    passengers: list[recomputation_passengers.Row] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def part(self, holds: Callable[[Where], bool]) -> "Facts":
        """Return the facts of a part of both trees."""
        return Facts(
            [fact for fact in self.told if holds(fact.where)],
            [fact for fact in self.days if holds(fact.where)],
            [fact for fact in self.sheets if holds(fact.where)],
            [fact for fact in self.cases if holds(fact.where)],
            [fact for fact in self.passengers if holds(fact.where)],
            [fact for fact in self.calls if holds(fact.where)],
        )

    def figures(self, window: Window) -> dict[str, int]:
        """Return every plain figure for a window, by its code."""
        found = {
            f"arrivals.{code}": len({fact.standing.subject for fact in self.told if test(fact, window)})
            for code, test in PERSONS.items()
        }
        declared = [fact for fact in self.told if PERSONS["declared"](fact, window)]
        found |= recomputation_passengers.figures(self.passengers, window)
        found["arrivals.bodies_with_arrivals"] = len({fact.where.body for fact in declared})
        return (
            found | self._reports(window) | self._fields(window) | self._cases(window) | self._calls(window)
        )

    def _reports(self, window: Window) -> dict[str, int]:
        due = [day for day in self.days if window.holds(day.due)]
        filed = [day for day in due if day.filed and day.filed <= window.now]
        late = [day for day in filed if day.filed and day.filed > day.late]
        counts = {
            "due": len(due),
            "filed": len(filed),
            "zero": sum(day.zero for day in filed),
            "late": len(late),
            "on_time": len(filed) - len(late),
            "missing": sum(day.late < window.now for day in due if day not in filed),
        }
        return {f"reports.{code}": count for code, count in counts.items()}

    def _fields(self, window: Window) -> dict[str, int]:
        filed = [sheet for sheet in self.sheets if window.reached(sheet.filed)]
        inside = [sheet for sheet in filed if window.holds(sheet.due)]
        latest = [sheet for sheet in filed if window.end - DAY < sheet.due <= window.end]
        sums = {code: sum(sheet.numbers[column] for sheet in inside) for code, column in FLOWS.items()}
        sums |= {code: sum(sheet.numbers[column] for sheet in latest) for code, column in STATES.items()}
        return {f"reports.field.{code}": total for code, total in sums.items()}

    def _calls(self, window: Window) -> dict[str, int]:
        made = [call for call in self.calls if window.holds(call.at)]
        again = {call.subject for call in made if call.again}
        return {"contacts.made": len(made), "contacts.repeated": len(again)}

    def _cases(self, window: Window) -> dict[str, int]:
        waiting = [
            case for case in self.cases if window.reached(case.opened) and not window.reached(case.closed)
        ]
        kinds = ("symptoms", "cohabitants", "wrong_community")
        by_kind = {f"cases.open.{kind}": sum(case.kind == kind for case in waiting) for kind in kinds}
        overdue = sum(case.due < window.now for case in waiting)
        return {"cases.open": len(waiting), "cases.overdue": overdue} | by_kind


def facts(response: Response) -> Facts:
    """Read what is known now: current entries, opened and reconciled as one list."""
    return Facts(
        _told(response), _days(response), _sheets(response), _cases(response), _passengers(response),
        _calls(response),
    )  # fmt: skip


def _passengers(response: Response) -> list[recomputation_passengers.Row]:
    reports = [_report(row, response) for row in ArrivalReport.objects.at().filter(response=response)]
    by_id = {report.id: report for report in reports}
    return recomputation_passengers.rows(response, standings(response), by_id, _where)


def standings(response: Response) -> dict[uuid.UUID, Standing]:
    """Reconcile all current reports of a response from nothing."""
    rows = ArrivalReport.objects.at().filter(response=response)
    pairs = Decision.objects.at().filter(response=response).exclude(verdict="not_ours")
    decisions = [cluster.Decision(d.first, d.second, d.verdict == "same") for d in pairs if d.second]
    return reconcile([_report(row, response) for row in rows], decisions)


def _told(response: Response) -> list[Told]:
    found = standings(response)
    answers = Decision.objects.at().filter(response=response, verdict="not_ours")
    disclaimed = set(answers.values_list("first", flat=True))
    rows = {row.entry_id: row for row in ArrivalReport.objects.at().filter(response=response)}
    return [
        Told(
            _where(row),
            row.side,
            row.happened_at,
            row.reported_at,
            _due(row, response, row.side),
            _other_due(row, response),
            _answered(row, found, rows),
            found[key],
            any(name in row.origin for name in response.key_places),
            row.has_symptoms,
            key in disclaimed,
        )
        for key, row in rows.items()
    ]


def _answered(
    row: ArrivalReport, found: dict[uuid.UUID, Standing], rows: dict[uuid.UUID, ArrivalReport]
) -> datetime | None:
    """Return since when both sides' reports exist; a repeated one counts from when it came itself."""
    standing = found[row.entry_id]
    original = rows[standing.duplicate_of] if standing.duplicate_of else row
    counterpart = found[original.entry_id].counterpart
    if counterpart is None:
        return None
    return max(row.reported_at, original.reported_at, rows[counterpart].reported_at)


def _report(row: ArrivalReport, response: Response) -> compare.Report:
    person = open_person(row, response)
    identifiers = Identifiers.of(
        name=person.identity.name,
        id_number=person.identity.id_number,
        phone=person.contact.phone,
        address=person.contact.address,
        community=row.path[:12],
        arrived_on=row.happened_at.astimezone(CHINA).date(),
    )
    sealed = seal(identifiers, lambda text: hashlib.blake2b(text.encode(), digest_size=16).digest())
    return compare.Report(
        id=row.entry_id,
        side=compare.Side(row.side),
        recorded_at=row.reported_at,
        fields=sealed.fields,
        keys=sealed.keys,
        line=(row.line_id or "") if row.side == UNIT else "",
        body=row.body_id,
        place=row.path[:12],
        arrived_on=identifiers.arrived_on,
        id_valid=identifiers.id_valid,
        expects_counterpart=row.side == UNIT or row.body_id is not None,
        counterpart_due_at=_other_due(row, response),
    )


def _due(row: ArrivalReport, response: Response, side: str) -> datetime:
    arrived = row.happened_at.astimezone(CHINA)
    if not row.time_stated:
        arrived = arrived.replace(hour=23, minute=59, second=59, microsecond=0)
    hours = response.declaration_hours if side == UNIT else response.registration_hours
    return arrived + timedelta(hours=hours)


def _other_due(row: ArrivalReport, response: Response) -> datetime | None:
    if row.side == UNIT:
        return _due(row, response, COMMUNITY)
    return _due(row, response, UNIT) if row.body_id else None


def _where(row: ArrivalReport | Obligation | DailyReport | Referral) -> Where:
    return Where(row.path, row.line_id or "", row.body_id, row.body_path)


def _days(response: Response) -> list[Day]:
    filed = {
        (row.line_id, row.body_id, row.day): row
        for row in DailyReport.objects.at().filter(response=response).exclude(state="draft")
    }
    excuses = list(Excuse.objects.at().filter(response=response))
    return [
        _owed(row, day, response, filed.get((row.line_id, row.body_id, day)))
        for row in Obligation.objects.at().filter(response=response)
        for day in _span(row.valid_from, row.valid_to)
        if not any(
            excuse.body_id == row.body_id and excuse.valid_from <= day < (excuse.valid_to or date.max)
            for excuse in excuses
        )
    ]


def _span(start: date, end: date | None) -> Iterable[date]:
    return (start + number * DAY for number in range(60) if end is None or start + number * DAY < end)


def _owed(row: Obligation, day: date, response: Response, report: DailyReport | None) -> Day:
    due = datetime.combine(day, response.report_cut_off, CHINA)
    late = due + timedelta(minutes=response.report_grace_minutes)
    zero = report is not None and all(getattr(report, column) == 0 for column in FLOWS.values())
    return Day(_where(row), day, due, late, report.filed_at if report else None, zero)


def _sheets(response: Response) -> list[Sheet]:
    return [
        Sheet(
            _where(row),
            datetime.combine(row.day, response.report_cut_off, CHINA),
            row.filed_at,
            {f"n0{number}": getattr(row, f"n0{number}") or 0 for number in range(1, 9)},
        )
        for row in DailyReport.objects.at().filter(response=response).exclude(state="draft")
        if row.filed_at
    ]


def _cases(response: Response) -> list[Case]:
    rows = Referral.objects.at().filter(response=response)
    return [Case(_where(row), row.kind, row.opened_at, row.closed_at, row.due_at) for row in rows]


def _calls(response: Response) -> list[Call]:
    rows = Contact.objects.at().filter(response=response)
    return [Call(_where(row), row.happened_at, row.subject, row.repeated) for row in rows]
