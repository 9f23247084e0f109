"""What a drill knows of itself: everything that it entered, counted apart from the figures (M5, M8)."""

import datetime
from collections import Counter
from typing import Any

from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Cast, Step, What, days_of
from fangxian.lines.reports.deadlines import is_due
from fangxian.lines.reports.figures import code_of
from fangxian.lines.reports.prefill import is_zero
from fangxian.mechanisms.forms.vocabulary import FieldKind, Form

FIRST = {What.REPORT, What.ARRIVAL, What.SHEET}


class Truth:
    """Counts what is sent, as it is sent; ``figures`` says what the live ones must then be."""

    def __init__(self, parameters: Parameters, cast: Cast, form: Form) -> None:
        self.form = form
        asked = [day for day in days_of(parameters) if is_due(form, day)]
        self.last_day = asked[-1].isoformat() if asked else ""
        self.owed = len(cast.units) * len(asked)
        self.counts: Counter[str] = Counter()
        self.numbers: Counter[str] = Counter()
        self.known: dict[str, set[int]] = {"unit": set(), "community": set()}
        self.late_persons: set[int] = set()

    def add(self, step: Step, at: datetime.datetime) -> None:
        """Count a step that was taken in at an instant."""
        self.counts[step.what.value] += 1
        if step.what is What.SHEET:
            self.counts["sheet_corrected"] += step.told["corrected"]
            self.counts["sheet_duplicated"] += step.told["duplicated"]
        for side, person, due_at in step.persons:
            self.known[side].add(person)
            if at > due_at:
                self.late_persons.add(person)
        if step.what is What.REPORT:
            self._report(step.told, at > step.due_at if step.due_at else False)
        elif step.what is What.REPORT_CORRECTED:
            self._numbers(step.told, 1)
            self._numbers(step.told | {"numbers": step.was or {}}, -1)

    def _report(self, told: dict[str, Any], late: bool) -> None:
        self.counts["filed"] += 1
        self.counts["late"] += late
        self._numbers(told, 1)

    def _numbers(self, told: dict[str, Any], sign: int) -> None:
        """Add up a report: what is new over all days, what stands on the last day only."""
        numbers: dict[str, int] = told["numbers"]
        self.counts["zero"] += sign * is_zero(numbers, self.form)
        for field in self.form.asked:
            counted = field.kind is FieldKind.FLOW or told["day"] == self.last_day
            if field.code in numbers and counted and not field.is_share:
                self.numbers[field.code] += sign * numbers[field.code]

    def summary(self) -> dict[str, int]:
        """Return how much was sent, sent late, never sent, corrected and sent twice."""
        counts = self.counts
        return {
            "reports_owed": self.owed,
            "reports_filed": counts["filed"],
            "reports_late": counts["late"],
            "reports_missing": self.owed - counts["filed"],
            "persons": len(self.known["unit"] | self.known["community"]),
            "workbooks": counts[What.SHEET],
            "corrected": counts[What.REPORT_CORRECTED]
            + counts[What.ARRIVAL_CORRECTED]
            + counts["sheet_corrected"],
            "duplicated": counts[What.REPORT_AGAIN] + counts[What.ARRIVAL_AGAIN] + counts["sheet_duplicated"],
        }

    def figures(self, *, at_its_end: bool = True) -> dict[str, int]:
        """Return what each measure must say of the whole drill at its end, by code; later, what still holds.

        Totals and present numbers are those of the last day, which is over when everything was sent afterwards.
        """
        filed, late = self.counts["filed"], self.counts["late"]
        reports = {
            "due": self.owed, "filed": filed, "on_time": filed - late, "late": late,
            "missing": self.owed - filed, "zero": self.counts["zero"],
        }  # fmt: skip
        room = "reports" if self.form.is_built_in else f"reports.{self.form.code}"
        found = {f"{room}.{name}": number for name, number in reports.items()}
        found |= {
            code_of(self.form.code, field.code): self.numbers[field.code]
            for field in self.form.asked
            if field.is_number and not field.is_share and not field.decimals
            if at_its_end or field.kind is FieldKind.FLOW
        }
        return found | self._persons()

    def _persons(self) -> dict[str, int]:
        unit, community = self.known["unit"], self.known["community"]
        counted = {
            "declared": unit, "registered": community, "dual_reported": unit & community,
            "persons": unit | community, "unit_only": unit - community, "community_only": community - unit,
            "late": self.late_persons,
        }  # fmt: skip
        return {f"arrivals.{name}": len(persons) for name, persons in counted.items()}
