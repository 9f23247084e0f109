"""A question to a lake in the words of the command line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fangxian.command.figuring import response_now
from fangxian.lake.engines import engine as started
from fangxian.lake.figures import figures, sayable
from fangxian.lake.tables import Lake
from fangxian.mechanisms.figures import asking, registry
from fangxian.mechanisms.figures.answers import Answer
from fangxian.trees.people.actor import SYSTEM


def asked(
    root: Path, engine: str, response: str, measures: Sequence[str], words: Mapping[str, str]
) -> list[Answer]:
    """Answer measures (none: all that a lake can) with the places, bodies and forms of the connected database.

    That may be the one it was exported from, or the lake's own registers (``alone``). Without ``as_of`` the lake
    answers as of all that it knows. Raises ``Missing`` and ``Invalid`` as the live figures do, and for what it lacks.
    """
    about = response_now(response)
    chosen = [registry.measure(code) for code in measures] or sayable(registry.all_measures())
    with started(engine) as running:
        lake = Lake(root, about.id, running)
        known = {"as_of": lake.until.isoformat()} | {key: word for key, word in words.items() if word}
        return figures(lake, asking.question_for(SYSTEM, about, known), chosen)
