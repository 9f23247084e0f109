"""Bulletins over the API: draft, issue, read, print, and recompute every figure as known then (M24)."""

import uuid
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import body_of, named, response_of
from fangxian.command.api.schemas.bulletins import BulletinIn, BulletinOut, BulletinPage, Verification
from fangxian.command.api.schemas.common import Cursor
from fangxian.core.errors import Invalid
from fangxian.mechanisms.figures.questions import instant
from fangxian.mechanisms.papers import actions, printing, queries
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.pdf import PdfUnavailableError
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["bulletins"])
READS = Requires("bulletins.view", "bulletins.draft", "bulletins.issue")


@router.get("/bulletins", auth=READS, response={200: BulletinPage, **REFUSALS})
def listing(
    request: Request,
    state: Literal["", "draft", "issued"] = "",
    cursor: Cursor = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """List bulletins, the latest first."""
    rows = queries.visible(request.actor, response_of(response))
    found = queries.page(rows.filter(state=state) if state else rows, paging.moment_key(cursor))
    shown, more = paging.cut(found, lambda row: (row.created_at, row.pk), queries.PAGE)
    return {"items": [_shown(row) for row in shown], "next": more}


@router.post("/bulletins", auth=Requires("bulletins.draft"), response={201: BulletinOut, **REFUSALS})
def draft(request: Request, sent: BulletinIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Begin a draft; a mistake in its text is told with its line."""
    made = actions.draft(
        request.actor, response_of(response), body_of(sent.issuer, "issuer"), sent.line,
        sent.source or printing.default_source(), document_mark=sent.document_mark,
        until=instant(sent.until, "until") if sent.until else None, bulletin_id=sent.id,
    )  # fmt: skip
    return Status(201, _shown(made))


@router.get("/bulletins/{uuid:bulletin_id}", auth=READS, response={200: BulletinOut, **REFUSALS})
def detail(request: Request, bulletin_id: uuid.UUID) -> dict[str, Any]:
    """Show a bulletin with its text; a draft with live figures for the reader's area."""
    bulletin = queries.one(request.actor, bulletin_id)
    text = printing.text(bulletin, request.actor.scope("figures.view"))
    return {**_shown(bulletin), "text": text, "figures": bulletin.figures.get("values", [])}


@router.post(
    "/bulletins/{uuid:bulletin_id}/issue",
    auth=Requires("bulletins.issue"),
    response={200: BulletinOut, **REFUSALS},
)
def issue(request: Request, bulletin_id: uuid.UUID) -> dict[str, Any]:
    """Freeze every figure with its evidence, take the next number, and issue."""
    return _shown(actions.issue(request.actor, queries.one(request.actor, bulletin_id)))


@router.get("/bulletins/{uuid:bulletin_id}/verify", auth=READS, response={200: Verification, **REFUSALS})
def verify(request: Request, bulletin_id: uuid.UUID) -> dict[str, Any]:
    """Recompute each figure from what was known at the issue, and say same or different."""
    rows = actions.verify(queries.one(request.actor, bulletin_id))
    return {"same": all(row["same"] for row in rows), "figures": rows}


@router.get("/bulletins/{uuid:bulletin_id}.docx", auth=READS, response={200: bytes, **REFUSALS})
def word(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Return the bulletin as a Word document in the layout of GB/T 9704."""
    return _file(request, bulletin_id, "docx")


@router.get("/bulletins/{uuid:bulletin_id}.pdf", auth=READS, response={200: bytes, **REFUSALS})
def pdf(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Return the bulletin as a PDF in the layout of GB/T 9704."""
    return _file(request, bulletin_id, "pdf")


def _file(request: Request, bulletin_id: uuid.UUID, ending: str) -> HttpResponse:
    bulletin = queries.one(request.actor, bulletin_id)
    try:
        content = printing.rendered(bulletin, ending, request.actor.scope("figures.view"))
    except PdfUnavailableError as error:
        raise Invalid({"pdf": str(error) or _("PDF cannot be made here.")}) from error
    return printing.download(bulletin, ending, content)


def _shown(bulletin: Bulletin) -> dict[str, Any]:
    names = ("state", "number", "document_number", "until", "as_of", "issued_at", "source")
    return {
        "id": bulletin.pk,
        "issuer": named(bulletin.issuer),
        "line": bulletin.line_id,
        **{name: getattr(bulletin, name) for name in names},
    }
