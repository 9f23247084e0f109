"""A bulletin's one source text: read it, ask which figures it needs, fill them in (M24).

The language is described for its writers in docs/bulletin-source.md. `str(source)` writes a source back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fangxian.mechanisms.papers.document import Document, Letterhead, Run
from fangxian.mechanisms.papers.mistakes import SourceError
from fangxian.mechanisms.papers.parsing import parse
from fangxian.mechanisms.papers.resolving import Lookup, Shown, resolve
from fangxian.mechanisms.papers.syntax import (
    Block,
    Choice,
    Figure,
    Inline,
    Line,
    Listing,
    Reference,
    Source,
    Span,
)

__all__ = [
    "Document",
    "Letterhead",
    "Lookup",
    "Reference",
    "Run",
    "Shown",
    "Source",
    "SourceError",
    "parse",
    "placeholders",
    "resolve",
]


def placeholders(source: Source) -> list[Reference]:
    """Return the distinct figures of a source, conditions and both their sides included, in text order."""
    return list(dict.fromkeys(_references([*source.title, *source.blocks])))


def _references(parts: Iterable[Block | Inline]) -> Iterator[Reference]:
    for part in parts:
        if isinstance(part, Figure | Listing):
            yield part.reference
        elif isinstance(part, Line):
            yield from _references(part.inlines)
        elif isinstance(part, Choice | Span):
            yield part.condition.figure.reference
            yield from _references([*part.then, *part.otherwise])
