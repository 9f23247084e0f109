"""The command structure, and who answers for each place, as papers (PDF)."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core.errors import Invalid
from fangxian.lines.structure.models import CHAIN
from fangxian.lines.structure.queries import Box, Link
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
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

DEEPEST = 4
"""Levels of headings that an official document has."""


def pdf(
    response: Response, above: Sequence[Link], branches: Sequence[Branch[Box]], at: datetime.datetime
) -> bytes:
    """Return the structure as known at an instant; raises ``Invalid`` on a machine that cannot make PDF."""
    return _rendered(document(response, above, branches, at))


def chain_pdf(response: Response, place: Place, links: Sequence[Link], at: datetime.datetime) -> bytes:
    """Return who answers for each place as known at an instant, and where nobody is stated; raises ``Invalid``."""
    return _rendered(chain_document(response, place, links, at))


def _rendered(paper: Document) -> bytes:
    try:
        return papers.render(paper)
    except papers.PdfUnavailableError as error:
        raise Invalid({"pdf": str(error)}) from error


def document(
    response: Response, above: Sequence[Link], branches: Sequence[Branch[Box]], at: datetime.datetime
) -> Document:
    """Return the paper: who answers above, then a heading a group with its head and duty, a table of who is listed."""
    head = Letterhead(date=timezone.localdate(at), as_of=at)
    title = (Run(f"{response.mark}{response.name}{_('Command structure')}"),)
    blocks = tuple(_blocks(branches, 1)) or (Paragraph((Run(_("Nothing entered yet")),)),)
    table = (Heading(1, (Run(_("Above our jurisdiction")),)), _answering(above)) if above else ()
    return Document(head, title, "", (*table, *blocks))


def chain_document(
    response: Response, place: Place, links: Sequence[Link], at: datetime.datetime
) -> Document:
    """Return the paper: how many places have a gap, then a row for each place; a gap stands there in words."""
    head = Letterhead(date=timezone.localdate(at), as_of=at)
    title = (Run(f"{response.mark}{place.name}{_('Chain of responsibility')}"),)
    gaps = sum(bool(link.missing) for link in links)
    said = ngettext(
        "%(places)s places; %(n)s of them lacks somebody.",
        "%(places)s places; %(n)s of them lack somebody.",
        gaps,
    ) % {"places": len(links), "n": gaps}
    return Document(head, title, "", (Paragraph((Run(said),)), _answering(links)))


def _answering(links: Sequence[Link]) -> Table:
    heads = (_("Place"), _("Level"), *(str(function.label) for function in CHAIN))
    rows = tuple(
        (
            Run(link.place.name),
            Run(str(link.place.get_kind_display())),
            *(Run(_who(link, one)) for one in CHAIN),
        )
        for link in links
    )
    return Table(heads, rows)


def _who(link: Link, function: str) -> str:
    """Return who has a function, with his office; or that nobody is stated."""
    named = [f"{line.shown('head')} {line.row.job}".strip() for line in link.charges.get(function, ())]
    return "；".join(named) or f"（{_('nobody stated')}）"


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
