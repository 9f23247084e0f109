"""Whether the lake says what the pages say: every measure by the places below, in every cell, at the same instant."""

from pathlib import Path

from fangxian.lake.engines import Name, engine
from fangxian.lake.figures import figures, sayable
from fangxian.lake.tables import Lake
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import By, ask
from fangxian.trees.responses.models import Response


def compare(root: Path, response: Response) -> tuple[int, list[str]]:
    """Return how many cells were compared, and the codes of the measures that differ in any.

    What a lake refuses by name, since it is no table's figure, is not among them.
    """
    chosen = sayable(registry.all_measures())
    with engine(Name.DUCKDB) as running:
        lake = Lake(root, response.id, running)
        question = ask(response, as_of=lake.until, by=By.PLACE)
        live, other = answers.answers(question, chosen), figures(lake, question, chosen)
    pairs = list(zip(live, other, strict=True))
    differing = [one.measure.code for one, two in pairs if (one.total, one.nodes) != (two.total, two.nodes)]
    return sum(1 + len(one.nodes) for one, _two in pairs), differing
