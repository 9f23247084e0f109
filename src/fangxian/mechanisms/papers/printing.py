"""A bulletin as a document: on the page, as text, Word and PDF, from its one source (M24)."""

from importlib import resources

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.core.scope import Scope
from fangxian.mechanisms.papers import docx, pdf
from fangxian.mechanisms.papers.document import Document, Heading, Letterhead, Paragraph, Table, text_of
from fangxian.mechanisms.papers.freezing import frozen_lookup, live_lookup, question_of
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.source import parse, resolve

DRAFT = "（草稿）"
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}


def default_source() -> str:
    """Return the built-in source of the bulletin on returnees."""
    folder = resources.files("fangxian.mechanisms.papers") / "data"
    return (folder / "default-bulletin.txt").read_text(encoding="utf-8")


def document(bulletin: Bulletin, scope: Scope | None = None) -> Document:
    """Return the document: an issued one from its frozen figures, a draft with live ones for ``scope``."""
    source = parse(bulletin.source)
    if bulletin.issued:
        return resolve(source, frozen_lookup(bulletin), letterhead(bulletin))
    own = scope or Scope()
    lookup = live_lookup(lambda ref: question_of(ref, bulletin.response, own, None, bulletin.until))
    return resolve(source, lookup, letterhead(bulletin))


def title_of(bulletin: Bulletin) -> str:
    """Return a bulletin's title as its source gives it, without looking any figure up."""
    first = bulletin.source.lstrip("\ufeff \n\r").partition("\n")[0]
    return first.partition("：")[2].strip() or first.strip()


def letterhead(bulletin: Bulletin) -> Letterhead:
    """Return who issues the document, under which number and date."""
    return Letterhead(
        issuer=f"{bulletin.response.mark}{bulletin.issuer.name}" if hasattr(bulletin, "issuer") else "",
        number=bulletin.document_number if bulletin.issued else DRAFT,
        issue=bulletin.number,
        date=timezone.localdate(bulletin.issued_at) if bulletin.issued_at else None,
        as_of=bulletin.until or bulletin.as_of or clock.now(),
    )


def rendered(bulletin: Bulletin, ending: str, scope: Scope | None = None) -> bytes:
    """Return the document as ``docx``, ``pdf`` or ``txt``."""
    if ending == "docx":
        return docx.render(document(bulletin, scope))
    if ending == "pdf":
        return pdf.render(document(bulletin, scope))
    return text(bulletin, scope).encode()


def text(bulletin: Bulletin, scope: Scope | None = None) -> str:
    """Return the document as plain text."""
    made = document(bulletin, scope)
    head = made.letterhead
    lines = [head.banner_text, head.issue_text, head.number, "", made.title_text, ""]
    if made.addressee:
        lines.append(f"{made.addressee}：")
    for block in made.blocks:
        if isinstance(block, Heading):
            lines.append(text_of(block.runs) + text_of(block.body))
        elif isinstance(block, Paragraph):
            lines.append(f"    {text_of(block.runs)}")
        elif isinstance(block, Table):
            lines += ["    " + "  ".join(run.text for run in row) for row in block.rows]
    lines += ["", f"{head.issuer}  {head.date_text}".strip()]
    return "\n".join(lines)


def download(bulletin: Bulletin, ending: str, content: bytes) -> HttpResponse:
    """Return the document as a file to keep, named after its document number."""
    number = bulletin.document_number or f"{bulletin.document_mark or bulletin.issuer.name}{DRAFT}"
    name = f"{bulletin.response.mark}{number}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=MEDIA_TYPES[ending], headers=headers)


def numbered(number: int, issuer: str = "") -> Bulletin:
    """Return the issued bulletin of a number, by the code of its issuer where several bodies issue.

    Raises ``Missing``, and ``Invalid`` when the number is not enough.
    """
    held = {"issuer__code": issuer} if issuer else {}
    found = list(Bulletin.objects.select_related("response", "issuer").filter(number=number, **held)[:2])
    if not found:
        raise Missing(_("No bulletin has this number."))
    if len(found) > 1:
        raise Invalid({"issuer": _("Several bodies issued a bulletin of this number: say which.")})
    return found[0]
