"""A drill's truth beside the live figures, over the same window."""

from fangxian.core import clock
from fangxian.core.errors import Missing
from fangxian.drill.actions import response_of
from fangxian.drill.models import Drill
from fangxian.drill.plan import end_of
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask


def compare(drill: Drill) -> dict[str, int]:
    """Return what the figures say at the drill's end of everything that it knows the truth of, by measure."""
    question = ask(response_of(drill), end=max(end_of(drill.asked), clock.now()))
    measures = []
    for code in drill.truth:
        try:
            measures.append(registry.measure(code))
        except Missing:
            continue
    return {answer.measure.code: int(answer.total.value or 0) for answer in answers(question, measures)}
