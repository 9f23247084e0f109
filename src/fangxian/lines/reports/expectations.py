"""What is owed follows from obligations and excuses as known then; silence is what nobody filed (M8).

A source of figures without a fact table of its own. Obligations are few (bodies and forms), the days between are
arithmetic, and filed reports are read once: a question costs a query each for obligations, excuses and reports.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fangxian.lines.reports.behind import Behind
from fangxian.lines.reports.due import Owed
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import Obligation
from fangxian.lines.reports.owed import counting, reading
from fangxian.lines.reports.slots import part_of
from fangxian.mechanisms.figures.measures import Groups, Measure
from fangxian.mechanisms.figures.questions import Question


@dataclass(frozen=True, eq=False)
class ExpectationSource:
    """Counts owed reports, of all forms or of one, by what became of them."""

    form: str = ""

    def groups(self, question: Question, measures: Sequence[Measure]) -> Groups:
        """Return counts by the question's groups; each day of a breakdown as it stood at that day's end."""
        asked = question.at(start=min(question.running_from or question.start, question.start))
        groups = reading.counted(asked, self.form)
        if groups is None:
            groups = counting.counted(asked, self.form)
        return {
            key: {measure.code: getattr(group, _last(measure)) for measure in measures}
            for key, group in groups.items()
            if group.due
        }

    def knows(self, question: Question) -> bool:
        """Tell whether anybody in the part asked for owes reports at all."""
        return Obligation.objects.at(question.as_of).filter(part_of(question), **_of(self.form)).exists()

    def facts(self, question: Question, measure: Measure) -> Behind:
        """Return the owed reports that a value counts, most overdue first; only what is shown is read."""
        return Behind(question, self.form, _last(measure))

    def evidence(self, question: Question, measure: Measure) -> Iterable[str]:
        """Return one line an owed report."""
        return (_line(owed) for owed in self.facts(question, measure))


def _of(form: str) -> dict[str, str]:
    return {"form": form} if form else {}


def _last(measure: Measure) -> str:
    return measure.code.rpartition(".")[2]


def _line(owed: Owed) -> str:
    form = "" if owed.form == RETURNEES.code else f" {owed.form}"
    return f"{owed.line} {owed.body} {owed.day} {owed.report} {owed.filed_at}{form}"
