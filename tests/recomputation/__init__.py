"""Every figure from first principles: plain loops over what the entries say, opened, without any stored state.

Written from the measures' sentences, beside the code that it judges: it uses the pure reconciliation of one list
of reports, and neither standings, nor incremental reconciling, nor queries that aggregate.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fangxian.trees.responses.models import Response
from tests.recomputation import cases, chain, ledgers, passengers, persons, reports
from tests.recomputation.cases import Call, Case
from tests.recomputation.chain import Held
from tests.recomputation.ledgers import Entered
from tests.recomputation.passengers import Row
from tests.recomputation.persons import Told, standings
from tests.recomputation.reports import Day, Sheet
from tests.recomputation.window import CHINA, Where, Window

__all__ = ["CHINA", "Facts", "Where", "Window", "facts", "standings"]


@dataclass
class Facts:
    """All that is known of a response."""

    told: list[Told]
    days: list[Day]
    sheets: list[Sheet]
    cases: list[Case]
    calls: list[Call]
    passengers: list[Row]
    rows: list[Entered]
    places: list[Held]

    def part(self, holds: Callable[[Where], bool]) -> "Facts":
        """Return the facts of a part of both trees."""
        return Facts(
            [fact for fact in self.told if holds(fact.where)],
            [fact for fact in self.days if holds(fact.where)],
            [fact for fact in self.sheets if holds(fact.where)],
            [fact for fact in self.cases if holds(fact.where)],
            [fact for fact in self.calls if holds(fact.where)],
            [fact for fact in self.passengers if holds(fact.where)],
            [fact for fact in self.rows if holds(fact.where)],
            [fact for fact in self.places if holds(fact.where)],
        )

    def figures(self, window: Window) -> dict[str, int]:
        """Return every plain figure for a window, by its code."""
        return (
            persons.figures(self.told, window)
            | reports.figures(self.days, self.sheets, window)
            | cases.case_figures(self.cases, window)
            | cases.call_figures(self.calls, window)
            | passengers.figures(self.passengers, window)
            | ledgers.figures(self.rows, window)
            | chain.figures(self.places, window)
        )


def facts(response: Response) -> Facts:
    """Read what is known now: current entries, opened and reconciled as one list."""
    return Facts(
        persons.read(response),
        reports.read_days(response),
        reports.read_sheets(response),
        cases.read_cases(response),
        cases.read_calls(response),
        passengers.read(response),
        ledgers.read(response),
        chain.read(response),
    )
