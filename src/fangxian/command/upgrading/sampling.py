"""The figures of a site as one release counts them: what an upgrade must not change (M24)."""

import json
import subprocess
from collections.abc import Sequence
from datetime import datetime

from fangxian.trees.responses.models import Response

Key = tuple[str, ...]
Figures = dict[Key, tuple[object, ...]]
BREAKDOWNS = ("line", "place")
NAMED_BY = ("measure", "line", "place", "body", "day")
COUNTED = ("value", "numerator", "denominator")


def figures_by(program: Sequence[str], at: datetime) -> Figures:
    """Ask a release's own program for every measure, by line and by place, as known at an instant.

    Raises ``CalledProcessError`` when it cannot answer.
    """
    rows = [row for by in BREAKDOWNS for row in _asked(program, by, at.isoformat())]
    return {tuple(str(row[name]) for name in NAMED_BY): tuple(row[name] for name in COUNTED) for row in rows}


def worth_asking() -> bool:
    """Say whether there is a response of which figures can be asked."""
    return Response.objects.values("pk").exists()


def differing(before: Figures, after: Figures, recounted: frozenset[str] = frozenset()) -> list[str]:
    """Say which figures changed; a measure that is new, or counted otherwise on purpose, is not compared."""
    return [
        f"{' '.join(part for part in key if part)}: {counted[0]} → {after[key][0] if key in after else 'absent'}"
        for key, counted in sorted(before.items())
        if key[0] not in recounted and after.get(key) != counted
    ]


def _asked(program: Sequence[str], by: str, at: str) -> list[dict[str, object]]:
    command = [*program, "figures", "--by", by, "--as-of", at, "--to", at, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows
