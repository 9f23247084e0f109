"""Paths of places: the statistical division code, then segments of fixed width (decision 1).

A path's length tells its level, a subtree is a prefix, and an ancestor a ``substr``. Segments are digits and
capital letters (base 36), which sort byte by byte. Where levels are left out between a place and the one that
it reports to, they are filled by padding that begins with a letter: no division code does, so the padding
never collides with one, and ``substr(path, 1, n)`` still groups the place, by itself.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid
from fangxian.trees.places.models import WIDTHS, Kind

LEVELS = list(Kind)
LETTERED = {*LEVELS[: LEVELS.index(Kind.GRID) + 1]}
"""Levels whose own codes come from outside: what we allocate there begins with a letter."""
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KIND_OF_WIDTH = {width: kind for kind, width in WIDTHS.items()}


def above(kind: Kind) -> Kind | None:
    """Return the level above, or None for a province."""
    index = LEVELS.index(kind)
    return LEVELS[index - 1] if index else None


def segment_width(kind: Kind) -> int:
    """Return how many characters a level adds to the path of the level above."""
    upper = above(kind)
    return WIDTHS[kind] - (WIDTHS[upper] if upper else 0)


def kind_of(path: str) -> Kind:
    """Return the level of a path; raises ``KeyError`` if no level is that long."""
    return KIND_OF_WIDTH[len(path)]


def ancestors(path: str) -> list[str]:
    """Return the paths of every level above, from the province down; some may be padding and no place."""
    return [path[:width] for width in WIDTHS.values() if width < len(path)]


def natural_path(code: str, kind: Kind | None = None) -> str:
    """Return the path that a division code stands for: ``220602000000`` → ``220602``.

    With a level given, zeros are cut down to it and no further, which a county like ``441900`` needs.
    Raises ``Invalid`` for what is no code.
    """
    code = code.strip().upper()
    if not is_segment(code, len(code)):
        raise Invalid({"code": _("A code has digits and capital letters only.")})
    if kind is None:
        path = _without_zeros(code)
    elif len(code) > WIDTHS[kind] and code[WIDTHS[kind] :].strip("0") == "":
        path = code[: WIDTHS[kind]]
    else:
        path = code
    if not {len(code), len(path)} <= KIND_OF_WIDTH.keys() or (kind and len(path) != WIDTHS[kind]):
        raise Invalid({"code": _("The code's length fits no level, or not the level given.")})
    return path


def allocate(parent_path: str, kind: Kind, preferred: str, taken: Collection[str]) -> str:
    """Return a free path for a place of a level below a parent's path.

    ``preferred`` is the wished own segment (of the division code), or "" for the next free one; ``taken``
    holds the paths below the parent that are not free. Raises ``Invalid`` if the parent stands too low.
    """
    gap = WIDTHS[kind] - segment_width(kind) - len(parent_path)
    if gap < 0:
        raise Invalid({"parent": _("The parent must stand on a level above.")})
    if gap:
        first = min(end for end in WIDTHS.values() if end > len(parent_path)) - len(parent_path)
        used = _segments_below(parent_path, first, taken)
        parent_path += _free(lettered(first, used), used).ljust(gap, "0")
    width = segment_width(kind)
    used = _segments_below(parent_path, width, taken)
    if is_segment(preferred, width) and preferred not in used:
        return parent_path + preferred
    numbers = lettered if kind in LETTERED else plain
    return parent_path + _free(numbers(width, used), used)


def _free(segments: Iterator[str], used: Collection[str]) -> str:
    for segment in segments:
        if segment not in used:
            return segment
    raise Invalid({"code": _("Every code of this level is taken.")})


def _segments_below(upper: str, width: int, paths: Collection[str]) -> set[str]:
    start = len(upper)
    return {path[start : start + width] for path in paths if path.startswith(upper) and len(path) > start}


def is_segment(text: str, width: int) -> bool:
    """Tell whether a text is a segment of a width."""
    return len(text) == width and all(letter in DIGITS for letter in text)


def plain(width: int, used: Collection[str] = ()) -> Iterator[str]:
    """Yield every segment of a width once: 001, 002, …, ZZZ, 000, those that are likely used last."""
    size, start = 36**width, len(used)
    return (_base36((start + step) % size, width) for step in range(1, size + 1))


def lettered(width: int, used: Collection[str] = ()) -> Iterator[str]:
    """Yield every segment of a width that begins with a letter once: A00, A01, …, those likely used last."""
    size, start = 26 * 36 ** (width - 1), sum(segment[0] >= "A" for segment in used)
    base = 10 * 36 ** (width - 1)
    return (_base36(base + (start + step) % size, width) for step in range(size))


def _base36(number: int, width: int) -> str:
    letters = []
    for _place in range(width):
        number, digit = divmod(number, 36)
        letters.append(DIGITS[digit])
    return "".join(reversed(letters))


def _without_zeros(code: str) -> str:
    if len(code) > WIDTHS[Kind.COMMUNITY]:
        return code
    path = code
    for width in (9, 6, 4, 2):
        if len(path) > width and path[width:].strip("0") == "":
            path = path[:width]
    return path
