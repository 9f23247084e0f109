"""Print a paper as HTML: every figure leads to its entries for those who may see them (M24).

Pages include the same partial: `{% include "papers/document.html" with document=document only %}`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine

from fangxian.mechanisms.papers.document import Document


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(Path(__file__).with_name("templates"))])


def render(document: Document) -> str:
    """Return the paper as one `<article>`; all its words are escaped."""
    return _engine().get_template("papers/document.html").render(Context({"document": document}))
