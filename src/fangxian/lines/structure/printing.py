"""The chart of the command structure as a paper (PDF)."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid
from fangxian.lines.structure.queries import Box
from fangxian.lines.structure.rules import Branch
from fangxian.mechanisms.ledgers.queries import Line
from fangxian.mechanisms.papers import pdf as papers
from fangxian.mechanisms.papers.document import (
    Document,
    DocumentBlock,
    Heading,
    Letterhead,
    Paragraph,
    Run,
    Table,
)
from fangxian.trees.responses.models import Response

DEEPEST = 4
"""Levels of headings that an official document has."""


def pdf(response: Response, branches: Sequence[Branch[Box]], at: datetime.datetime) -> bytes:
    """Return the structure as known at an instant; raises ``Invalid`` on a machine that cannot make PDF."""
    try:
        return papers.render(document(response, branches, at))
    except papers.PdfUnavailableError as error:
        raise Invalid({"pdf": str(error)}) from error


def document(response: Response, branches: Sequence[Branch[Box]], at: datetime.datetime) -> Document:
    """Return the paper: a heading a group with its head and duty, a table of who is listed."""
    head = Letterhead(date=timezone.localdate(at), as_of=at)
    title = (Run(f"{response.mark}{response.name}{_('Command structure')}"),)
    blocks = tuple(_blocks(branches, 1)) or (Paragraph((Run(_("Nothing entered yet")),)),)
    return Document(head, title, "", blocks)


def _blocks(branches: Sequence[Branch[Box]], level: int) -> Iterator[DocumentBlock]:
    for branch in branches:
        line = branch.node.line
        yield Heading(min(level, DEEPEST), (Run(f"{line.shown('name')}（{line.shown('kind')}）"),))
        told = [("head", _("head or secretary")), ("members", _("members")), ("duty", _("duty"))]
        said = [f"{title}：{line.shown(code)}" for code, title in told if line.shown(code)]
        if said:
            yield Paragraph((Run("；".join(str(one) for one in said) + "。"),))
        if branch.node.members:
            yield _table(branch.node.members)
        yield from _blocks(branch.below, level + 1)


def _table(members: Sequence[Line]) -> Table:
    columns = ("role", "person", "duty", "phone")
    ledger = members[0].ledger
    heads = tuple(str(ledger.by_code[code].title) for code in columns)
    return Table(heads, tuple(tuple(Run(line.shown(code)) for code in columns) for line in members))
