"""How like two headings are, whatever their width, script and punctuation."""

from functools import lru_cache

from rapidfuzz import fuzz

from fangxian.mechanisms.imports.text import fold

NEARLY = 90
"""From here on two headings ask for the same."""
SHORTEST = 4
"""A shorter heading that stands within a longer one says nothing."""


def likeness(one: str, other: str) -> int:
    """Return 0–100; 100 is the same, and what stands whole within the other counts 88 at most."""
    return _likeness(fold(one), fold(other))


@lru_cache(maxsize=65_536)
def _likeness(one: str, other: str) -> int:
    if not one or not other:
        return 0
    part = fuzz.partial_ratio(one, other) * 0.88 if min(len(one), len(other)) >= SHORTEST else 0
    return round(max(fuzz.ratio(one, other), part))
